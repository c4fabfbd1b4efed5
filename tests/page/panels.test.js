/** Panels as the page registers them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { panels } from '../../web/src/app/panels.js';
import { initialState, reduce } from '../../web/src/app/state.js';
import { panelsOf, VIEWS } from '../../web/src/app/views.js';
import { patched } from '../../web/src/state/store.js';

/** @param {unknown[]} list */
const isUnique = (list) => assert.deepEqual(list, [...new Set(list)]);

test('a panel’s name is its folder’s, with an index and styles; no two share anything', () => {
  isUnique(panels.map(({ name }) => name));
  for (const { name } of panels)
    for (const file of ['index.js', 'style.css'])
      assert.ok(existsSync(new URL(`../../web/src/panels/${name}/${file}`, import.meta.url)), name);
  isUnique(panels.flatMap(({ look = [] }) => look.map((part) => part.name)));
  isUnique(panels.flatMap(({ link = [] }) => link.map((field) => field.name)));
});

test('every view is made of panels that are there', () => {
  for (const view of Object.keys(VIEWS)) {
    const shown = panelsOf(patched(initialState, { shell: { view } }));
    assert.ok(shown.length > 0, view);
    isUnique(shown.map(({ name }) => name));
  }
  assert.deepEqual(
    panelsOf(initialState).map(({ name }) => name),
    ['voice', 'graph', 'map', 'charts', 'inspector', 'drawers'],
  );
});

test('an action leaves every slice that it does not change the same object', () => {
  const next = reduce(initialState, { type: 'set', patch: { charts: { cursor: 7 } } });
  for (const name of Object.keys(initialState))
    assert.equal(next[name] === initialState[name], name !== 'charts', name);
  const framed = reduce(initialState, /** @type {any} */ ({ type: 'frame', frame: { rate: 1 } }));
  for (const name of Object.keys(initialState))
    assert.equal(framed[name] === initialState[name], name !== 'run', name);
});
