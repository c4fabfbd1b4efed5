/** What the page asks of the next frame, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRequests } from '../../web/src/session/requests.js';

/**
 * Three parts: two heavy ones, and a light one of whatever is chosen.
 * @param {{ phase: string, chosen: number | null }} page
 */
function requestsOf(page) {
  const get = () => /** @type {any} */ ({ run: { phase: page.phase }, chosen: page.chosen });
  const window = (/** @type {number} */ id) =>
    /** @type {const} */ ({ id, kind: 'value', row: 0, column: 0 });
  return makeRequests(get, [
    { name: 'curves', every: 100, request: () => true },
    { name: 'nodes', every: 100, request: () => true },
    {
      name: 'window',
      every: 500,
      light: true,
      request: ({ chosen }) => (chosen === null ? undefined : window(chosen)),
    },
  ]);
}

/** @param {import('../../web/src/shared/protocol.js').Look | null} look */
const names = (look) => Object.keys(look ?? {});

test('a heavy part comes alone the first time, light ones come with any', () => {
  const requests = requestsOf({ phase: 'paused', chosen: 7 });
  requests.renew();
  assert.deepEqual(names(requests.at(1000)), ['curves', 'window']);
  assert.deepEqual(names(requests.at(1016)), ['nodes']);
  assert.equal(requests.at(1033), null);
  requests.touch();
  assert.equal(requests.at(1033), null, 'each waits for its turn');
  assert.deepEqual(names(requests.at(1200)), ['curves', 'nodes', 'window']);
  assert.equal(requests.at(2000), null, 'nothing has changed');
});

test('while training each part is asked for as often as it says', () => {
  const page = { phase: 'running', chosen: 7 };
  const requests = requestsOf(page);
  requests.renew();
  /** @type {Record<string, number>} */
  const counts = { curves: 0, nodes: 0, window: 0 };
  for (let now = 0; now < 10_000; now += 10)
    for (const name of names(requests.at(now))) counts[name]++;
  assert.deepEqual(counts, { curves: 100, nodes: 100, window: 20 });
});

test('a part that is wanted otherwise does not wait, and one that is not on the screen is not asked', () => {
  /** @type {{ phase: string, chosen: number | null }} */
  const page = { phase: 'running', chosen: 7 };
  const requests = requestsOf(page);
  requests.renew();
  for (const now of [0, 10]) requests.at(now);
  page.chosen = 8;
  assert.deepEqual(requests.at(20), { window: { id: 8, kind: 'value', row: 0, column: 0 } });
  page.chosen = null;
  assert.equal(requests.at(30), null);
  page.chosen = 8;
  assert.deepEqual(names(requests.at(40)), ['window'], 'seen again, it is out of date');
});
