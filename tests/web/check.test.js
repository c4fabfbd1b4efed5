/** Gradcheck: a tape that the float engine saved, checked in the double engine and on the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { checkTape } from '../../web/src/engine/check.js';
import { count, until } from './browser.js';
import { button, inNode, onPage, trainTo } from './on-page.js';

/** @param {import('../../web/src/engine/run.js').Run} run */
const tapeOf = (run) => {
  run.settle();
  return run.engineContext.save(run.root);
};

test('every parameter of the tape is checked in double, and passes', async () => {
  const run = await inNode();
  run.train(20);
  const rows = [...checkTape(await loadEngine({ double: true }), tapeOf(run))];
  assert.deepEqual(
    rows.map(({ path, checked, size, passed }) => [path, checked, size, passed]),
    [
      ['mlp/linear1/weight', 32, 32, true],
      ['mlp/linear1/bias', 16, 16, true],
      ['mlp/linear2/weight', 16, 16, true],
      ['mlp/linear2/bias', 1, 1, true],
    ],
  );
  // The worst element's gradient is the one that training uses, but for the digits of a float.
  rows.forEach(({ element, analytic }, i) => {
    const float = run.engineContext.parameters[i].grad()?.[element] ?? Number.NaN;
    assert.ok(Math.abs(float - analytic) <= 1e-5, `${float} ${analytic}`);
  });
});

test('of large parameters some elements are checked, spread over each', async () => {
  const run = await inNode({ hidden: '128,128', samples: '512', batch: '256' });
  const rows = [...checkTape(await loadEngine({ double: true }), tapeOf(run))];
  const large = rows.filter(({ size }) => size === 128 * 128);
  assert.equal(large.length, 1);
  assert.ok(large[0].checked >= 4 && large[0].checked < large[0].size, String(large[0].checked));
});

test('elements at a kink are counted and do not fail the check', async () => {
  const run = await inNode();
  // At x = (0, 0) all of relu's inputs are the biases, which begin at 0.
  run.points({ inputs: 2, classes: 2, rows: [[0, 0, 1]] });
  run.reset();
  const rows = [...checkTape(await loadEngine({ double: true }), tapeOf(run))];
  assert.deepEqual(
    rows.map(({ path, checked, kinks, passed }) => [path, checked, kinks, passed]),
    [
      ['mlp/linear1/weight', 32, 0, true],
      ['mlp/linear1/bias', 16, 16, true],
      ['mlp/linear2/weight', 16, 0, true],
      ['mlp/linear2/bias', 1, 0, true],
    ],
  );
});

onPage(
  'gradcheck: the page shows what the engine says, and the run goes on untouched',
  async (page) => {
    await trainTo(page, 3);
    await button(page, 'Gradcheck').click();
    const sheet = page.getByRole('dialog', { name: 'Gradcheck' });
    await sheet.getByRole('button', { name: 'Check the gradients' }).press('Enter');
    await sheet.getByText('Step 3: the gradients of all 4 parameters agree').waitFor();
    const run = await inNode();
    run.train(3);
    const rows = [...checkTape(await loadEngine({ double: true }), tapeOf(run))];
    for (const { path, analytic, numeric, element, shape } of rows) {
      const line = sheet.getByRole('row', { name: new RegExp(path) });
      const cells = await line.getByRole('cell').allInnerTexts();
      const at =
        shape.length > 1 ? [Math.floor(element / shape[1]), element % shape[1]] : [element];
      const text = (/** @type {number} */ n) =>
        String(Number(n.toPrecision(7))).replace('-', '\u2212');
      assert.equal(cells[0], `[${at.join(',')}]`);
      assert.deepEqual(cells[1].split(/\s+/), [text(analytic), text(numeric)]);
      assert.match(cells[2], /agrees/);
    }
    assert.equal(await count(page, 'step'), 3);
    await page.keyboard.press('Escape');
    await trainTo(page, 4);
    run.train(1);
    run.settle();
    const loss = run.progress().loss.toFixed(3);
    await until(async () => (await count(page, 'loss')).toFixed(3) === loss, 'the run’s own loss');
  },
);
