/** The part of the input space that the map shows, and points on it. */
import { areOwn } from '../../state/own.js';

/**
 * @typedef {import('../../state/store.js').State} State
 * @typedef {[number, number, number, number]} Area x0, x1, y0, y1
 */

/** @param {State} state */
export const dataOf = ({ run: { engine, config } }) =>
  engine?.config.data.find(({ name }) => name === config.data);

/** How far the map reaches while points are drawn, so that it rests under the pen. */
const DRAWING_REACH = 3;

/**
 * What the engine says is to be drawn; for own points as far as they reach.
 * @param {State} state
 * @returns {Area}
 */
export function areaOf(state) {
  const data = dataOf(state);
  const { points } = state.run;
  const own = areOwn(state) || state.shell.drawing;
  if (data && !own && data.low.length > 0) {
    return [data.low[0], data.high[0], data.low[1] ?? 0, data.high[1] ?? 1];
  }
  let reach = 0;
  // Points of another scenario give way to those that are drawn.
  const shown = areOwn(state) ? points : null;
  for (const value of shown?.x ?? []) reach = Math.max(reach, Math.abs(value) * 1.1);
  reach = Math.max(state.shell.drawing ? DRAWING_REACH : 0.1, reach);
  return [-reach, reach, -reach, reach];
}

/** Ranges that were asked for: points stay while the map over them changes. @type {WeakMap<object, [number, number]>} */
const ranges = new WeakMap();

/**
 * The range of answers, for a map over one input: of its points, or as the engine says.
 * @param {State} state
 * @returns {[number, number]}
 */
export function targetRange(state) {
  const { points } = state.run;
  const { drawing } = state.shell;
  if (!points) return rangeOf([]);
  const range =
    ranges.get(points) ?? rangeOf(points.y.length > 0 ? points.y : (dataOf(state)?.target ?? []));
  ranges.set(points, range);
  if (!drawing || points.inputs > 1) return range;
  const [low, high] = areOwn(state) ? range : [0, 0];
  return [Math.min(-DRAWING_REACH, low), Math.max(DRAWING_REACH, high)];
}

/** What the map's axes reach over: upward the second input, or the answer to the only one. @param {State} state @returns {Area} */
export function axesOf(state) {
  const [x0, x1, y0, y1] = areaOf(state);
  return state.run.points?.inputs === 1 ? [x0, x1, ...targetRange(state)] : [x0, x1, y0, y1];
}

/** @param {ArrayLike<number>} values @returns {[number, number]} with some air around them */
function rangeOf(values) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (!(high > low))
    return [Number.isFinite(low) ? low - 1 : -1, Number.isFinite(low) ? low + 1 : 1];
  const air = (high - low) * 0.12;
  return [low - air, high + air];
}

/** Coordinates as a person would write them, so that a link holds them exactly. @param {number} v */
export const tidy = (v) => Number(v.toFixed(3));
