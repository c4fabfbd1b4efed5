/**
 * The bindings for Node as one file, wasm/dist/slm.js: loading a module of its own for each of
 * them takes longer than reading, compiling and running the engine.
 *
 *     node wasm/build/bundle.js
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: ['slm.js'],
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  outfile: 'dist/slm.js',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node18',
  charset: 'utf8',
  logLevel: 'warning',
  // A sentence says what was given: a Tensor, and not what the bundler calls its class.
  keepNames: true,
  // The sources name files from where they stand, one folder above.
  define: { 'import.meta.url': 'SOURCES' },
  banner: { js: "const SOURCES = new URL('..', import.meta.url);" },
});
