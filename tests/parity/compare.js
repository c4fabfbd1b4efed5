/** Trains the same runs natively and in WebAssembly and compares every loss and final weight. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngine } from 'slm';
import { root } from '../runner/command.js';
import { runs } from './runs.js';

const STEPS = 200;

/** @typedef {{ run: string, real: string, native: string, wasm: string, loss: number }} Row */

/** @param {string} library */
const program = (library) => join(root, 'build/native/tests/parity', `parity_${library}`);

/** @returns {boolean} the native half has been built */
export const isBuilt = () => existsSync(program('slm')) && existsSync(program('slm64'));

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {ArrayBufferView} array */
const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * @param {import('slm').Engine} engine
 * @param {Record<string, string>} config
 */
function trainInWasm(engine, config) {
  const trainer = engine.createTrainer(config).reset();
  const losses = new Float64Array(STEPS);
  for (let i = 0; i < STEPS; i++) {
    trainer.train(1);
    losses[i] = trainer.progress.loss;
  }
  const weights = trainer.context.parameters.map((parameter) => bytesOf(parameter.values()));
  trainer.free();
  return { bytes: Buffer.concat([bytesOf(losses), ...weights]), loss: losses[STEPS - 1] };
}

/** @returns {Promise<Row[]>} */
export async function compare() {
  const rows = [];
  for (const [real, library] of [
    ['float', 'slm'],
    ['double', 'slm64'],
  ]) {
    const engine = await loadEngine({ double: real === 'double' });
    for (const { name, config } of runs) {
      const pairs = Object.entries(config).map(([key, value]) => `${key}=${value}`);
      const native = execFileSync(program(library), [String(STEPS), ...pairs]);
      const { bytes, loss } = trainInWasm(engine, config);
      rows.push({ run: name, real, native: sha256(native), wasm: sha256(bytes), loss });
    }
  }
  return rows;
}
