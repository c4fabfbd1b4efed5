/** Files of tests for Node's own runner: as many at once as there are processors. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { jobs, logs, run } from './command.js';
import { parseNodeReport } from './results.js';

/**
 * @typedef {import('./results.js').Result} Result
 *
 * @typedef {object} FileRun
 * @property {string} file
 * @property {boolean} ok how its runner ended
 * @property {string} output
 * @property {Result[]} results
 * @property {number} seconds
 */

/**
 * Runs one file. Its output goes to build/logs/<stage>/<file>.log.
 * @param {string} file
 * @param {string} stage
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<FileRun>}
 */
async function runFile(file, stage, env) {
  const log = `${stage}/${basename(file, '.test.js')}`;
  const report = join(logs, `${log}.jsonl`);
  for (const old of [report, join(logs, `${log}.log`)]) rmSync(old, { force: true });
  const started = Date.now();
  const { ok, output } = await run(
    [
      process.execPath,
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./tests/runner/node-reporter.js',
      `--test-reporter-destination=${report}`,
      file,
    ],
    { log, env },
  );
  const results = existsSync(report) ? parseNodeReport(readFileSync(report, 'utf8')) : [];
  return { file, ok, output, results, seconds: (Date.now() - started) / 1000 };
}

/**
 * Runs files, each in a process of its own. The stage's log gets the output of each and, at its
 * end, how long each took.
 * @param {string[]} files the longest first, so that none is left alone at the end
 * @param {string} stage
 * @param {Record<string, string | undefined>} [env]
 * @returns {Promise<FileRun[]>} in the order of `files`
 */
export async function runFiles(files, stage, env = {}) {
  /** @type {FileRun[]} */
  const runs = [];
  const log = join(logs, `${stage}.log`);
  const waiting = [...files.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, file] = next;
      runs[i] = await runFile(file, stage, env);
      appendFileSync(log, `$ node --test ${file}\n${runs[i].output}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(jobs) }, worker));
  const times = [...runs].sort((a, b) => b.seconds - a.seconds);
  const lines = times.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
  appendFileSync(log, `${lines.join('\n')}\n`);
  return runs;
}
