/**
 * The bindings as one file each for Node (wasm/dist/slm.js) and for bundles (slm.browser.js). In
 * Node, loading a module of its own for each source takes longer than reading, compiling and running
 * the engine.
 *
 *     node wasm/build/bundle.js
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @type {import('esbuild').BuildOptions} */
const common = {
  entryPoints: ['slm.js'],
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  logLevel: 'warning',
  // Error messages name classes such as Tensor: keep the names that the sources give them.
  keepNames: true,
};

await build({
  ...common,
  outfile: 'dist/slm.js',
  platform: 'node',
  target: 'node18',
  // The sources name files from where they stand, one folder above.
  define: { 'import.meta.url': 'SOURCES' },
  banner: { js: "const SOURCES = new URL('..', import.meta.url);" },
});
await build({ ...common, outfile: 'dist/slm.browser.js', platform: 'browser', target: 'es2022' });
