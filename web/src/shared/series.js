/** A curve: real samples in the order of their steps, as the engine's history gives them. */

/** @typedef {{ steps: ArrayLike<number>, values: ArrayLike<number> }} Curve */

/** @type {Curve} */
export const EMPTY_CURVE = { steps: [], values: [] };

/** @param {ArrayLike<number>} numbers @returns {number | undefined} */
export const lastOf = (numbers) => numbers[numbers.length - 1];

/**
 * The sample nearest to a step.
 * @param {Curve} curve
 * @param {number} step
 * @returns {number} its index, -1 in an empty curve
 */
export function nearest({ steps }, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (steps[mid] < step) low = mid + 1;
    else high = mid;
  }
  if (low > 0 && step - steps[low - 1] <= steps[low] - step) low--;
  return steps.length > 0 ? low : -1;
}

/**
 * A curve that a new worker goes on with: what the lost one had told up to the step, then the new.
 * @param {Curve} before
 * @param {Curve} after
 * @param {number} step the new one's first
 * @returns {Curve}
 */
export function joined(before, after, step) {
  const end = firstFrom(before, step);
  const begin = firstFrom(after, step);
  const both = (/** @type {ArrayLike<number>} */ a, /** @type {ArrayLike<number>} */ b) => [
    ...Array.from(a).slice(0, end),
    ...Array.from(b).slice(begin),
  ];
  return { steps: both(before.steps, after.steps), values: both(before.values, after.values) };
}

/** @param {Curve} curve @param {number} step @returns {number} index of the first sample from it on */
export function firstFrom({ steps }, step) {
  let i = 0;
  while (i < steps.length && steps[i] < step) i++;
  return i;
}

/**
 * A curve as the lowest and highest number in each pixel column.
 * @param {Curve} curve
 * @param {(step: number) => number} toX
 * @returns {{ x: number, low: number, high: number, last: number }[]} without NaN
 */
export function columns({ steps, values }, toX) {
  /** @type {{ x: number, low: number, high: number, last: number }[]} */
  const out = [];
  for (let i = 0; i < steps.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    const x = Math.round(toX(steps[i]));
    const column = out[out.length - 1];
    if (column && column.x === x) {
      if (value < column.low) column.low = value;
      if (value > column.high) column.high = value;
      column.last = value;
    } else {
      out.push({ x, low: value, high: value, last: value });
    }
  }
  return out;
}
