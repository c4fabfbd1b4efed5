/** The same module in a bundle: one classic script, with nothing of Node and no file to read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { root } from '../runner/command.js';

const wasm = (/** @type {string} */ name) => readFileSync(join(root, 'wasm/dist', name));

test('Node loads the bindings as one file', () => {
  const file = createRequire(import.meta.url).resolve('slm');
  const asked = [...readFileSync(file, 'utf8').matchAll(/^import .* from "(.*)";$/gm)];
  assert.deepEqual(
    asked.map(([, name]) => name),
    ['node:fs'],
  );
});

test('a bundle loads the bytes it is given', async () => {
  const { build } = await import('esbuild');
  const { outputFiles, warnings } = await build({
    stdin: { contents: "export * from 'slm';", resolveDir: root },
    bundle: true,
    format: 'iife',
    globalName: 'slm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  assert.deepEqual(warnings, []);
  assert.doesNotMatch(outputFiles[0].text, /['"]node:|import\.meta/);

  // What a worker has and Node's own globals do not hide the lack of.
  const page = createContext({ WebAssembly, TextEncoder, TextDecoder });
  runInContext(outputFiles[0].text, page);
  /** @type {typeof import('slm')} */
  const slm = runInContext('slm', page);
  const module = new WebAssembly.Module(wasm('slm64.wasm'));
  for (const source of [wasm('slm64.wasm'), module]) {
    const engine = await slm.loadEngine({ wasm: source });
    const context = engine.createContext();
    const x = context.tensor(3, { requiresGrad: true });
    const { add, mul } = context.ops;
    assert.equal(engine.real, 'double');
    assert.ok(context.gradcheck(add(mul(x, x), x)).passed);
  }
  const engine = await slm.loadEngine({ wasm: module });
  const elsewhere = engine.createContext().tensor(new Float64Array([1, 2]));
  assert.equal(elsewhere.count, 2, 'typed arrays of another realm are typed arrays');
  await assert.rejects(slm.loadEngine(), { name: 'TypeError' });
  await assert.rejects(slm.loadEngine({ wasm: new Uint8Array(8) }), { name: 'CompileError' });
});
