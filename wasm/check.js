/**
 * What a caller may hand over. Each function refuses before anything has changed; the sentence of
 * a refusal is the module's.
 *
 * A caller's list or object can run code when it is read (a getter, a proxy, an iterator), and that
 * code can change any argument or the engine. So lists and typed arrays are copied first, each
 * element read once, and the copy is what is checked and used. Objects are taken apart once, by the
 * caller of `object`.
 */
import { typeName } from './errors.js';

/** @typedef {import('./heap.js').Memory} Memory */
/** @typedef {import('./heap.js').Reals} Reals */
/** @typedef {number | NestedNumbers[]} NestedNumbers numbers in lists of lists of equal lengths */

const LARGEST_SIZE = 2 ** 32 - 1;

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 * @returns {number} value, a whole number from low to high
 */
export function whole(memory, op, what, value, low, high) {
  const given = number(memory, op, what, value);
  if (Number.isInteger(given) && given >= low && given <= high) return given;
  throw memory.refuse('WHOLE', { op, what, value: given, low, high });
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} value
 * @param {string} need
 */
export function wrongType(memory, op, what, value, need) {
  return memory.refuse('TYPE', { op, what, have: typeName(value), need });
}

/**
 * @template T
 * @callback Check
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} value
 * @returns {T} value
 */

/** @param {string} type as typeof names it @returns {Check<any>} */
const ofType = (type) => (memory, op, what, value) => {
  if (typeof value !== type) throw wrongType(memory, op, what, value, `a ${type}`);
  return value;
};

/** @type {Check<number>} any number, NaN and infinities included */
export const number = ofType('number');

/** @type {Check<boolean>} */
export const flag = ofType('boolean');

/** @type {Check<() => any>} */
export const callback = ofType('function');

/**
 * @template T
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {T} value
 * @returns {T} value, whose properties can be read; a list is not meant to have any
 */
export function object(memory, op, what, value) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrongType(memory, op, what, value, 'an object');
}

/**
 * A key that nobody reads would be a wish that nobody hears: `requires_grad` for `requiresGrad`.
 * @param {Memory} memory
 * @param {string} op
 * @param {object} rest of the options, when those that there are have been taken out
 */
export function nothingElse(memory, op, rest) {
  for (const key of Object.keys(rest)) throw memory.refuse('ATTR_UNKNOWN', { op, key });
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} value
 * @returns {string} value, which the engine reads to its end
 */
export function string(memory, op, what, value) {
  if (typeof value !== 'string') throw wrongType(memory, op, what, value, 'a string');
  if (value.includes('\0')) {
    const have = 'a string with a zero character';
    throw memory.refuse('TYPE', { op, what, have, need: 'a string without one' });
  }
  return value;
}

/**
 * A copy of an array, for which its iterator is not asked and a hole is undefined.
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @param {string} need
 * @returns {unknown[]}
 */
export function list(memory, op, what, values, need) {
  if (!Array.isArray(values)) throw wrongType(memory, op, what, values, need);
  const { length } = values;
  return Array.from({ length }, (_, i) => values[i]);
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} shape
 * @returns {readonly number[]} a copy
 */
export function sizes(memory, op, shape) {
  const given = list(memory, op, 'shape', shape, 'an array of sizes');
  return given.map((size) => whole(memory, op, 'shape', size, 0, LARGEST_SIZE));
}

/** @param {readonly number[]} shape @returns {number} elements */
export const elements = (shape) => shape.reduce((product, size) => product * size, 1);

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {number} count of what was given
 * @param {readonly number[]} shape of what takes it
 * @param {string} [what]
 */
