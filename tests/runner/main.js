/** Runs stages one after another and reports; the main program of run.js and deep.js. */
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inCi, logs, root } from './command.js';
import { summary } from './results.js';

/**
 * @typedef {import('./results.js').Result} Result
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} [needs] stages without whose output this one cannot run
 * @property {() => string | undefined} [missing] the tool that is not there, if one is not
 * @property {boolean} [optional] a missing tool is no failure even in CI
 * @property {() => Promise<Result[]>} run
 */

/**
 * Runs the stages named on the command line, or all; sets the exit code. A stage that fails does
 * not keep the others from running.
 * @param {Stage[]} stages
 */
export async function main(stages) {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const names = stages.map((stage) => stage.name).join(' ');
    console.error(`no stage ${unknown.join(', ')}; there are ${names}`);
    process.exit(2);
  }

  /** @type {Result[]} */
  const results = [];
  /** Stages that left nothing to build on. @type {Map<string, 'failed' | 'skipped'>} */
  const unusable = new Map();
  for (const stage of stages) {
    if (chosen.length > 0 && !chosen.includes(stage.name)) continue;
    const log = join(logs, `${stage.name}.log`);
    rmSync(log, { force: true });
    const started = Date.now();
    const own = await runStage(stage, unusable);
    results.push(...own);
    /** @param {string} outcome */
    const count = (outcome) => own.filter((result) => result.outcome === outcome).length;
    const seconds = Math.round((Date.now() - started) / 1000);
    const hint = count('failed') > 0 && existsSync(log) ? `, see ${relative(root, log)}` : '';
    console.log(
      `${stage.name.padEnd(12)} ${count('passed')} passed, ${count('skipped')} skipped, ` +
        `${count('failed')} failed (${seconds} s)${hint}`,
    );
  }

  console.log(`\n${summary(results)}`);
  process.exitCode = results.some((result) => result.outcome === 'failed') ? 1 : 0;
}

/**
 * @param {Stage} stage
 * @param {Map<string, 'failed' | 'skipped'>} unusable
 * @returns {Promise<Result[]>}
 */
async function runStage(stage, unusable) {
  const name = `${stage.name} tests`;
  for (const need of stage.needs ?? []) {
    const outcome = unusable.get(need);
    if (!outcome) continue;
    unusable.set(stage.name, outcome);
    return [{ name, outcome, reason: `the stage ${need} was ${outcome}` }];
  }
  const tool = stage.missing?.();
  if (tool) {
    const outcome = inCi && !stage.optional ? 'failed' : 'skipped';
    unusable.set(stage.name, outcome);
    return [{ name, outcome, reason: `no ${tool} found` }];
  }
  const own = await stage.run();
  if (own.some((result) => result.blocks)) unusable.set(stage.name, 'failed');
  return own;
}
