/** The tape: recording operations by name, marks, scopes and bytes. */
import { attribute, byteArray, callback, object, string, wrongType } from './check.js';
import { SlmError } from './errors.js';
import { Tensor } from './tensors.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./heap.js').Memory} Memory */
/** @typedef {number | boolean | readonly number[]} AttrValue */
/** @typedef {Readonly<Record<string, AttrValue>>} Attrs */

/**
 * Calls what the user gave, and then `end`. There is nothing left to end when the engine died or the
 * context was freed meanwhile. The user's own error comes first.
 * @template T
 * @param {Memory} memory
 * @param {() => T} record
 * @param {() => void} end
 * @returns {T}
 */
export function enclosed(memory, record, end) {
  /** @param {boolean} quiet */
  const finish = (quiet) => {
    try {
      if (!memory.dead) end();
    } catch (error) {
      const gone = error instanceof SlmError && error.code === 'HANDLE';
      if (!quiet && !gone) throw error;
    }
  };
  let result;
  try {
    result = record();
  } catch (error) {
    finish(true);
    throw error;
  }
  finish(false);
  return result;
}

/** A place on the tape. Made by `Context.mark`; one made otherwise is no place. */
export class Mark {}

/** Of each mark, what the engine knows it by. @type {WeakMap<Mark, { context: Context, bytes: Uint8Array }>} */
const places = new WeakMap();

/**
 * An operation as a function of `ops`: tensors, lists of them, and attributes at the end.
 * @param {Context} context
 * @param {string} name
 * @param {(Tensor | readonly Tensor[] | Attrs)[]} operands
 */
export function applyOperands(context, name, operands) {
  const last = operands.at(-1);
  const isPlain = typeof last === 'object' && last !== null && !Array.isArray(last);
  const hasAttrs = isPlain && !Tensor.made(last);
  const inputs = (hasAttrs ? operands.slice(0, -1) : operands).flatMap((operand) =>
    Array.isArray(operand) ? [...operand] : operand,
  );
  return apply(
    context,
    name,
    /** @type {Tensor[]} */ (inputs),
    hasAttrs ? /** @type {Attrs} */ (last) : {},
  );
}

/**
 * See `Context.apply`.
 * @param {Context} context
 * @param {string} op
 * @param {readonly Tensor[]} inputs
 * @param {Attrs} [attrs]
 * @returns {Tensor}
 */
export function apply(context, op, inputs, attrs = {}) {
  const { memory, handle } = context;
  string(memory, 'apply', 'the name', op);
  if (!Array.isArray(inputs)) throw wrongType(memory, op, 'inputs', inputs, 'an array of Tensors');
  object(memory, op, 'attrs', attrs);
  const ids = Array.from(inputs, (input) => context.idOf(op, 'an input', input));
  const keys = Object.keys(attrs).map((key) => string(memory, op, 'an attribute', key));
  const values = keys.map((key) => attribute(memory, op, key, attrs[key]));
  const counts = values.map((value) => (Array.isArray(value) ? value.length : -1));
  return new Tensor(context, memory.apply(handle, op, ids, keys, counts, values.flat()));
}

/**
 * See `Context.mark`.
 * @param {Context} context
 * @returns {Mark}
 */
export function mark(context) {
  const bytes = context.memory.call('mark_bytes');
  return context.memory.lend('mark', bytes, (at) => {
    context.memory.ask('tape_mark', context.handle, at);
    const mark = new Mark();
    places.set(mark, { context, bytes: context.memory.bytes(at, bytes).slice() });
    return mark;
  });
}

/**
 * See `Context.rewind`.
 * @param {Context} context
 * @param {Mark} mark
 */
export function rewind(context, mark) {
  const { memory, handle } = context;
  const place = places.get(mark);
  if (!place) throw wrongType(memory, 'rewind', 'the mark', mark, 'a Mark');
  if (place.context !== context) throw memory.refuse('MARK', {});
  memory.lendBytes('rewind', place.bytes, (at) => memory.ask('tape_rewind', handle, at));
}

/**
 * See `Context.save`.
 * @param {Context} context
 * @param {Tensor} root
 * @returns {Uint8Array}
 */
export function save(context, root) {
  const { memory, handle } = context;
  return memory.takeBytes('tape_save', handle, context.idOf('save', 'the root', root));
}

/**
 * See `Context.load`.
 * @param {Context} context
 * @param {Uint8Array} bytes
 * @returns {Tensor}
 */
export function load(context, bytes) {
  const { memory, handle } = context;
  const given = byteArray(memory, 'load', 'bytes', bytes);
  const id = memory.lendBytes('load', given, (at) =>
    memory.askUnsigned('tape_load', handle, at, given.length),
  );
  return new Tensor(context, id);
}

/**
 * See `Context.scope`.
 * @template T
 * @param {Context} context
 * @param {string} name
 * @param {() => T} record
 * @returns {T}
 */
export function scope(context, name, record) {
  const { memory, handle } = context;
  callback(memory, 'scope', 'record', record);
  memory.lendString('scope', string(memory, 'scope', 'the name', name), (at) =>
    memory.ask('scope_push', handle, at),
  );
  return enclosed(memory, record, () => memory.ask('scope_pop', handle));
}
