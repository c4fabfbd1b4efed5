/** What stands at the cursor of a chart, and of which step it is. */
import { EMPTY_CURVE, lastBy, nearest } from './series.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./series.js').Curve} Curve
 */

/** Without test rows there is no test loss. @param {Curve | undefined} curve */
export const tested = (curve) => (curve && !Number.isNaN(curve.values[0]) ? curve : EMPTY_CURVE);

/** The curve of the open chart whose samples the cursor moves along. @param {State} state @returns {Curve} */
export function samplesOf({ chart, frame }) {
  const curves = frame?.curves;
  const curve = {
    loss: curves?.loss,
    norms: frame?.rows?.[0]?.norm,
    classes: curves?.test_accuracy,
  };
  return curve[chart] ?? EMPTY_CURVE;
}

/** The sample under the cursor, or the newest. @param {State} state @returns {number} -1: there is none */
const sampleAt = (state) => nearest(samplesOf(state), state.cursor ?? Infinity);

/** The step of that sample. @param {State} state @returns {number} */
export const stepAt = (state) => samplesOf(state).steps[sampleAt(state)] ?? 0;

/**
 * The step of the last weight that was changed by hand up to a step.
 * @param {State} state
 * @param {number} step
 * @returns {number | undefined}
 */
export const editedAt = ({ recipe }, step) =>
  recipe?.changes.filter((each) => each.key.startsWith('weight:') && each.step <= step).at(-1)
    ?.step;

/**
 * The losses of a step. Tests are made now and then: that of a step is the last one before it, if it
 * was made before a weight was changed by hand, one of other weights.
 * @param {State} state
 * @returns {{ step: number, train: number, test: number, measured: number, edited: boolean } | null}
 *   test: NaN without test rows; null: nothing is there yet
 */
export function lossesAt(state) {
  const i = sampleAt(state);
  if (i < 0) return null;
  const { steps, values } = samplesOf(state);
  const step = steps[i];
  const test = tested(state.frame?.curves?.test_loss);
  const j = lastBy(test, step);
  const measured = test.steps[j] ?? step;
  const edited = (editedAt(state, step) ?? -1) >= measured;
  return { step, train: values[i], test: test.values[j] ?? Number.NaN, measured, edited };
}