export function sameLength(memory, op, count, shape, what = 'a tensor') {
  const need = elements(shape);
  if (count === need) return;
  throw memory.refuse('LENGTH', { op, count, what, shape: `(${shape.join(',')})`, need });
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {import('./heap.js').NameList} list
 * @param {unknown} value
 * @returns {number} the place of `value` among the names that the module has
 */
export function choice(memory, op, what, list, value) {
  const names = memory.names(list);
  const place = names.indexOf(string(memory, op, what, value));
  if (place >= 0) return place;
  throw memory.refuse('CHOICE', { op, what, value: String(value), choices: names.join(', ') });
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} seed a whole number, or a bigint of 64 bits
 * @returns {[low: number, high: number]}
 */
export function seedHalves(memory, op, seed) {
  const value =
    typeof seed === 'bigint'
      ? seed
      : BigInt(whole(memory, op, 'seed', seed, 0, Number.MAX_SAFE_INTEGER));
  if (value < 0n || value >= 1n << 64n) {
    const high = String((1n << 64n) - 1n);
    throw memory.refuse('WHOLE', { op, what: 'seed', value: String(value), low: 0, high });
  }
  return [Number(value & 0xffffffffn), Number(value >> 32n)];
}

/**
 * A getter that all typed arrays share: what an array says of itself can be overridden.
 * @param {PropertyKey} name
 * @returns {(values: unknown) => any}
 */
function intrinsic(name) {
  const shared = Object.getPrototypeOf(Uint8Array.prototype);
  const get = Object.getOwnPropertyDescriptor(shared, name)?.get;
  return (values) => get?.call(values);
}

const typeOf = intrinsic(Symbol.toStringTag);
const bufferOf = intrinsic('buffer');

/** Elements of a typed array. @type {(values: unknown) => number} */
export const lengthOf = intrinsic('length');

/**
 * `instanceof` would refuse the arrays of another realm, such as a frame or a test runner's sandbox.
 * @param {unknown} values
 * @param {string} name
 */
export function isTypedArray(values, name) {
  return typeOf(values) === name;
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} bytes
 * @returns {Uint8Array} a copy
 */
export function byteArray(memory, op, what, bytes) {
  const copy = typedArray(memory, op, what, bytes, Uint8Array);
  if (copy) return copy;
  throw wrongType(memory, op, what, bytes, 'Uint8Array');
}

/**
 * A copy of a typed array of the right type; undefined for anything else. A view that has lost its
 * memory is refused, since it looks like an array of none.
 * @template {Reals | Int32Array | Uint8Array} T
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @param {{ new (length: number): T, name: string }} Type
 * @returns {T | undefined}
 */
function typedArray(memory, op, what, values, Type) {
  if (!isTypedArray(values, Type.name)) return undefined;
  const given = /** @type {T} */ (values);
  const length = lengthOf(given);
  if (length === 0 && isDetached(bufferOf(given))) {
    const have = 'a view whose memory is gone';
    throw memory.refuse('TYPE', { op, what, have, need: 'a view taken anew, or a copy' });
  }
  const copy = new Type(length);
  copy.set(given);
  return copy;
}

/** @param {ArrayBufferLike} buffer */
function isDetached(buffer) {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/**
 * Numbers as they can be handed over. A typed array must be of the right type: another would be
 * converted without anybody noticing.
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @returns {Reals | number[]} a copy
 */
export function reals(memory, op, what, values) {
  const { Real } = memory;
  const typed = typedArray(memory, op, what, values, /** @type {any} */ (Real));
  if (typed) return /** @type {Reals} */ (typed);
  const given = list(memory, op, what, values, `a ${Real.name} or an array of numbers`);
  return given.map((value) => number(memory, op, what, value));
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @returns {Int32Array | number[]} a copy
 */
export function indices(memory, op, what, values) {
  const typed = typedArray(memory, op, what, values, Int32Array);
  if (typed) return typed;
  const given = list(memory, op, what, values, 'a Int32Array or an array of numbers');
  return given.map((value) => whole(memory, op, what, value, -(2 ** 31), 2 ** 31 - 1));
}

/**
 * An attribute: a number, a flag, or a list of whole numbers. Whether there is such an attribute is
 * for the engine to say.
 * @param {Memory} memory
 * @param {string} op
 * @param {string} key
 * @param {unknown} value
 * @returns {number | number[]}
 */
export function attribute(memory, op, key, value) {
  const kind = memory.attributeKind(op, key);
  if (kind === 'bool') return Number(flag(memory, op, key, value));
  if (!Array.isArray(value)) return number(memory, op, key, value);
  const { MIN_SAFE_INTEGER: low, MAX_SAFE_INTEGER: high } = Number;
  const items = list(memory, op, key, value, 'a list');
  return items.map((item) => whole(memory, op, key, item, low, high));
}

/**
 * What a leaf is made of: flat data and a shape, or nested lists, which have their own.
 * @template {ArrayLike<number>} T
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} data
 * @param {unknown} shape
 * @param {(memory: Memory, op: string, what: string, values: unknown) => T} check
 * @returns {{ values: T, shape: readonly number[] }} copies
 */
export function dataAndShape(memory, op, data, shape, check) {
  const nested = ArrayBuffer.isView(data) ? null : flatten(memory, op, data);
  const values = check(memory, op, 'data', nested?.flat ?? data);
  const own = nested?.shape ?? [values.length];
  const chosen = shape === undefined ? own : sizes(memory, op, shape);
  sameLength(memory, op, values.length, chosen);
  return { values, shape: chosen };
}

/**
 * The numbers of nested lists in order, and their shape.
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} nested
 * @returns {{ flat: unknown[], shape: number[] }}
 */
function flatten(memory, op, nested) {
  /** @type {unknown[]} */
  const flat = [];
  /** @type {number[]} */
  const shape = [];
  const most = memory.call('max_rank');
  let known = false; // the shape, once the first number or the first empty list was reached
  /** @param {unknown} item @param {number} depth lists around it */
  const read = (item, depth) => {
    if (known ? depth === shape.length : !Array.isArray(item)) {
      known = true;
      flat.push(item);
      return;
    }
    if (depth === most) {
      const have = `lists more than ${most} deep`;
      throw memory.refuse('TYPE', { op, what: 'data', have, need: `lists at most ${most} deep` });
    }
    const items = list(memory, op, 'an item', item, 'a list');
    if (!known) shape.push(items.length);
    const need = shape[depth];
    if (items.length !== need) throw memory.refuse('RAGGED', { op, count: items.length, need });
    known ||= need === 0;
    for (const each of items) read(each, depth + 1);
  };
  read(nested, 0);
  return { flat, shape };
}
