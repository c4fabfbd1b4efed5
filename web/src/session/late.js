/**
 * Scripts beside the page that are loaded at their first use, so that the page opens sooner. They
 * are classic scripts, since file:// allows no other, and each leaves one value in a table. In the
 * single file they stand in the page itself, and the table is full before anything asks.
 */
import { scriptUrl } from './trusted.js';

/**
 * @typedef {{ file: string, forward: string, backward: string,
 *   naive: { name: string, text: string }[] }} OpSource C code of one operation
 *
 * @typedef {object} Late what the scripts leave, by their names
 * @property {Record<string, OpSource>} sources by the operation's name
 * @property {string} double the double engine, see engine/unpack.js, in base64
 */

/** @type {(keyof Late)[]} */
export const LATE = ['sources', 'double'];

/**
 * @template {keyof Late} Name
 * @param {Name} name
 * @param {Late[Name]} value
 * @returns {string} the script that leaves this value
 */
export const lateScript = (name, value) =>
  `(globalThis.slmLate??={}).${name}=${JSON.stringify(value)}\n`;

/** @type {Map<keyof Late, Promise<unknown>>} */
const asked = new Map();

/**
 * @template {keyof Late} Name
 * @param {Name} name
 * @returns {Promise<Late[Name]>} rejected if the script does not come; asking again then tries again
 */
export function late(name) {
  const before = asked.get(name);
  if (before) return /** @type {Promise<Late[Name]>} */ (before);
  const coming = insert(name);
  asked.set(name, coming);
  coming.catch(() => asked.delete(name));
  return coming;
}

/**
 * @template {keyof Late} Name
 * @param {Name} name
 * @returns {Promise<Late[Name]>}
 */
function insert(name) {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const left = globalThis.slmLate?.[name];
      if (left === undefined) reject(new Error(`dist/${name}.js`));
      else resolve(left);
    };
    if (globalThis.slmLate?.[name] !== undefined) return settle();
    const script = document.createElement('script');
    script.src = scriptUrl(`dist/${name}.js`);
    script.onload = settle;
    script.onerror = settle;
    document.head.append(script);
  });
}
