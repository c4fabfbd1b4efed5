/** Text from outside never becomes markup or code: what the page's models make of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHash } from '../../web/src/app/address.js';
import { recall } from '../../web/src/app/preferences.js';
import { LinkError } from '../../web/src/session/link.js';
import { SPEEDS } from '../../web/src/state/slices.js';
import { linksOf, PAYLOADS } from './hostile.js';

test('there are fifty hostile texts and more', () => assert.ok(new Set(PAYLOADS).size >= 50));

test('a hostile link is refused, or says nothing of its text but the name of a node', () => {
  for (const payload of PAYLOADS) {
    for (const hash of linksOf(payload)) {
      try {
        const link = readHash(hash);
        const { path, hide, ...view } = Object.assign({}, ...Object.values(link?.view ?? {}));
        const flags = Object.values(view);
        // "Infinity" is a speed.
        assert.ok(
          flags.every((flag) => typeof flag === 'boolean' || flag === SPEEDS.length - 1),
          hash,
        );
        assert.equal(hide?.size ?? 0, 0);
        assert.ok((path ?? '').length <= 200);
        // A text of letters and digits is a value like others, which the engine refuses.
        assert.match(JSON.stringify(link?.recipe ?? {}), /^[\w{}[\]":,.+~-]*$/);
      } catch (error) {
        assert.ok(error instanceof LinkError, `${hash}: ${error}`);
      }
    }
  }
});

test('hostile preferences are none', () => {
  const store = { value: '', getItem: () => store.value };
  Object.defineProperty(globalThis, 'localStorage', { value: store, configurable: true });
  for (const payload of PAYLOADS) {
    for (const value of [
      payload,
      JSON.stringify(payload),
      JSON.stringify({ language: payload, theme: payload }),
      JSON.stringify([payload]),
      JSON.stringify({ [payload]: payload, language: [payload], theme: { toString: payload } }),
    ]) {
      store.value = value;
      assert.deepEqual(recall(), {});
    }
  }
  for (const value of ['null', '5', '""', 'true', '{}']) {
    store.value = value;
    assert.deepEqual(recall(), {});
  }
  store.value = '{"language":"ko","theme":"dark","x":1}';
  assert.deepEqual(recall(), { language: 'ko', theme: 'dark' });
});
