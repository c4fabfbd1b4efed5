/**
 * The package as its users get it: packed, installed into an empty folder, and there type-checked,
 * run and bundled. Compilers of several years and Vite are installed into build/package/tools, by
 * the versions in package.json and package-lock.json beside this file.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { serve } from '../../web/build/serve.js';
import { root } from '../runner/command.js';
import { startChromium } from '../web/browser.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const work = join(root, 'build/package');
const tools = join(work, 'tools');
const consumer = join(work, 'consumer');
const installed = join(consumer, 'node_modules/slm');

/** @param {string} program @param {string[]} args @param {string} cwd @returns {string} its output */
function command(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** `npm ci` for the tools, unless the same ones are there. */
function installTools() {
  const lock = 'package-lock.json';
  const wanted = readFileSync(join(here, lock), 'utf8');
  const stamp = join(tools, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(tools, { recursive: true });
  for (const file of ['package.json', lock]) cpSync(join(here, file), join(tools, file));
  command('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], tools);
  writeFileSync(stamp, wanted);
}

/** @type {string[]} the files of the tarball, paths from its root */
let packed;

before(() => {
  installTools();
  rmSync(consumer, { recursive: true, force: true });
  cpSync(join(here, 'consumer'), consumer, { recursive: true });
  const pack = ['run', '--silent', 'pack', '--', '--json', '--pack-destination', work];
  const json = command('npm', pack, root);
  // What the build prints before it stands before the list.
  const [{ filename, files }] = JSON.parse(json.slice(json.search(/^\[$/m)));
  packed = files.map((/** @type {{ path: string }} */ { path }) => path);
  command(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', join(work, filename)],
    consumer,
  );
});

/** @param {string} file in the package @returns {string} its text */
const read = (file) => readFileSync(join(installed, file), 'utf8');

test('the package holds no file that nobody imports, and all that are imported', () => {
  const { exports } = JSON.parse(read('package.json'));
  const wanted = ['package.json', 'LICENSE', 'README.md', 'README.ko.md', 'CHANGELOG.md'];
  /** @param {unknown} target */
  const follow = (target) => {
    if (typeof target === 'string') wanted.push(posix.normalize(target));
    else for (const value of Object.values(Object(target))) follow(value);
  };
  follow(exports);
  for (const file of wanted) {
    if (!/\.(d\.ts|js)$/.test(file)) continue;
    const code = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name] of code.matchAll(/(?:from |import |import\()['"](\.[^'"]*)['"]/g)) {
      const types = file.endsWith('.d.ts') ? name.replace(/\.js$/, '.d.ts') : name;
      const path = posix.join(dirname(file), types);
      if (!wanted.includes(path)) wanted.push(path);
    }
  }
  assert.deepEqual([...packed].sort(), [...new Set(wanted)].sort());
});

const required = createRequire(join(tools, 'package.json'));

/** @type {[version: string, tsc: () => string][]} */
const compilers = [
  ['5.4', () => required.resolve('typescript-5.4/bin/tsc')],
  ['5.9', () => required.resolve('typescript-5.9/bin/tsc')],
  ['newest', () => join(root, 'node_modules/typescript/bin/tsc')],
];

for (const [version, tsc] of compilers) {
  for (const [resolution, module] of [
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ]) {
    test(`TypeScript ${version} compiles a strict program with ${resolution} resolution`, () => {
      const options = ['--module', module, '--moduleResolution', resolution, '--outDir', version];
      command(process.execPath, [tsc(), '-p', '.', ...options], consumer);
    });
  }
}

/** What consumer.ts prints. */
const printed = `y = 12, dy/dx = 7
2 steps, 3 nodes, checked 1
1 x 3
200 done, true, 8
true
MATMUL true
`;

test('the compiled program runs in Node', () => {
  assert.equal(command(process.execPath, ['5.4/consumer.js'], consumer), printed);
});

/** What train.js says in Node without a bundler, which every bundle must say as well. */
const unbundled = () => {
  const program = `
    import { readFileSync } from 'node:fs';
    import { train } from './train.js';
    console.log(await train(readFileSync('./node_modules/slm/wasm/dist/slm.wasm')));`;
  return command(process.execPath, ['--input-type=module', '--eval', program], consumer);
};

/**
 * @param {string} folder served, with an index.html
 * @param {import('node:test').TestContext} t
 * @returns {Promise<string | undefined>} what its program says; undefined without a browser
 */
async function inBrowser(folder, t) {
  const browser = await startChromium(t);
  if (!browser) return undefined;
  const server = await serve({ folder });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'said' in globalThis);
    const said = await page.evaluate(() => /** @type {any} */ (globalThis).said);
    return `${said}\n`;
  } finally {
    server.close();
    await browser.close();
  }
}

test('bundled by esbuild it runs in Node and in a browser', async (t) => {
  const folder = join(consumer, 'esbuild');
  const { warnings } = await esbuild({
    entryPoints: ['esbuild.js'],
    absWorkingDir: consumer,
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.wasm': 'binary' },
    logLevel: 'silent',
  });
  assert.deepEqual(warnings, []);
  const expected = unbundled();
  assert.match(expected, /^float, 100 steps, loss 0\.\d+\n$/);
  assert.equal(command(process.execPath, [join(folder, 'esbuild.js')], consumer), expected);
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="esbuild.js"></script>');
  const said = await inBrowser(folder, t);
  if (said !== undefined) assert.equal(said, expected);
});

test('bundled by Vite it runs in Node and in a browser', async (t) => {
  const vite = await import(pathToFileURL(required.resolve('vite')).href);
  // Node 18 finds Vite's CommonJS entry, whose functions are on the default export.
  const { build } = vite.default ?? vite;
  /** @param {string} outDir @param {object} options */
  const bundle = (outDir, options) =>
    build({
      root: consumer,
      configFile: false,
      logLevel: 'error',
      build: { outDir, emptyOutDir: true, ...options },
    });
  // A page with the module as a file beside it, and one script with everything inside.
  await bundle('vite', {});
  await bundle('vite-node', {
    assetsInlineLimit: 2 ** 20,
    lib: { entry: 'vite.js', formats: ['es'], fileName: 'vite' },
  });
  const expected = unbundled();
  const script = join(consumer, 'vite-node/vite.js');
  assert.equal(command(process.execPath, [script], consumer), expected);
  const said = await inBrowser(join(consumer, 'vite'), t);
  if (said !== undefined) assert.equal(said, expected);
});
