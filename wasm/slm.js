/**
 * The engine for JavaScript.
 *
 *     import { loadEngine } from 'slm';
 *     const engine = await loadEngine({ double: true });
 *     const slm = engine.createContext();
 *     const { add, mul } = slm.ops;
 *     const x = slm.tensor(3, { requiresGrad: true });
 *     const y = add(mul(x, x), x);
 *     y.backward();
 *     console.log(y.item(), x.grad()[0]); // 12 7
 */
import { readShipped } from '#slm/shipped';
import { flag, nothingElse } from './check.js';
import { Engine } from './engine.js';
import { Memory } from './heap.js';

export { Context } from './context.js';
export { Engine } from './engine.js';
export { SlmError } from './errors.js';
export { Linear, Mlp } from './layers.js';
export { Mark } from './tape.js';
export { Tensor } from './tensors.js';
export { Trainer } from './trainer.js';
export { Optimizer } from './training.js';

/**
 * @typedef {import('./tape.js').Attrs} Attrs
 * @typedef {import('./inspect.js').GradcheckReport} GradcheckReport
 * @typedef {import('./descriptions.js').Config} Config
 * @typedef {import('./descriptions.js').Graph} Graph
 * @typedef {import('./descriptions.js').GraphNode} GraphNode
 * @typedef {import('./descriptions.js').Op} Op
 * @typedef {import('./errors.js').ErrorDescription} ErrorDescription
 * @typedef {import('./heap.js').Reals} Reals
 * @typedef {import('./tensors.js').BackwardStep} BackwardStep
 * @typedef {import('./trainer.js').MapRequest} MapRequest
 * @typedef {import('./trainer.js').Points} Points
 * @typedef {import('./trainer.js').Progress} Progress
 * @typedef {import('./trainer.js').TrainResult} TrainResult
 */

/**
 * @typedef {object} LoadOptions
 * @property {BufferSource | WebAssembly.Module} [wasm] slm.wasm or slm64.wasm. Node can leave it
 *   out; a bundle passes what it has embedded.
 * @property {boolean} [double] in Node: the module that computes in double, not in float
 */

/**
 * An engine of its own: nothing is shared with another.
 * @param {LoadOptions} [options]
 * @returns {Promise<Engine>}
 */
export async function loadEngine(options = {}) {
  const { wasm, double = false, ...rest } = options;
  const source = wasm ?? (await readShipped(double));
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
  // Its sentences come with the module.
  const memory = new Memory(module);
  nothingElse(memory, 'load', rest);
  flag(memory, 'load', 'double', double);
  return new Engine(memory);
}
