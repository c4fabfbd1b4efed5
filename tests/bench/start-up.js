/**
 * Load and first step in Node: a process that loads the shipped module by the bindings, builds a
 * network and makes one step, less a process that does nothing. Both in turn, so that what the
 * machine does meanwhile meets both.
 */
import { spawnSync } from 'node:child_process';
import { root } from '../runner/command.js';
import { spread } from './spread.js';

const FIRST_STEP = `
  import { loadEngine } from 'slm';
  const trainer = (await loadEngine()).createTrainer();
  trainer.reset();
  trainer.train(1);
`;

/** @param {string} source @returns {number} milliseconds */
function milliseconds(source) {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: root,
  });
  const spent = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(String(stderr));
  return spent;
}

/** @param {boolean} quick @returns {{ bare: number, loaded: number, low: number, median: number, high: number }} */
export function startUp(quick) {
  /** @type {number[]} */
  const bare = [];
  /** @type {number[]} */
  const loaded = [];
  for (let r = 0; r < (quick ? 5 : 21); r++) {
    bare.push(milliseconds(''));
    loaded.push(milliseconds(FIRST_STEP));
  }
  const differences = spread(loaded.map((ms, r) => ms - bare[r]));
  return { bare: spread(bare).median, loaded: spread(loaded).median, ...differences };
}
