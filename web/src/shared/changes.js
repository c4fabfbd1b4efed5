/** Changes of a recipe: settings, and numbers typed in, whose keys say of what they are. */

/** What numbers can be typed into: parameters, and x and y of a batch, which hold for its step. */
export const TYPED = /** @type {const} */ (['weight', 'batch']);

/** @typedef {typeof TYPED[number]} Typed */

/** @param {string} key @returns {Typed | undefined} undefined: of a setting */
export const typedOf = (key) => TYPED.find((kind) => key.startsWith(`${kind}:`));
