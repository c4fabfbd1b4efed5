/** Gradcheck on the page. */
import assert from 'node:assert/strict';
import { loadEngine } from '../../wasm/slm.js';
import { checkRows } from '../../web/src/engine/check.js';
import { withTape } from '../../web/src/engine/subjects/tape.js';
import { inNode, tapeOf } from '../page/in-node.js';
import { count, until } from './browser.js';
import { button, onPage, trainTo } from './on-page.js';

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
    const rows = withTape(await loadEngine({ double: true }), tapeOf(run), (tape) => [
      ...checkRows(tape),
    ]);
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
