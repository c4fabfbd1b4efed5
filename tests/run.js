/**
 * `npm test`: builds everything and runs every test, then says how many passed, which were skipped
 * and which failed. A stage that fails does not keep the others from running.
 *
 *     npm test                      all stages
 *     npm test -- native bindings   these stages; what they need must have been built before
 *
 * What a stage prints is kept whole in build/logs/<stage>.log.
 */
import { rmSync } from 'node:fs';
import { inCi, logs } from './runner/command.js';
import { summary } from './runner/results.js';
import { stages } from './runner/stages.js';

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`no stage ${unknown.join(', ')}; there are ${stages.map((s) => s.name).join(' ')}`);
  process.exit(2);
}

rmSync(logs, { recursive: true, force: true });
/** @type {import('./runner/results.js').Result[]} */
const results = [];
/** Stages whose output later ones cannot use, and why. @type {Map<string, 'failed' | 'skipped'>} */
const unusable = new Map();

for (const stage of stages) {
  if (chosen.length > 0 && !chosen.includes(stage.name)) continue;
  const started = Date.now();
  const own = await runStage(stage);
  results.push(...own);
  /** @param {string} outcome */
  const count = (outcome) => own.filter((result) => result.outcome === outcome).length;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${stage.name.padEnd(12)} ${count('passed')} passed, ${count('skipped')} skipped, ` +
      `${count('failed')} failed (${seconds} s)`,
  );
  for (const { name, outcome, reason } of own) {
    if (outcome === 'failed') console.log(`  failed: ${name}: ${reason}`);
  }
}

console.log(`\n${summary(results)}`);
process.exitCode = results.some((result) => result.outcome === 'failed') ? 1 : 0;

/**
 * @param {import('./runner/stages.js').Stage} stage
 * @returns {Promise<import('./runner/results.js').Result[]>}
 */
async function runStage(stage) {
  const name = `${stage.name} tests`;
  for (const need of stage.needs ?? []) {
    const outcome = unusable.get(need);
    if (!outcome) continue;
    unusable.set(stage.name, outcome);
    return [{ name, outcome, reason: `${need} was ${outcome}` }];
  }
  const tool = stage.missing?.();
  if (tool) {
    const outcome = inCi && !stage.optional ? 'failed' : 'skipped';
    unusable.set(stage.name, outcome);
    return [{ name, outcome, reason: `no ${tool} found, ./setup.sh installs it` }];
  }
  const own = await stage.run();
  if (own.some((result) => result.blocks)) unusable.set(stage.name, 'failed');
  return own;
}
