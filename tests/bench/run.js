/**
 * `npm run bench`: the engine in WebAssembly against its floor and against peers, in Node and in
 * Chromium, natively against PyTorch where python3-torch is there, and the page at full speed.
 *
 *     npm run bench                    everything: build/bench/results.json, docs/benchmarks.md
 *     npm run bench -- --quick         fewer rounds, and only those in Chromium and natively
 *     npm run bench -- node page       only these: node, chromium, native, page
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../runner/command.js';
import { native } from './native.js';
import { plots } from './plot.js';
import { report } from './report.js';
import { startUp } from './start-up.js';
import { suite } from './suite.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const output = join(root, 'build/bench');
const assets = join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/');
const modulePath = join(root, 'build/wasm/tests/bench/bench_module.wasm');

/** What peers ask Node for when they are loaded and do not use in a browser: classes to extend. */
const nodeOnly = {
  name: 'node-only',
  /** @param {import('esbuild').PluginBuild} building */
  setup(building) {
    const names = /^(fs|path|worker_threads|perf_hooks|os|crypto|util|stream)$/;
    building.onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'node-only' }));
    building.onLoad({ filter: /./, namespace: 'node-only' }, () => ({
      contents: 'module.exports = { Readable: class {}, Writable: class {}, Transform: class {} };',
    }));
  },
};
const places = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const quick = process.argv.includes('--quick');

/** Node is Chromium's engine again, and the page takes as long as all the rest of a quick run. */
const QUICK = ['chromium', 'native'];
const usual = quick ? QUICK : ['node', 'chromium', 'native', 'page'];
const wanted = (/** @type {string} */ place) => (places.length ? places : usual).includes(place);
const command = (/** @type {string} */ program, /** @type {string[]} */ args) =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8' });

async function inNode() {
  const folder = await bundle('node');
  return suite({
    module: readFileSync(modulePath),
    assets,
    load: (name) => import(join(folder, 'peers', `${name}.js`)),
    quick,
  });
}

/**
 * Bundles each peer by itself, so that one that is missing is missed alone.
 * @param {'node' | 'browser'} platform
 */
async function bundle(platform) {
  const folder = join(output, platform);
  const names = ['javascript', 'tensorflow', 'jax', 'brain', 'convnet'];
  for (const name of [...names.map((peer) => `peers/${peer}`), 'suite']) {
    await build({
      entryPoints: [join(here, `${name}.js`)],
      outfile: join(folder, `${name}.js`),
      bundle: true,
      format: 'esm',
      platform,
      // What CommonJS asks Node for.
      banner: {
        js:
          platform === 'node'
            ? "import { createRequire } from 'node:module'; import { dirname as d_ } from 'node:path'; import { fileURLToPath as f_ } from 'node:url'; const require = createRequire(import.meta.url), __filename = f_(import.meta.url), __dirname = d_(__filename);"
            : '',
      },
      plugins: platform === 'browser' ? [nodeOnly] : [],
      logLevel: 'silent',
    }).catch((error) => console.log(`not bundled: ${name}: ${error.message.split('\n')[1]}`));
  }
  return folder;
}

async function inChromium() {
  const { chromium } = await import('playwright-core');
  const folder = await bundle('browser');
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.startsWith('/assets/')
      ? join(assets, path.slice(8))
      : path === '/module.wasm'
        ? modulePath
        : join(folder, path);
    try {
      const body = path === '/' ? '<!doctype html><title>bench</title>' : readFileSync(file);
      const type = types[/** @type {'.js'} */ (path === '/' ? '.html' : extname(path))];
      response.writeHead(200, {
        'content-type': type ?? 'application/octet-stream',
        // An isolated page has a clock of 5 microseconds, any other one of 100.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const result = await page.evaluate(async (few) => {
    // @ts-expect-error: served by the bench
    const { suite: run } = await import('/suite.js');
    return run({
      module: await (await fetch('/module.wasm')).arrayBuffer(),
      assets: '/assets/',
      load: (/** @type {string} */ name) => import(`/peers/${name}.js`),
      quick: few,
    });
  }, quick);
  result.version = browser.version();
  await browser.close();
  server.close();
  return result;
}

/** The figures of tests/web/bench.js. */
function ofPage() {
  const file = join(output, 'page.json');
  try {
    command('node', ['tests/web/bench.js', '--json', file]);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`page: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
    return undefined;
  }
}

mkdirSync(output, { recursive: true });
if (wanted('node') || wanted('chromium')) {
  command('cmake', ['--preset', 'wasm']);
  command('cmake', ['--build', '--preset', 'wasm', '--target', 'bench_module', '-j2']);
}
const load = loadavg()[0];
const results = {
  machine: {
    processor: cpus()[0].model,
    cores: availableParallelism(),
    load,
    node: process.version,
    emcc: command('emcc', ['--version']).split('\n')[0],
    cc: command('cc', ['--version']).split('\n')[0],
  },
  node: wanted('node') ? await inNode() : undefined,
  chromium: wanted('chromium') ? await inChromium() : undefined,
  startUp: wanted('node') ? startUp(quick) : undefined,
  native: wanted('native') ? await native(quick) : undefined,
  page: wanted('page') ? ofPage() : undefined,
};
writeFileSync(join(output, 'results.json'), JSON.stringify(results, null, 1));
const text = report(results);
console.log(text);
const pictures = plots(results);
const keep = places.length === 0 && !quick;
for (const [name, svg] of Object.entries(pictures))
  writeFileSync(join(keep ? join(root, 'docs') : output, name), svg);
if (keep) writeFileSync(join(root, 'docs/benchmarks.md'), text);
process.exit(0);
