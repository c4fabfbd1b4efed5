/** The state as a link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHash, writeHash } from '../../web/src/app/address.js';
import { initialState } from '../../web/src/app/state.js';
import { LinkError, LONGEST } from '../../web/src/session/link.js';
import { SPEEDS } from '../../web/src/state/slices.js';
import { patched } from '../../web/src/state/store.js';

const view = {
  selection: {
    path: 'mlp/linear1/weight',
    probe: /** @type {[number, number]} */ ([0.5, -1.25]),
  },
  tape: {
    collapsed: new Set(['mlp/linear1', 'mlp/linear2']),
    hidePlain: true,
    grouped: false,
  },
  map: { discrete: true, showTest: false },
  charts: {
    log: false,
    chart: /** @type {const} */ ('norms'),
    measure: /** @type {const} */ ('ratio'),
  },
  shell: { hide: new Set(['network']), projector: true },
  run: { speed: 0, autostart: false },
};
/** @type {import('../../web/src/shared/protocol.js').Recipe} */
const recipe = {
  scenario: 'own',
  config: { lr: '0.05', hidden: '16,8', activation: 'tanh' },
  points: {
    inputs: 2,
    classes: 2,
    rows: [
      [0.125, -1.5, 1],
      [1e-3, 2, 0],
    ],
  },
  changes: [
    { step: 120, key: 'lr', value: '0.01' },
    { step: 300, key: 'weight:2:5', value: '-0.75' },
  ],
};

test('a link comes back as it was written', () => {
  const read = readHash(writeHash(recipe, patched(initialState, view)));
  assert.deepEqual(read?.recipe, recipe);
  assert.deepEqual(read?.view, view);
  assert.equal(read?.unknown, '');
});

test('all bad parts of a link are named, and what is unknown, too', () => {
  assert.throws(
    () => readHash('#v=1&s=<b>&c.lr=<i>&c.seed=1&at=1~lr&points=x&extra=1'),
    (error) =>
      error instanceof LinkError &&
      error.reason === 'link.badParts' &&
      error.list === 's=<b>, c.lr=<i>, at=1~lr, points=x',
  );
  const read = readHash('#v=1&speed=9&c.lr=0.5&Run=0');
  assert.deepEqual(read?.recipe.config, { lr: '0.5' });
  assert.equal(read?.unknown, 'speed=9, Run=0');
});

test('a probe is two numbers', () => {
  for (const probe of ['', '1', '1,', '1,2,3', '1,x', 'Infinity,0', '1;2']) {
    assert.throws(
      () => readHash(`#v=1&probe=${probe}`),
      (error) => error instanceof LinkError && error.list === `probe=${probe}`,
      probe,
    );
  }
});

test('what is as at first is not in a link, and speeds are there by their steps per second', () => {
  const plain = writeHash(recipe, initialState);
  assert.doesNotMatch(
    plain,
    /&(node|fold|probe|hide|log|hard|test|plain|frames|chart|measure|big|speed|run)=/,
  );
  SPEEDS.forEach((rate, speed) => {
    const hash = writeHash(recipe, patched(initialState, { run: { speed } }));
    assert.equal(new URLSearchParams(hash).get('speed'), speed === 4 ? null : String(rate));
    assert.equal(readHash(hash)?.view.run?.speed ?? 4, speed);
  });
});

test('what cannot be hidden or shown is named, and the rest is taken', () => {
  const read = readHash('#v=1&hide=map,data,zzz&log=7&chart=toString&speed=60&hard=0&test=0');
  assert.equal(read?.unknown, 'hide=map, hide=zzz, log=7, chart=toString');
  assert.deepEqual(read?.view, {
    shell: { hide: new Set(['data']) },
    map: { discrete: false, showTest: false },
    run: { speed: 4 },
  });
});

test('a link names the view; one from before there were views opens the network', () => {
  const old = readHash('#v=1&s=manual&node=mlp/relu1&chart=norms');
  assert.deepEqual(old?.view, { selection: { path: 'mlp/relu1' }, charts: { chart: 'norms' } });
  assert.equal(patched(initialState, old?.view ?? {}).shell.view, 'network');
  assert.deepEqual(readHash('#v=1&view=network')?.view, { shell: { view: 'network' } });
  const unknown = readHash('#v=1&view=lesson&log=0');
  assert.equal(unknown?.unknown, 'view=lesson');
  assert.deepEqual(unknown?.view, { charts: { log: false } });
});

test('an empty hash is no link', () => {
  assert.equal(readHash(''), null);
  assert.equal(readHash('#'), null);
});

test('a bad or old link is refused by the part that is wrong', () => {
  const cases = {
    badVersion: ['#v=0&s=manual', '#v=2'],
    badForm: ['#s=manual', '#x', '#garbage', '#v='],
    badParts: [
      '#v=1&s=<b>',
      `#v=1&s=${'a'.repeat(99)}`,
      '#v=1&c.lr=<script>',
      '#v=1&c.__proto__/x=1',
      '#v=1&c.LR=1',
      '#v=1&at=1',
      '#v=1&at=-1~lr~1',
      '#v=1&at=1~lr',
      '#v=1&at=1~weight:x:1~2',
      '#v=1&points=2:2;1,2',
      '#v=1&points=x',
      '#v=1&points=2:2;1,2,',
      '#v=1&points=2:2;1,2,1e999',
    ],
    badLength: [`#v=1&s=${'a'.repeat(LONGEST)}`],
  };
  for (const [part, hashes] of Object.entries(cases)) {
    for (const hash of hashes) {
      assert.throws(
        () => readHash(hash),
        (error) => error instanceof LinkError && error.reason === `link.${part}`,
        hash.slice(0, 40),
      );
    }
  }
});

test('only parts of the page can be hidden, never an output', () => {
  assert.deepEqual(
    [...(readHash('#v=1&hide=data,loss,graph,map,charts,check')?.view.shell.hide ?? [])],
    ['data', 'check'],
  );
});
