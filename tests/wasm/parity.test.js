import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, different, isBuilt, shipped } from '../parity/compare.js';

const skip = !isBuilt() && !process.env.CI && 'the native build is not there';

test('every run has the same bits natively and in WebAssembly', { skip }, async () => {
  const rows = await compare(shipped);
  assert.ok(rows.length >= 12);
  for (const row of rows) {
    const modules = row.others.filter(({ by }) => by.endsWith('.wasm'));
    assert.equal(modules.length, 1, `one module computes in ${row.real}`);
    assert.deepEqual(different(row), [], `${row.run} (${row.real})`);
    assert.ok(Number.isFinite(row.loss), `${row.run} (${row.real}): loss ${row.loss}`);
  }
  assert.equal(new Set(rows.map(({ native }) => native.weights)).size, rows.length);
});
