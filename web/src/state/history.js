/** What the run's curves say beyond their numbers. */
import { TYPED, typedOf } from '../shared/recipe.js';
import { EMPTY_CURVE } from '../shared/series.js';

/**
 * @typedef {import('../shared/series.js').Curve} Curve
 * @typedef {import('../shared/recipe.js').Typed} Typed
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

/**
 * The step of the last number that was changed by hand up to a step.
 * @param {import('./store.js').State} state
 * @param {number} step
 * @param {readonly Typed[]} [kinds] those of a batch say nothing of the weights before their step
 * @returns {number | undefined}
 */
export const editedAt = ({ run: { recipe } }, step, kinds = TYPED) =>
  recipe?.changes
    .filter(({ key, step: at }) => kinds.some((kind) => typedOf(key) === kind) && at <= step)
    .at(-1)?.step;
