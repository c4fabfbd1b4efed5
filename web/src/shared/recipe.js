/** Names in a recipe: own data, and the keys of numbers that were typed in. */

/** The scenario, and the data, that are the user's own points. */
export const OWN = 'own';

/** What numbers can be typed into: parameters, and x and y of a batch, which hold for its step. */
export const TYPED = /** @type {const} */ (['weight', 'batch']);

/** @typedef {typeof TYPED[number]} Typed */

/** @param {string} key @returns {Typed | undefined} undefined: of a setting */
export const typedOf = (key) => TYPED.find((kind) => key.startsWith(`${kind}:`));
