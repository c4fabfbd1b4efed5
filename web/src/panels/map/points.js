/** The data on the map: a mark for each point, by its class or its answer. */

import { scale } from '../../drawing/scale.js';
import { stamp } from '../../drawing/stamp.js';
import { areaOf, dataOf, targetRange } from './area.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {CanvasRenderingContext2D} Canvas
 * @typedef {{ corners: number, fill: string, stroke: string, width: number }} Look of a mark
 */

/** Corners of the marks by class, so that classes differ in shape as well as in colour. */
const CORNERS = [4, 0, 3, 5, 6, 8, 3, 4];

/**
 * Of a mark: a circle, or a polygon of so many corners.
 * @param {Canvas} context
 * @param {number} x
 * @param {number} y
 * @param {number} corners
 * @param {number} size
 */
function outline(context, x, y, corners, size) {
  context.beginPath();
  if (corners === 0) context.arc(x, y, size, 0, 2 * Math.PI);
  else {
    for (let i = 0; i < corners; i++) {
      const angle = (2 * Math.PI * (i + 0.5)) / corners + Math.PI / 2;
      const [px, py] = [x + size * 1.2 * Math.cos(angle), y + size * 1.2 * Math.sin(angle)];
      if (i === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
    context.closePath();
  }
}

/**
 * @typedef {object} Layer the points as they were painted; the map below them changes far more often
 * @property {unknown[]} on what it depends on
 * @property {OffscreenCanvas} canvas
 * @property {ImageData} pixels
 * @property {Iterator<void> | null} rest what has yet to be stamped
 */

/** @type {Layer | undefined} */
let layer;

/** How long points are stamped in one frame, in milliseconds, and how many between two looks at the clock. */
const STAMPING = { ms: 4, points: 64 };

/**
 * @param {Context} c
 * @param {Canvas} context
 * @param {number} width
 * @param {number} height
 * @returns {boolean} whether there are more for the coming frames
 */
export function placePoints(c, context, width, height) {
  const { state } = c;
  const density = context.canvas.width / width;
  const range = [...areaOf(state), ...targetRange(state)].join();
  const on = [state.run.points, state.map.showTest, c.colours, range, width, height, density];
  if (!layer || on.some((value, i) => value !== layer?.on[i])) {
    const canvas = new OffscreenCanvas(Math.ceil(width * density), Math.ceil(height * density));
    const pixels = new ImageData(canvas.width, canvas.height);
    layer = { on, canvas, pixels, rest: stamping(c, pixels, density) };
  }
  if (layer.rest) {
    const end = performance.now() + STAMPING.ms;
    while (layer.rest && performance.now() < end) if (layer.rest.next().done) layer.rest = null;
    layer.canvas.getContext('2d')?.putImageData(layer.pixels, 0, 0);
  }
  const { canvas } = layer;
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, canvas.width / density, canvas.height / density);
  return layer.rest !== null;
}

/**
 * A mark is drawn once for each look and then stamped: a canvas takes 20 to 50 ms for the paths of
 * 2,000 points.
 * @param {Context} c
 * @param {ImageData} pixels
 * @param {number} density pixels for one of the style sheet
 * @returns {Iterator<void>} over a few points each
 */
function* stamping(c, pixels, density) {
  const { state, colours } = c;
  const { points } = state.run;
  if (!points) return;
  const [x0, x1, y0, y1] = areaOf(state);
  const range = dataOf(state)?.target ?? [-1, 1];
  const toX = scale([x0, x1], [0, pixels.width]).at;
  const toY = scale([y0, y1], [pixels.height, 0]).at;
  const line = points.inputs === 1;
  const answers = scale(targetRange(state), [pixels.height, 0]).at;
  const rows = points.x.length / points.inputs;
  const size = rows > 400 ? 2.4 : 3.4;
  /** @type {Map<string, ImageData>} */
  const marks = new Map();
  for (let i = 0; i < rows; i++) {
    if (i % STAMPING.points === STAMPING.points - 1) yield;
    const test = i >= points.train;
    if (test && !state.map.showTest) continue;
    const target = points.y[i * points.outputs];
    const many = points.classes > 2;
    const high = points.classes > 0 ? target > 0.5 : target > (range[0] + range[1]) / 2;
    const colour = many ? colours.classes[target] : high ? colours.valuePlus : colours.valueMinus;
    const corners = points.classes > 0 ? CORNERS[target] : 0;
    const key = `${corners} ${colour} ${test}`;
    let mark = marks.get(key);
    if (!mark) {
      // Test points are hollow.
      mark = test
        ? markOf({ corners, fill: colours.card, stroke: colour, width: 1.6 }, size, density)
        : markOf({ corners, fill: colour, stroke: colours.card, width: 1 }, size, density);
      marks.set(key, mark);
    }
    const x = toX(points.x[i * points.inputs]);
    const y = line ? answers(target) : toY(points.x[i * points.inputs + 1]);
    stamp(pixels, mark, Math.round(x - mark.width / 2), Math.round(y - mark.height / 2));
  }
}

/** @param {Look} look @param {number} size @param {number} density @returns {ImageData} */
function markOf({ corners, fill, stroke, width }, size, density) {
  const side = Math.ceil(2 * (1.2 * size + width) * density);
  const canvas = new OffscreenCanvas(side, side);
  const context = /** @type {Canvas} */ (
    /** @type {unknown} */ (canvas.getContext('2d', { willReadFrequently: true }))
  );
  context.scale(density, density);
  outline(context, side / density / 2, side / density / 2, corners, size);
  Object.assign(context, { fillStyle: fill, strokeStyle: stroke, lineWidth: width });
  context.fill();
  context.stroke();
  return context.getImageData(0, 0, side, side);
}
