/**
 * `npm run test:deep`: what takes too long, or too particular a tool, for every run of the tests.
 * `./setup.sh --dev` installs the tools.
 *
 *     npm run test:deep                        all stages
 *     SLM_FUZZ_SECONDS=60 npm run test:deep -- fuzz
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { has, root, run } from './runner/command.js';
import { main } from './runner/main.js';
import {
  buildPreset,
  commandStage,
  failed,
  firstError,
  lastLine,
  withExit,
} from './runner/stages.js';

const fuzzSeconds = Number(process.env.SLM_FUZZ_SECONDS ?? 600);

/** @typedef {import('./runner/results.js').Result} Result */

/** @param {...string} tools @returns {string | undefined} the first that cannot be started */
const firstMissing = (...tools) => tools.find((tool) => !has(tool));

/** Lets libFuzzer look for new inputs, beginning with the committed corpus. */
async function fuzz() {
  const log = 'fuzz';
  const broken = await buildPreset('fuzz', log);
  if (broken) return [broken];
  const names = readdirSync(join(root, 'tests/fuzz'))
    .filter((file) => /^fuzz_.*\.c$/.test(file))
    .map((file) => file.slice(0, -2));
  /** @type {Result[]} */
  const results = [];
  for (const name of names) {
    const found = join(root, 'build/fuzz/found', name);
    mkdirSync(found, { recursive: true });
    const seeds = join(root, 'tests/fuzz/corpus', name);
    const { ok, output } = await run(
      [
        join(root, 'build/fuzz/tests/fuzz', name),
        `-max_total_time=${fuzzSeconds}`,
        '-timeout=20',
        '-rss_limit_mb=2048',
        `-artifact_prefix=${found}/`,
        found,
        ...(existsSync(seeds) ? [seeds] : []),
      ],
      { log, minutes: fuzzSeconds / 60 + 5 },
    );
    const runs = /Done (\d+) runs/.exec(output)?.[1];
    console.log(`  ${name}: ${runs ?? 'no'} runs in ${fuzzSeconds} s`);
    results.push(ok ? { name, outcome: 'passed' } : failed(name, crash(output)));
  }
  return results.length > 0 ? results : [failed('fuzz', 'no tests/fuzz/fuzz_*.c')];
}

/** @param {string} output @returns {string} what the sanitizer or libFuzzer says went wrong */
const crash = (output) => /^.*(ERROR|SUMMARY):.*$/m.exec(output)?.[0] ?? lastLine(output);

/**
 * Counts the instructions of fixed workloads and holds them against tests/bench/baseline.json:
 * `{ "compiler": "<first line of cc --version>", "instructions": { "<workload>": <count> } }`.
 * Each workload is the argument of build/native/tests/bench/workload. Both directions count: an
 * unexpected gain is a baseline to renew, with its reason in the commit.
 */
async function instructions() {
  const log = 'instructions';
  const broken = await buildPreset('native', log);
  if (broken) return [broken];
  const baseline = JSON.parse(readFileSync(join(root, 'tests/bench/baseline.json'), 'utf8'));
  const { output: version } = await run(['cc', '--version'], { log });
  const compiler = version.split('\n')[0];
  /** @type {Result[]} */
  const results = [];
  for (const [workload, expected] of Object.entries(baseline.instructions)) {
    const name = `instructions of ${workload}`;
    if (compiler !== baseline.compiler) {
      const reason = `the baseline is of ${baseline.compiler}, not ${compiler}`;
      results.push({ name, outcome: 'skipped', reason });
      continue;
    }
    const { output } = await run(
      [
        'env',
        'SLM_VECTORS=baseline', // the same on every machine
        'valgrind',
        '--tool=callgrind',
        '--callgrind-out-file=/dev/null',
        'build/native/tests/bench/workload',
        workload,
      ],
      { log },
    );
    const count = Number(/Collected : (\d+)/.exec(output)?.[1]);
    const change = (count / expected - 1) * 100;
    console.log(`  ${workload}: ${count} instructions, ${change.toFixed(2)} %`);
    const within = Math.abs(change) <= 2; // false for NaN too
    results.push(
      within
        ? { name, outcome: 'passed' }
        : failed(name, `${count} against ${expected}: ${change.toFixed(2)} %, allowed 2 %`),
    );
  }
  return results;
}

/** Static analysis of the engine, file by file; .clang-tidy says what is looked for. */
async function clangTidy() {
  const log = 'clang-tidy';
  const broken = await buildPreset('native', log);
  if (broken) return [broken];
  const listed = execFileSync('git', ['ls-files', 'core/*.c'], { cwd: root, encoding: 'utf8' });
  /** @type {Result[]} */
  const results = [];
  for (const file of listed.trim().split('\n')) {
    const { ok, output } = await run(['clang-tidy', '-p', 'build/native', '--quiet', file], {
      log,
    });
    results.push(ok ? { name: file, outcome: 'passed' } : failed(file, firstError(output)));
  }
  return results;
}

/** Follows the README on minimal Debian systems. A line of the script is a step with its outcome. */
async function systems() {
  const command = 'tests/systems/run.sh';
  const { ok, output } = await run([command], { log: 'systems', minutes: 300 });
  console.log(output.replace(/^/gm, '  ').trimEnd());
  const results = [...output.matchAll(/^(passed|failed): (.*)$/gm)].map(([, outcome, name]) => ({
    name,
    outcome: /** @type {Result['outcome']} */ (outcome),
  }));
  return withExit(results, ok, command, output);
}

await main([
  {
    name: 'fuzz',
    missing: () => firstMissing('cmake', 'clang'),
    run: fuzz,
  },
  {
    name: 'clang-tidy',
    missing: () => firstMissing('cmake', 'clang-tidy'),
    run: clangTidy,
  },
  commandStage('coverage', ['bash', 'tests/coverage.sh'], {
    missing: () => firstMissing('cmake', 'gcc', 'gcovr'),
  }),
  {
    name: 'instructions',
    missing() {
      const file = 'tests/bench/baseline.json';
      return existsSync(join(root, file)) ? firstMissing('cmake', 'valgrind') : file;
    },
    run: instructions,
  },
  {
    name: 'systems',
    missing: () =>
      process.getuid?.() === 0 ? firstMissing('debootstrap', 'unshare', 'git') : 'root rights',
    optional: true, // where a workflow runs, its containers try the same systems
    run: systems,
  },
  commandStage('newer-clang', ['bash', 'tests/systems/newer-clang/compare.sh'], {
    missing() {
      const folder = 'tests/systems/newer-clang/node_modules';
      return existsSync(join(root, folder)) ? firstMissing('cmake', 'emcc') : folder;
    },
    optional: true,
  }),
]);
