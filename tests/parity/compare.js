/**
 * Trains the same runs natively, with each kind of vectors that the machine has, and in WebAssembly,
 * and hashes every loss and final weight.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngine } from 'slm';
import { root } from '../runner/command.js';
import { runs } from './runs.js';

export const STEPS = 200;

/**
 * What one build computed in one run: hashes of the bytes of all losses and of all weights.
 * @typedef {{ by: string, losses: string, weights: string }} Result
 * @typedef {{ run: string, real: string, loss: number, native: Result, others: Result[] }} Row
 */

/** @param {string} library */
const program = (library) => join(root, 'build/native/tests/parity', `parity_${library}`);

/** @returns {boolean} the native half has been built */
export const isBuilt = () => existsSync(program('slm')) && existsSync(program('slm64'));

/** The modules of this build. */
export const shipped = ['slm', 'slm64'].map((name) => join(root, 'wasm/dist', `${name}.wasm`));

/** @param {Uint8Array[]} parts */
function sha256(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** @param {ArrayBufferView} array */
const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** @param {string} library @returns {string[]} the vectors to train with, the narrowest first */
const vectorsOf = (library) =>
  execFileSync(program(library), { encoding: 'utf8' }).trim().split('\n');

/**
 * @param {string} library
 * @param {string} vectors
 * @param {Record<string, string>} config
 */
function trainNatively(library, vectors, config) {
  const pairs = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  const bytes = execFileSync(program(library), [String(STEPS), vectors, ...pairs]);
  const end = 8 * STEPS;
  const losses = bytes.subarray(0, end);
  return {
    loss: losses.readDoubleLE(end - 8),
    result: {
      by: `native, ${vectors}`,
      losses: sha256([losses]),
      weights: sha256([bytes.subarray(end)]),
    },
  };
}

/**
 * @param {import('slm').Engine} engine
 * @param {string} by
 * @param {Record<string, string>} config
 * @returns {Result}
 */
function trainInWasm(engine, by, config) {
  const trainer = engine.createTrainer(config).reset();
  const losses = new Float64Array(STEPS);
  for (let i = 0; i < STEPS; i++) {
    trainer.train(1);
    losses[i] = trainer.progress.loss;
  }
  const weights = trainer.context.parameters.map((parameter) => bytesOf(parameter.values()));
  trainer.free();
  return { by, losses: sha256([bytesOf(losses)]), weights: sha256(weights) };
}

/**
 * @param {string[]} paths of modules, each of either number type
 * @returns {Promise<Row[]>} for each run in float and in double
 */
export async function compare(paths) {
  const engines = [];
  for (const path of paths) {
    engines.push({ path, engine: await loadEngine({ wasm: readFileSync(path) }) });
  }
  const rows = [];
  for (const [real, library] of [
    ['float', 'slm'],
    ['double', 'slm64'],
  ]) {
    const vectors = vectorsOf(library);
    const same = engines.filter(({ engine }) => engine.real === real);
    for (const { name, config } of runs) {
      const natives = vectors.map((kind) => trainNatively(library, kind, config));
      const [{ loss, result }] = natives;
      const modules = same.map(({ engine, path }) => trainInWasm(engine, path, config));
      const others = [...natives.slice(1).map((native) => native.result), ...modules];
      rows.push({ run: name, real, loss, native: result, others });
    }
  }
  return rows;
}

/** @param {Row} row @returns {Result[]} what has other bits than the narrowest native vectors */
export const different = ({ native, others }) =>
  others.filter(({ losses, weights }) => losses !== native.losses || weights !== native.weights);
