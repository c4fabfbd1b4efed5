/** The stages of `npm test`: what each runs and how its output becomes results. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findClangFormat } from '../project/clang-format.js';
import { has, jobs, logs, root, run } from './command.js';
import { parseCtestJunit, parseNodeReport } from './results.js';

/**
 * @typedef {import('./results.js').Result} Result
 * @typedef {import('./main.js').Stage} Stage
 */

/** @param {string} name @param {string} [reason] @returns {Result} */
export const failed = (name, reason) => ({ name, outcome: 'failed', reason });

/** @param {string} output @returns {string} its last line that says something */
export const lastLine = (output) => output.trim().split('\n').pop() ?? '';

/** @param {string} output @returns {string} the line of a build's output that says what is wrong */
export const firstError = (output) => /^.*\berror\b.*$/im.exec(output)?.[0] ?? lastLine(output);

/** @param {string} name @returns {string | undefined} a report's text, which is then removed */
function takeReport(name) {
  const path = join(logs, name);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}

/**
 * Configures and builds a CMake preset.
 * @param {string} preset
 * @param {string} log
 * @returns {Promise<Result | undefined>} the failure, if it fails
 */
export async function buildPreset(preset, log) {
  for (const command of [
    ['cmake', '--preset', preset],
    ['cmake', '--build', '--preset', preset, '--parallel', jobs],
  ]) {
    const { ok, output } = await run(command, { log });
    if (!ok) return { ...failed(`build ${preset}`, firstError(output)), blocks: true };
  }
  return undefined;
}

/**
 * Configures, builds and tests one CMake preset.
 * @param {string} preset
 * @param {() => string | undefined} [missing]
 * @returns {Stage}
 */
function cmakeStage(preset, missing) {
  return {
    name: preset,
    missing: missing ?? (() => (has('cmake') ? undefined : 'cmake')),
    async run() {
      const broken = await buildPreset(preset, preset);
      if (broken) return [broken];
      const report = `${preset}.xml`;
      takeReport(report);
      const ctest = ['ctest', '--preset', preset, '--parallel', jobs];
      const { ok, output } = await run([...ctest, '--output-junit', join(logs, report)], {
        log: preset,
      });
      const results = parseCtestJunit(takeReport(report) ?? '').map((result) => ({
        ...result,
        name: `${preset}: ${result.name}`,
      }));
      return withExit(results, ok, `ctest --preset ${preset}`, output);
    },
  };
}

/**
 * Runs the *.test.js files of a folder with Node's own runner.
 * @param {string} name
 * @param {string} folder
 * @param {string[]} [needs]
 * @returns {Stage}
 */
function nodeStage(name, folder, needs = []) {
  return {
    name,
    needs,
    async run() {
      const path = join(root, folder);
      const names = existsSync(path) ? readdirSync(path) : [];
      const files = names.filter((file) => file.endsWith('.test.js')).sort();
      if (files.length === 0) return [failed(name, `no *.test.js in ${folder}`)];
      const report = `${name}.jsonl`;
      takeReport(report);
      const { ok, output } = await run(
        [
          process.execPath,
          '--test',
          '--test-reporter=spec',
          '--test-reporter-destination=stdout',
          '--test-reporter=./tests/runner/node-reporter.js',
          `--test-reporter-destination=${join(logs, report)}`,
          // Explicit files: versions of Node differ in what they make of a folder or a pattern.
          ...files.map((file) => join(folder, file)),
        ],
        { log: name },
      );
      const results = parseNodeReport(takeReport(report) ?? '').map((result) => ({
        ...result,
        name: `${name}: ${result.name}`,
      }));
      return withExit(results, ok, `node --test ${folder}`, output);
    },
  };
}

/**
 * A command that is one test: it passes if it exits with 0.
 * @param {string} name
 * @param {string[]} command
 * @param {Partial<Stage>} [more]
 * @returns {Stage}
 */
export function commandStage(name, command, more = {}) {
  return {
    name,
    ...more,
    async run() {
      const { ok, output } = await run(command, { log: name });
      return [
        ok ? { name, outcome: 'passed' } : { ...failed(name, lastLine(output)), blocks: true },
      ];
    },
  };
}

/**
 * A runner that ends badly although no test says so, or that ran no test, is a failure itself.
 * @param {Result[]} results
 * @param {boolean} ok
 * @param {string} command
 * @param {string} output
 */
export function withExit(results, ok, command, output) {
  if (results.length === 0) return [failed(command, `no test ran: ${lastLine(output)}`)];
  const told = results.some((result) => result.outcome === 'failed');
  return ok || told ? results : [...results, failed(command, lastLine(output))];
}

const emscripten = () => {
  if (!has('cmake')) return 'cmake';
  const emsdk = process.env.EMSDK;
  return has('emcc') || (emsdk && existsSync(emsdk)) ? undefined : 'emcc (Emscripten)';
};

/** @param {string} name @returns {string} path of an npm package's program */
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** @param {string} name */
const npmTool = (name) => () => (existsSync(bin(name)) ? undefined : `node_modules (${name})`);

/** @type {Stage[]} */
export const stages = [
  cmakeStage('native'),
  cmakeStage('asan'),
  cmakeStage('f64'),
  cmakeStage('wasm', emscripten),
  commandStage('biome', [bin('biome'), 'check', '--error-on-warnings', '.'], {
    missing: npmTool('biome'),
  }),
  commandStage('clang-format', [process.execPath, 'tests/project/clang-format.js'], {
    // Its output differs between versions, and not every distribution has this one.
    missing: () => (findClangFormat() ? undefined : 'clang-format 14'),
    optional: true,
  }),
  commandStage('types', [bin('tsc'), '-p', '.'], { missing: npmTool('tsc') }),
  nodeStage('project', 'tests/project'),
  nodeStage('bindings', 'tests/wasm', ['wasm']),
  nodeStage('package', 'tests/package', ['wasm']),
  commandStage('page', [process.execPath, 'web/build/build.js'], {
    needs: ['wasm'],
    missing: npmTool('esbuild'),
  }),
  nodeStage('page-node', 'tests/page', ['wasm']),
  nodeStage('browser', 'tests/web', ['page']),
];
