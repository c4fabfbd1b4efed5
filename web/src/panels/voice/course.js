/** How the losses go, told from the last part of their curves, however long these are. */
import { firstFrom } from '../../shared/series.js';

/** @typedef {import('../../shared/series.js').Curve} Curve */

/** How a loss changes in a tenth of the steps, as a difference of logarithms: about a share. */
const FAST = 0.2;
const SLOW = 0.01;
const RISING = 0.03;

/** No fewer steps than these. */
const FEWEST = 10;

/** @param {number[]} numbers */
function about(numbers) {
  const many = numbers.length;
  const mean = numbers.reduce((sum, each) => sum + each, 0) / many;
  return { mean, variance: numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / many };
}

/** Logarithms from a sample on. @param {Curve} curve @param {number} first */
const logs = ({ values }, first) => Array.from(values, Math.log).slice(first);

/**
 * The two halves of the last quarter are compared: less says little where batches make noise.
 * @param {Curve} curve
 * @param {number} [from] the step at which what is told begins
 * @returns {'first' | 'falling' | 'easing' | 'flat' | 'rising'}
 */
export function trend(curve, from = 0) {
  const { steps, values } = curve;
  const last = steps[steps.length - 1];
  if (!(steps.length - firstFrom(curve, from) > 4)) return 'first';
  const first = firstFrom(curve, Math.max(from, last - Math.max(FEWEST, (last - from) / 4)));
  // A loss of 0 and less has no logarithm: it is told as a part of what it was at first.
  const whole = Math.abs(values[0]) || 1;
  const logarithms = logs(curve, first);
  const y = logarithms.every(Number.isFinite)
    ? logarithms
    : Array.from(values, (each) => each / whole).slice(first);
  const half = y.length >> 1;
  const [before, after] = [about(y.slice(0, half)), about(y.slice(half))];
  const change = after.mean - before.mean;
  // What the batches alone may have made is no change.
  if (change ** 2 < (4 * (before.variance + after.variance)) / half) return 'flat';
  const share = (2 * change * Math.max(FEWEST, (last - from) / 10)) / (last - steps[first]);
  if (share < -FAST) return 'falling';
  if (share < -SLOW) return 'easing';
  return share > RISING ? 'rising' : 'flat';
}

/** Tests that are taken together, so that a lucky one is no minimum. */
const TESTS = 9;

/** A test loss has risen, and a training loss fallen, when it has by this much, a tenth and more. */
const CLEAR = 0.1;

/**
 * Since when the test loss has risen while the training loss fell.
 * @param {Curve} loss
 * @param {Curve} test
 * @param {number} [from] the step at which what is told begins
 * @returns {number | undefined} the step of the lowest test loss; undefined: it has not, or not clearly
 */
export function overfitSince(loss, test, from = 0) {
  const first = firstFrom(test, from);
  const y = logs(test, first);
  const many = Math.max(TESTS, y.length / 10);
  const now = about(y.slice(-many));
  let lowest = now.mean - Math.max(CLEAR, 2 * Math.sqrt(now.variance));
  let found;
  for (let i = 0; i + TESTS + many <= y.length; i++) {
    const { mean } = about(y.slice(i, i + TESTS));
    if (mean < lowest) [lowest, found] = [mean, first + i];
  }
  if (found === undefined) return undefined;
  const since = logs(loss, firstFrom(loss, test.steps[found]));
  const fell = about(since.slice(0, TESTS)).mean - about(since.slice(-since.length / 8)).mean;
  return fell > CLEAR ? test.steps[found + (TESTS >> 1)] : undefined;
}
