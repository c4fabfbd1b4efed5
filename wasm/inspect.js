/** What the tape can be asked about: the gradcheck, statistics, its description. */
import { flag, nothingElse, number, object, seedHalves, whole } from './check.js';
import { Tensor } from './tensors.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./descriptions.js').Graph} Graph */

/**
 * @typedef {object} GradcheckOptions
 * @property {Tensor} [leaf] only this one; otherwise every leaf that requires a gradient
 * @property {number} [element] only this one of the leaf
 * @property {number} [h] step, relative to max(1, |x|)
 * @property {number} [tolerance]
 * @property {number | bigint} [seed] of the random upstream gradient
 */

/**
 * @typedef {object} GradcheckReport
 * @property {boolean} passed
 * @property {number} checked elements; of these,
 * @property {number} kinks no difference says anything about, see slm_gradcheck
 * @property {Tensor | null} leaf of the worst of the others
 * @property {number} element its position
 * @property {number} analytic
 * @property {number} numeric
 * @property {number} error relative
 */

const LARGEST = 2 ** 31 - 1;

/**
 * See `Context.gradcheck`.
 * @param {Context} context
 * @param {Tensor} output
 * @param {GradcheckOptions} [options]
 * @returns {GradcheckReport}
 */
export function gradcheck(context, output, options = {}) {
  const { memory, handle } = context;
  const op = 'gradcheck';
  const {
    leaf,
    element = -1,
    h = 0,
    tolerance = 0,
    seed = 0,
    ...rest
  } = object(memory, op, 'options', options);
  nothingElse(memory, op, rest);
  const at = memory.ask(
    'gradcheck',
    handle,
    context.idOf(op, 'the output', output),
    leaf === undefined ? 0 : context.idOf(op, 'the leaf', leaf),
    whole(memory, op, 'element', element, -1, LARGEST),
    number(memory, op, 'h', h),
    number(memory, op, 'tolerance', tolerance),
    ...seedHalves(memory, op, seed),
  );
  const [passed, checked, kinks, id, position, ...numbers] = memory.doubles(at, 8);
  const [analytic, numeric, error] = numbers;
  return {
    passed: passed === 1,
    checked,
    kinks,
    leaf: id ? new Tensor(context, id) : null,
    element: position,
    analytic,
    numeric,
    error,
  };
}

/**
 * See `Context.statistics`.
 * @param {Context} context
 * @param {Tensor} root
 * @returns {{ columns: readonly string[], rows: number, values: Float64Array }}
 */
export function statistics(context, root) {
  const { memory, handle } = context;
  const id = context.idOf('statistics', 'the root', root);
  const columns = memory.names('statistic_name');
  const rows = memory.askUnsigned('graph_count', handle, id);
  const count = rows * columns.length;
  const values = memory.lend('statistics', count * 8, (at) => {
    memory.ask('graph_statistics', handle, id, at, rows);
    return memory.doubles(at, count).slice();
  });
  return { columns, rows, values };
}

/**
 * See `Context.histogram`.
 * @param {Context} context
 * @param {Tensor} tensor
 * @param {number} bins
 * @param {{ gradient?: boolean }} [options]
 * @returns {{ counts: Uint32Array, low: number, high: number }}
 */
export function histogram(context, tensor, bins, options = {}) {
  const { memory, handle } = context;
  const op = 'histogram';
  const id = context.idOf(op, 'the tensor', tensor);
  const n = whole(memory, op, 'bins', bins, 1, LARGEST);
  const { gradient = false, ...rest } = object(memory, op, 'options', options);
  nothingElse(memory, op, rest);
  const ofGradient = Number(flag(memory, op, 'gradient', gradient));
  return memory.lend(op, 16 + 4 * n, (at) => {
    memory.ask(op, handle, id, ofGradient, at + 16, n, at);
    const [low, high] = memory.doubles(at, 2);
    return { counts: memory.words(at + 16, n).slice(), low, high };
  });
}

/**
 * See `Context.describeGraph`.
 * @param {Context} context
 * @param {Tensor} root
 * @returns {Graph}
 */
export function describeGraph(context, root) {
  const id = context.idOf('describe_graph', 'the root', root);
  return JSON.parse(
    context.memory.string(context.memory.ask('describe_graph', context.handle, id)),
  );
}
