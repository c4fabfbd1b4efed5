/** Lines over steps on a canvas: axes, curves, labels at their ends, marks. */
import { count, tickText } from '../shared/formats.js';
import { columns, lastOf, nearest } from '../shared/series.js';
import { domainOf, scale } from './scale.js';

/**
 * @typedef {import('../shared/series.js').Curve} Curve
 * @typedef {import('./scale.js').Scale} Scale
 * @typedef {import('./theme.js').Colours} Colours
 *
 * @typedef {object} Line
 * @property {Curve} curve
 * @property {string} colour
 * @property {number[]} dash
 * @property {number} width
 * @property {string} name
 * @property {string} [label] at the line's end, so that neither colour nor dash must tell it
 * @property {number} [ends] the last step of the run it is of, where the curve has fewer
 *
 * @typedef {{ step: number, colour: string }} Mark a line across the plot, with a dot on each curve
 *   that has a sample there
 *
 * @typedef {object} Plot
 * @property {Line[]} lines
 * @property {boolean} [logX] steps on a logarithmic axis, which leaves out step 0
 * @property {boolean} [logY]
 * @property {Mark[]} [marks]
 * @property {Pick<Colours, 'line' | 'soft' | 'ink' | 'card' | 'thick' | 'mono' | 'sans'>} colours
 */

/** Room for the numbers at the axes, in CSS pixels. */
export const PLOT = { left: 48, right: 22, top: 12, bottom: 24 };

/** Radius of a curve that is one sample yet, and no line. */
const DOT = 3;

/** Width of a digit on an axis, in pixels. */
const DIGIT = 7;

/**
 * @param {{ curves: Curve[], logX?: boolean, logY?: boolean }} plot
 * @param {number} width
 * @param {number} height
 * @returns {{ x: Scale, y: Scale }}
 */
export function scalesOf({ curves, logX = false, logY = false }, width, height) {
  const last = curves.reduce((most, { steps }) => Math.max(most, lastOf(steps) ?? 0), 10);
  const values = (function* () {
    for (const each of curves) yield* Array.from(each.values);
  })();
  const room = width - PLOT.left - PLOT.right;
  const label = DIGIT * count(last).length + 2 * DIGIT;
  const few = Math.max(1, Math.min(5, Math.floor(room / label)));
  const across = { log: logX, count: few };
  const x = scale([logX ? 1 : 0, last], [PLOT.left, width - PLOT.right], across);
  const up = { log: logY, count: 4 };
  const y = scale(domainOf(values, logY), [height - PLOT.bottom, PLOT.top], up);
  return { x, y };
}

/**
 * @param {Plot} plot
 * @returns {import('./canvas.js').Paint}
 */
export function paintPlot(plot) {
  const { lines, marks = [], colours } = plot;
  return (context, width, height) => {
    const curves = lines.map(({ curve }) => curve);
    const { x, y } = scalesOf({ ...plot, curves }, width, height);
    drawAxes(context, colours, x, y, width, height);
    context.save();
    context.beginPath();
    // With room for a dot at the first step.
    const left = PLOT.left - DOT;
    context.rect(left, 0, width - left - PLOT.right + 1, height - PLOT.bottom);
    context.clip();
    for (const line of lines)
      drawLine(context, { ...line, width: line.width * colours.thick }, x, y);
    context.restore();
    drawLabels(context, lines, x, y);
    for (const mark of marks) drawMark(context, mark, lines, x, y, height);
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Plot['colours']} colours
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} width
 * @param {number} height
 */
function drawAxes(context, colours, x, y, width, height) {
  context.font = `11px ${colours.mono}`;
  context.lineWidth = 1;
  context.strokeStyle = colours.line;
  context.fillStyle = colours.soft;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of y.ticks) {
    const at = Math.round(y.at(tick)) + 0.5;
    if (at < PLOT.top - 4 || at > height - PLOT.bottom + 1) continue;
    context.beginPath();
    context.moveTo(PLOT.left, at);
    context.lineTo(width - PLOT.right, at);
    context.stroke();
    context.fillText(tickText(tick), PLOT.left - 8, at);
  }
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const tick of x.ticks) {
    const edge = Math.min(x.at(tick), width - PLOT.right - 12);
    context.fillText(count(tick), edge, height - 6);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Line} line @param {Scale} x @param {Scale} y */
