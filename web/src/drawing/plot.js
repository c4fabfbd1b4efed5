/** Lines over steps on a canvas: axes, curves, labels at their ends, a cursor. */

import { stepAt } from '../panels/charts/reading.js';
import { count, tickText } from '../shared/formats.js';
import { columns, nearest } from '../shared/series.js';
import { domainOf, scale } from './scale.js';

/**
 * @typedef {import('../panels/charts/slice.js').Context} Context
 * @typedef {import('../shared/series.js').Curve} Curve
 * @typedef {import('./scale.js').Scale} Scale
 * @typedef {object} Line
 * @property {Curve} curve
 * @property {string} colour
 * @property {number[]} dash
 * @property {number} width
 * @property {string} name
 * @property {string} [label] at the line's end, so that neither colour nor dash must tell it
 * @property {number} [ends] the last step of the run it is of, where the curve has fewer
 */

/** Room for the numbers at the axes, in CSS pixels. */
export const PLOT = { left: 48, right: 22, top: 12, bottom: 24 };

/** Radius of a curve that is one sample yet, and no line. */
const DOT = 3;

/** Width of a digit on an axis, in pixels. */
const DIGIT = 7;

/**
 * The scales of a plot.
 * @param {Line[]} lines
 * @param {boolean} log
 * @param {number} width
 * @param {number} height
 */
export function scalesOf(lines, log, width, height) {
  let last = 10;
  for (const { curve } of lines) last = Math.max(last, curve.steps[curve.steps.length - 1] ?? 0);
  const values = (function* () {
    for (const { curve } of lines) yield* Array.from(curve.values);
  })();
  const room = width - PLOT.left - PLOT.right;
  const label = DIGIT * count(last).length + 2 * DIGIT;
  const few = Math.max(1, Math.min(5, Math.floor(room / label)));
  const x = scale([0, last], [PLOT.left, width - PLOT.right], { count: few });
  const y = scale(domainOf(values, log), [height - PLOT.bottom, PLOT.top], { log, count: 4 });
  return { x, y };
}

/**
 * @param {Context} c
 * @param {Line[]} lines
 * @param {boolean} log
 * @returns {import('./canvas.js').Paint}
 */
export function plot(c, lines, log) {
  const { colours, state } = c;
  return (context, width, height) => {
    const { x, y } = scalesOf(lines, log, width, height);
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
    if (state.charts.cursor !== null) drawCursor(c, context, lines, x, y, height);
  };
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
  const shown = columns(curve, x.at);
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
 * @param {Context} c
 * @param {CanvasRenderingContext2D} context
 * @param {Line[]} lines
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} height
 */
function drawCursor(c, context, lines, x, y, height) {
  const { colours, state } = c;
  const step = stepAt(state);
  const at = x.at(step);
  context.strokeStyle = colours.focus;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(at, PLOT.top - 6);
  context.lineTo(at, height - PLOT.bottom);
  context.stroke();
  context.fillStyle = colours.focus;
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
 * A chart by itself, on its background and with its key, twice as fine as on the screen.
 * @param {Context} c
 * @param {Line[]} lines
 * @param {boolean} log
 * @param {HTMLCanvasElement} shown
 * @returns {Promise<Blob>}
 */
export function picture(c, lines, log, { clientWidth: width, clientHeight: height }) {
  const key = 18 * lines.length;
  const canvas = new OffscreenCanvas(2 * width, 2 * (height + key));
  const context = /** @type {CanvasRenderingContext2D} */ (
    /** @type {unknown} */ (canvas.getContext('2d'))
  );
  context.scale(2, 2);
  context.fillStyle = c.colours.card;
  context.fillRect(0, 0, width, height + key);
  plot(c, lines, log)(context, width, height);
  context.font = `11px ${c.colours.sans}`;
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
    context.fillStyle = c.colours.ink;
    context.fillText(name, PLOT.left + 38, at);
  });
  return canvas.convertToBlob();
}
