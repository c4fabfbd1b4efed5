/** The stages of `npm test`: what each runs and how its output becomes results. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findClangFormat } from '../project/clang-format.js';
import { has, jobs, logs, root, run } from './command.js';
import { runFiles } from './node-files.js';
import { parseCtestJunit } from './results.js';

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
 * @param {object} [more]
 * @param {() => Promise<import('../web/firefox.js').Host>} [more.host] starts what all files share
 * @param {string[]} [more.first] files that take longer than larger ones
 * @returns {Stage}
 */
function nodeStage(name, folder, needs = [], { host, first = [] } = {}) {
  return {
    name,
    needs,
    async run() {
      const path = join(root, folder);
      const names = existsSync(path) ? readdirSync(path) : [];
      const size = (/** @type {string} */ file) =>
        first.includes(file) ? Infinity : statSync(join(path, file)).size;
      const files = names
        .filter((file) => file.endsWith('.test.js'))
        .sort((a, b) => size(b) - size(a)) // mostly, the largest take longest
        .map((file) => join(folder, file));
      if (files.length === 0) return [failed(name, `no *.test.js in ${folder}`)];
      const shared = await host?.();
      const runs = await runFiles(files, name, shared?.env);
      await shared?.close();
      return runs.flatMap(({ file, ok, output, results }) => {
        const named = results.map((result) => ({ ...result, name: `${name}: ${result.name}` }));
        return withExit(named, ok, `node --test ${file}`, output);
      });
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

/** Loaded late: without node_modules there is no such stage, but there are others. */
async function hostBrowsers() {
  const { found } = await import('../web/browser.js');
  const { hostFirefox } = await import('../web/firefox.js');
  return found.Firefox ? hostFirefox(found.Firefox) : { env: {}, close: async () => {} };
}

/**
 * In this order: what says most in the shortest time comes first, and a stage after those it needs.
 * @type {Stage[]}
 */
export const stages = [
  commandStage('biome', [bin('biome'), 'check', '--error-on-warnings', '.'], {
    missing: npmTool('biome'),
  }),
  commandStage('types', [bin('tsc'), '-p', '.'], { missing: npmTool('tsc') }),
  commandStage('clang-format', [process.execPath, 'tests/project/clang-format.js'], {
    // Its output differs between versions, and not every distribution has this one.
    missing: () => (findClangFormat() ? undefined : 'clang-format 14'),
    optional: true,
  }),
  cmakeStage('native'),
  cmakeStage('wasm', emscripten),
  nodeStage('project', 'tests/project'),
  nodeStage('bindings', 'tests/wasm', ['wasm']),
  nodeStage('page-node', 'tests/page', ['wasm']),
  nodeStage('package', 'tests/package', ['wasm']),
  nodeStage('install', 'tests/install', ['native']),
  commandStage('page', [process.execPath, 'web/build/build.js'], {
    needs: ['wasm'],
    missing: npmTool('esbuild'),
  }),
  cmakeStage('asan'),
  nodeStage('browser', 'tests/web', ['page'], {
    host: hostBrowsers,
    first: ['accessibility.test.js'],
  }),
];