function drawLine(context, { curve, colour, dash, width }, x, y) {
  const floor = y.domain[0];
  const at = (/** @type {number} */ value) => y.at(y.log ? Math.max(value, floor / 10) : value);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.lineJoin = 'round';
  context.beginPath();
  // Step 0 has no place on a logarithmic axis.
  const shown = columns(curve, x.at).filter((column) => Number.isFinite(column.x));
  if (shown.length === 1) {
    context.arc(shown[0].x, at(shown[0].last), DOT, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    context.beginPath();
  }
  shown.forEach((column, i) => {
    if (i === 0) context.moveTo(column.x, at(column.last));
    if (column.high > column.low) {
      context.lineTo(column.x, at(column.low));
      context.lineTo(column.x, at(column.high));
    }
    context.lineTo(column.x, at(column.last));
  });
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {Line[]} lines
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} height
 */
function drawMark(context, { step, colour }, lines, x, y, height) {
  const at = x.at(step);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(at, PLOT.top - 6);
  context.lineTo(at, height - PLOT.bottom);
  context.stroke();
  context.fillStyle = colour;
  for (const { curve } of lines) {
    const i = nearest(curve, step);
    if (i < 0 || Math.abs(x.at(curve.steps[i]) - at) > 6) continue;
    context.beginPath();
    context.arc(at, y.at(curve.values[i]), 3.5, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * Each line's label at its end, apart from its neighbours.
 * @param {CanvasRenderingContext2D} context
 * @param {Line[]} lines
 * @param {Scale} x
 * @param {Scale} y
 */
function drawLabels(context, lines, x, y) {
  const ends = lines.flatMap(({ curve, colour, label }) => {
    let i = curve.steps.length - 1;
    while (i >= 0 && !(Number.isFinite(curve.values[i]) && (!y.log || curve.values[i] > 0))) i--;
    return label && i >= 0
      ? [{ at: y.at(curve.values[i]), x: x.at(curve.steps[i]), colour, label }]
      : [];
  });
  ends.sort((a, b) => a.at - b.at);
  let below = Number.NEGATIVE_INFINITY;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const end of ends) {
    below = Math.max(end.at, below + 11);
    context.fillStyle = end.colour;
    context.fillText(end.label, end.x + 4, below);
  }
}

/**
 * A plot by itself, on its background and with its key, twice as fine as on the screen.
 * @param {Plot} plot
 * @param {{ clientWidth: number, clientHeight: number }} size as on the screen
 * @returns {Promise<Blob>}
 */
export function pictureOfPlot(plot, { clientWidth: width, clientHeight: height }) {
  const { lines, colours } = plot;
  const key = 18 * lines.length;
  const canvas = new OffscreenCanvas(2 * width, 2 * (height + key));
  const context = /** @type {CanvasRenderingContext2D} */ (
    /** @type {unknown} */ (canvas.getContext('2d'))
  );
  context.scale(2, 2);
  context.fillStyle = colours.card;
  context.fillRect(0, 0, width, height + key);
  paintPlot(plot)(context, width, height);
  context.font = `11px ${colours.sans}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  lines.forEach(({ colour, dash, width: wide, name }, i) => {
    const at = height + 18 * i + 6;
    context.strokeStyle = colour;
    context.lineWidth = wide;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(PLOT.left, at);
    context.lineTo(PLOT.left + 30, at);
    context.stroke();
    context.fillStyle = colours.ink;
    context.fillText(name, PLOT.left + 38, at);
  });
  return canvas.convertToBlob();
}
