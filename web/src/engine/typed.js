/** Numbers typed into parameters, and into x and y of the coming batch. */
import { holds } from '../shared/formats.js';
import { TYPED, typedOf } from '../shared/recipe.js';

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('../shared/recipe.js').Typed} Typed
 * @typedef {import('../shared/protocol.js').Change} Change
 * @typedef {import('../../../wasm/slm.js').Tensor} Tensor
 */

/** The tensors of a kind, in the order in which a recipe counts them. @param {Run} run @param {Typed} kind */
const tensorsOf = (run, kind) =>
  kind === 'weight' ? run.engineContext.parameters : [run.trainer.x, run.trainer.y];

/** Whether numbers of a tensor can be typed in. @param {Run} run @param {number} id */
export const isEditable = (run, id) =>
  TYPED.some((kind) => tensorsOf(run, kind).some((tensor) => tensor?.id === id));

/**
 * Sets one number of a leaf. If the engine refuses it, as a class that does not exist, nothing changes.
 * @param {Run} run
 * @param {Typed} kind
 * @param {Tensor} tensor
 * @param {number} element
 * @param {number} value
 */
function setNumber(run, kind, tensor, element, value) {
  // The batch of the coming step has to be there before it can be changed.
  if (kind === 'batch') run.settle();
  const before = Array.from(tensor.values() ?? []);
  tensor.set(Object.assign([...before], { [element]: value }));
  if (kind === 'weight') return;
  try {
    run.settle();
  } catch (error) {
    if (run.engine.dead) throw error;
    tensor.set(before);
    run.settle();
    throw error;
  }
}

/**
 * @param {Run} run
 * @param {number} id
 * @param {number} element
 * @param {number} value
 * @returns {string[]} the keys by which a recipe repeats it
 */
export function typeNumber(run, id, element, value) {
  return TYPED.flatMap((kind) => {
    const place = tensorsOf(run, kind).findIndex((tensor) => tensor?.id === id);
    if (place < 0) return [];
    setNumber(run, kind, run.engineContext.at(id), element, value);
    return [`${kind}:${place}:${element}`];
  });
}

/** Makes a change of a recipe: of a typed number, or of a setting. @param {Run} run @param {Change} change */
export function applyChange(run, { key, value }) {
  const kind = typedOf(key);
  const [, place, element] = key.split(':');
  const tensor = kind && tensorsOf(run, kind)[Number(place)];
  const at = Number(element || Number.NaN);
  // If the number cannot be set, the engine refuses its key as one that does not exist.
  if (!tensor || !(at in (tensor.values() ?? [])) || !holds(Number(value)))
    run.trainer.set(key, value);
  else setNumber(run, kind, tensor, at, Number(value));
}
