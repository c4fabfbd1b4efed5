/**
 * Builds the page into web/dist/: a classic script that opens from file://, with the engine and the
 * worker inside it, scripts for their first use (see web/src/session/late.js), one style sheet, and the
 * formula font.
 *
 *     node web/build/build.js
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { panels } from '../src/app/panels.js';
import { lateScript } from '../src/session/late.js';
import { fontCss } from './font.js';
import { charactersOf, describedOps, formulaModule } from './formulas.js';
import { readSources } from './sources.js';

const web = new URL('..', import.meta.url);
const root = new URL('../..', import.meta.url);
const path = (/** @type {string} */ relative, base = web) => fileURLToPath(new URL(relative, base));

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  // The binding reads its files in Node only.
  conditions: ['browser'],
  absWorkingDir: path('.', root),
  logLevel: 'warning',
};

/**
 * Modules that are made here and not written: see web/src/generated.d.ts.
 * @param {Record<string, () => Promise<string | Uint8Array>>} modules bytes become a Uint8Array
 * @returns {import('esbuild').Plugin}
 */
const generated = (modules) => ({
  name: 'generated',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^slm:/ }, (args) => ({ path: args.path, namespace: 'generated' }));
    onLoad({ filter: /.*/, namespace: 'generated' }, async ({ path: name }) => {
      const contents = await modules[name]();
      const loader = typeof contents === 'string' ? 'js' : 'binary';
      return { contents, loader, resolveDir: path('src') };
    });
  },
});

/**
 * A module of wasm/dist/, see engine/unpack.js. Its codes change often, and shorter blocks follow them: with
 * this much memory it comes out smallest.
 * @param {string} name
 * @returns {Promise<Buffer>}
 */
const packedWasm = async (name) =>
  deflateSync(await readFile(new URL(`wasm/dist/${name}`, root)), { level: 9, memLevel: 6 });

/**
 * Templates are written in lines, and of a line's end with what is set in after it a browser makes one
 * space. A newline without a space behind it is one that is meant.
 * @param {string} script minified, so that no others are left
 */
const withoutIndents = (script) => script.replace(/ *\n +/g, ' ');

/** The worker as one text: it is started from a Blob, because file:// allows no other. */
async function bundleWorker() {
  const { outputFiles } = await build({
    ...common,
    write: false,
    entryPoints: [path('src/engine/worker.js')],
    plugins: [generated({ 'slm:wasm': () => packedWasm('slm.wasm') })],
  });
  return outputFiles[0].text;
}

/** Later ones of these override earlier ones. */
const STYLES = [
  'app/tokens.css',
  'elements/style.css',
  'app/page.css',
  'app/bar.css',
  ...panels.map(({ name }) => `panels/${name}/style.css`),
];

async function bundleStyles() {
  const { outputFiles } = await build({
    ...common,
    write: false,
    stdin: {
      contents: STYLES.map((file) => `@import './${file}';`).join('\n'),
      loader: 'css',
      resolveDir: path('src'),
    },
  });
  return outputFiles[0].text;
}

/** @returns {Promise<Record<string, string>>} the files of web/dist/ by name */
export async function buildPage() {
  const ops = await describedOps(new URL('wasm/dist/slm.wasm', root));
  const { outputFiles } = await build({
    ...common,
    write: false,
    entryPoints: [path('src/app/main.js')],
    plugins: [
      generated({
        'slm:worker': async () => `export default ${JSON.stringify(await bundleWorker())}`,
        'slm:formulas': async () => formulaModule(ops),
      }),
    ],
  });
  const double = await packedWasm('slm64.wasm');
  const font = createRequire(import.meta.url).resolve(
    '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff',
  );
  return {
    'app.js': withoutIndents(outputFiles[0].text),
    'sources.js': lateScript('sources', readSources(path('core', root))),
    'double.js': lateScript('double', double.toString('base64')),
    'style.css': await bundleStyles(),
    'font.css': fontCss(await readFile(font), charactersOf(ops)),
  };
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = await buildPage();
  await mkdir(new URL('dist/', web), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(new URL(`dist/${name}`, web), text);
    const packed = gzipSync(text, { level: 9 }).length;
    console.log(
      `web/dist/${name.padEnd(10)} ${kilobytes(text.length)}, gzipped ${kilobytes(packed)}`,
    );
  }
}
