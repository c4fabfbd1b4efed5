/** A saved tape as a subject. */
import { saveTape, subjectOf } from './subject.js';

/**
 * @typedef {import('../../../../wasm/slm.js').Engine} Engine
 * @typedef {import('./subject.js').Subject} Subject
 */

/**
 * Loads a tape into a context of its own for as long as `use` looks at it.
 * @template T
 * @param {Engine} engine
 * @param {Uint8Array} bytes
 * @param {(subject: Subject) => T} use
 * @returns {T}
 */
export function withTape(engine, bytes, use) {
  const context = engine.createContext();
  try {
    const root = context.load(bytes);
    context.freezeRandom(true); // dropout keeps the masks that came with the tape
    root.forward();
    return use(subjectOf(context, root));
  } finally {
    context.free();
  }
}

/**
 * A copy of a subject: backward can be walked on it step by step, and the original stays as it is.
 * @template T
 * @param {Engine} engine
 * @param {Subject} subject
 * @param {(copy: Subject) => T} use
 * @returns {T}
 */
export const withCopy = (engine, subject, use) => withTape(engine, saveTape(subject), use);
