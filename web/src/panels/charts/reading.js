/** What stands at the cursor of a chart, and of which step it is. */
import { EMPTY_CURVE, firstFrom, nearest } from '../../shared/series.js';
import { editedAt, tested } from '../../state/history.js';

/**
 * @typedef {import('./slice.js').State} State
 * @typedef {import('../../shared/series.js').Curve} Curve
 */

/** The curve of the open chart whose samples the cursor moves along. @param {State} state @returns {Curve} */
export function samplesOf({ run: { frame }, charts: { chart } }) {
  const curves = frame?.curves;
  const curve = {
    loss: curves?.loss,
    norms: frame?.rows?.[0]?.norm,
    classes: curves?.test_accuracy,
  };
  return curve[chart] ?? EMPTY_CURVE;
}

/** The sample under the cursor, or the newest: its place, -1 if there is none. @param {State} state @param {Curve} curve */
const sampleAt = ({ charts: { cursor } }, curve) => nearest(curve, cursor ?? Infinity);

/** The step of that sample. @param {State} state @returns {number} */
export function stepAt(state) {
  const curve = samplesOf(state);
  return curve.steps[sampleAt(state, curve)] ?? 0;
}

/**
 * The losses of a step. Tests are made now and then: that of a step is the last one before it, if it
 * was made before a weight was changed by hand, one of other weights.
 * @param {State} state
 * @returns {{ step: number, train: number, test: number, measured: number, edited: boolean } | null}
 *   test: NaN without test rows; null: nothing is there yet
 */
export function lossesAt(state) {
  const { steps, values } = samplesOf(state);
  const i = sampleAt(state, { steps, values });
  if (i < 0) return null;
  const step = steps[i];
  const test = tested(state.run.frame?.curves?.test_loss);
  const j = firstFrom(test, step + 1) - 1;
  const measured = test.steps[j] ?? step;
  const edited = (editedAt(state, step, ['weight']) ?? -1) >= measured;
  return { step, train: values[i], test: test.values[j] ?? Number.NaN, measured, edited };
}
