/** docs/operations.md says what the engine says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { countsOf, operationsPage, page } from './operations.js';

test('docs/operations.md is what the engine describes; else run: npm run docs', async () => {
  assert.equal(readFileSync(page, 'utf8'), await operationsPage());
});

test("gradcheck's counts are read by operation, its other lines are not", () => {
  const printed =
    '  add: 3 cases, 12 elements\n  sub: 0 cases\n9 cases of 2 operations, 12 elements';
  assert.deepEqual(countsOf(printed), new Map([['add', { cases: 3, elements: 12 }]]));
});
