/**
 * What a caller may hand over. Each function refuses before anything has changed; the sentence of
 * a refusal is the module's.
 */
import { typeName } from './errors.js';

/** @typedef {import('./memory.js').Memory} Memory */
/** @typedef {import('./memory.js').Reals} Reals */
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
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} shape
 * @returns {readonly number[]}
 */
export function sizes(memory, op, shape) {
  if (!Array.isArray(shape)) throw wrongType(memory, op, 'shape', shape, 'an array of sizes');
  for (const size of shape) whole(memory, op, 'shape', size, 0, LARGEST_SIZE);
  return shape;
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
 * @param {import('./memory.js').NameList} list
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
 * `instanceof` would refuse the arrays of another realm, such as a frame or a test runner's sandbox.
 * @param {unknown} values
 * @param {string} name
 */
export function isTypedArray(values, name) {
  return Object.prototype.toString.call(values) === `[object ${name}]`;
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} bytes
 * @returns {Uint8Array}
 */
export function byteArray(memory, op, what, bytes) {
  if (isTypedArray(bytes, 'Uint8Array')) {
    return lasting(memory, op, what, /** @type {Uint8Array} */ (bytes));
  }
  throw wrongType(memory, op, what, bytes, 'Uint8Array');
}

/**
 * A typed array as it can be handed over. A view of the module's own memory would lose its elements
 * if that memory had to grow for the copy; one that has lost them already is refused, since it
 * looks like an array of none.
 * @template {Reals | Int32Array | Uint8Array} T
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {T} values
 * @returns {T}
 */
function lasting(memory, op, what, values) {
  if (values.length === 0 && isDetached(values.buffer)) {
    const have = 'a view whose memory is gone';
    throw memory.refuse('TYPE', { op, what, have, need: 'a view taken anew, or a copy' });
  }
  return memory.holds(values) ? /** @type {T} */ (values.slice()) : values;
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
 * Numbers that can be copied as they are. A typed array must be of the right type: another would be
 * converted without anybody noticing.
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @returns {Reals | number[]}
 */
export function reals(memory, op, what, values) {
  if (isTypedArray(values, memory.Real.name)) {
    return lasting(memory, op, what, /** @type {Reals} */ (values));
  }
  for (const value of list(memory, op, what, values, memory.Real.name)) {
    number(memory, op, what, value);
  }
  return /** @type {number[]} */ (values);
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @returns {Int32Array | number[]}
 */
export function indices(memory, op, what, values) {
  if (isTypedArray(values, 'Int32Array')) {
    return lasting(memory, op, what, /** @type {Int32Array} */ (values));
  }
  for (const value of list(memory, op, what, values, 'Int32Array')) {
    whole(memory, op, what, value, -(2 ** 31), 2 ** 31 - 1);
  }
  return /** @type {number[]} */ (values);
}

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {string} what
 * @param {unknown} values
 * @param {string} typedArray the only one that would have been right
 * @returns {unknown[]}
 */
function list(memory, op, what, values, typedArray) {
  const need = `a ${typedArray} or an array of numbers`;
  if (!Array.isArray(values)) throw wrongType(memory, op, what, values, need);
  return values;
}

/**
 * An attribute: a number, or a list of them. A hole in a list is undefined, here and wherever one is
 * read: `map` and `flat` would pass over it.
 * @param {Memory} memory
 * @param {string} op
 * @param {string} key
 * @param {unknown} value
 * @returns {number | number[]}
 */
export function attribute(memory, op, key, value) {
  if (!Array.isArray(value)) {
    return typeof value === 'boolean' ? Number(value) : number(memory, op, key, value);
  }
  const { MIN_SAFE_INTEGER: low, MAX_SAFE_INTEGER: high } = Number;
  return Array.from(value, (item) => whole(memory, op, key, item, low, high));
}

/**
 * What a leaf is made of: flat data and a shape, or nested lists, which have their own.
 * @template {ArrayLike<number>} T
 * @param {Memory} memory
 * @param {string} op
 * @param {unknown} data
 * @param {unknown} shape
 * @param {(memory: Memory, op: string, what: string, values: unknown) => T} check
 * @returns {{ values: T, shape: readonly number[] }}
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
  /** @type {number[]} */
  const shape = [];
  const most = memory.call('max_rank');
  // Along the first items alone, to come to the end of a list that holds itself.
  for (let item = nested; Array.isArray(item); item = item[0]) {
    if (shape.push(item.length) <= most) continue;
    const have = `lists more than ${most} deep`;
    throw memory.refuse('TYPE', { op, what: 'data', have, need: `lists at most ${most} deep` });
  }
  let level = [nested];
  for (const need of shape) {
    for (const list of level) {
      if (!Array.isArray(list)) throw wrongType(memory, op, 'an item', list, 'a list');
      if (list.length !== need) throw memory.refuse('RAGGED', { op, count: list.length, need });
    }
    level = level.flatMap((list) => [.../** @type {unknown[]} */ (list)]);
  }
  return { flat: level, shape };
}
