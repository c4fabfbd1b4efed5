import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, isBuilt } from '../parity/compare.js';

const skip = !isBuilt() && !process.env.CI && 'the native build is not there';

test('every run has the same bits natively and in WebAssembly', { skip }, async () => {
  const rows = await compare();
  assert.ok(rows.length >= 12);
  for (const { run, real, native, wasm, loss } of rows) {
    assert.equal(wasm, native, `${run} (${real})`);
    assert.ok(Number.isFinite(loss), `${run} (${real}): loss ${loss}`);
  }
  assert.equal(new Set(rows.map((row) => row.wasm)).size, rows.length, 'no two runs are alike');
});
