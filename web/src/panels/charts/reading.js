/** What stands at the cursor of a chart, and of which step it is. */
import { TYPED, typedOf } from '../../shared/recipe.js';
import { EMPTY_CURVE, firstFrom, nearest } from '../../shared/series.js';

/**
 * @typedef {import('../../state/store.js').State} State
 * @typedef {import('../../shared/series.js').Curve} Curve
 * @typedef {import('../../shared/recipe.js').Typed} Typed
 */

/**
 * Without test rows there is no test loss: neither at first nor now, when drawn points may have brought
 * some.
 * @param {Curve | undefined} curve
 */
export const tested = (curve) =>
  curve && !(Number.isNaN(curve.values[0]) && Number.isNaN(curve.values[curve.values.length - 1]))
    ? curve
    : EMPTY_CURVE;

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

/** The sample under the cursor, or the newest: its place, -1 if there is none. @param {State} state @param {Curve} curve */
const sampleAt = ({ cursor }, curve) => nearest(curve, cursor ?? Infinity);

/** The step of that sample. @param {State} state @returns {number} */
export function stepAt(state) {
  const curve = samplesOf(state);
  return curve.steps[sampleAt(state, curve)] ?? 0;
}

/**
 * The step of the last number that was changed by hand up to a step.
 * @param {State} state
 * @param {number} step
 * @param {readonly Typed[]} [kinds] those of a batch say nothing of the weights before their step
 * @returns {number | undefined}
 */
export const editedAt = ({ recipe }, step, kinds = TYPED) =>
  recipe?.changes
    .filter(({ key, step: at }) => kinds.some((kind) => typedOf(key) === kind) && at <= step)
    .at(-1)?.step;

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
  const test = tested(state.frame?.curves?.test_loss);
  const j = firstFrom(test, step + 1) - 1;
  const measured = test.steps[j] ?? step;
  const edited = (editedAt(state, step, ['weight']) ?? -1) >= measured;
  return { step, train: values[i], test: test.values[j] ?? Number.NaN, measured, edited };
}
