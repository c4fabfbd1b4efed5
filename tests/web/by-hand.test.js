/** The 2-2-2 network by hand (../page/by-hand.js), typed in on the page. */
import assert from 'node:assert/strict';
import { agrees, byHand, TYPED, typedRun } from '../page/by-hand.js';
import { inNode, tensorAt } from '../page/in-node.js';
import { until } from './browser.js';
import { button, choose, onPage, sameLoss, say, stepOf, tableHolds, type } from './on-page.js';

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `8. what is no number, or larger than a float goes, is refused: ${language}`,
    async (page) => {
      const panel = await choose(page, 'mlp/linear1/bias', language);
      const cell = panel.getByRole('textbox').first();
      await cell.fill('1.5');
      await cell.press('Enter');
      for (const [text, key] of /** @type {const} */ ([
        ['1e39', 'inspect.tooLarge'],
        ['-1e400', 'inspect.tooLarge'],
        ['one', 'inspect.notNumber'],
      ])) {
        await cell.fill(text);
        await cell.press('Enter');
        await panel
          .getByRole('alert')
          .getByText(say(key, language, { text }))
          .waitFor();
        assert.equal(await cell.inputValue(), '1.5');
      }
      const run = await inNode({}, 'by_hand');
      run.edit(tensorAt(run, 'mlp/linear1/bias').id, 0, 1.5);
      await sameLoss(page, run);
    },
    { hash: '#v=1&run=0&s=by_hand', language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

onPage(
  '8. what is being typed stays while training changes the numbers around it',
  async (page) => {
    const panel = await choose(page, 'mlp/linear1/bias');
    const cell = panel.getByRole('textbox').first();
    const before = await cell.inputValue();
    await page.getByRole('slider', { name: say('control.speed') }).fill('6');
    await button(page, say('control.play')).click();
    await until(async () => (await cell.inputValue()) !== before, 'the weight moves');
    const moreSteps = async () => {
      const step = await stepOf(page);
      await until(async () => (await stepOf(page)) > step + 200, 'more steps');
    };
    await cell.selectText();
    await moreSteps();
    await page.keyboard.type('0.2');
    await moreSteps();
    await page.keyboard.type('5');
    await moreSteps();
    assert.equal(await cell.inputValue(), '0.25');
    await panel.getByRole('textbox').nth(1).focus();
    await until(async () => (await cell.inputValue()) !== '0.25', 'the weight moves on');
  },
  { hash: '#v=1&run=0&s=by_hand' },
);

onPage(
  '2. the 2-2-2 network: weights typed in give the numbers of the hand, before and after a step',
  async (page) => {
    const run = await typedRun();
    const hand = byHand(TYPED);
    for (const [path, rows] of Object.entries(TYPED)) {
      await choose(page, path);
      for (const [i, row] of rows.entries()) {
        for (const [j, value] of row.entries()) await type(page, i, j, String(value));
      }
      await tableHolds(page, rows.flat());
    }
    await sameLoss(page, run);
    await choose(page, 'mlp/sigmoid2');
    await tableHolds(page, hand.output);
    agrees(run, hand);

    await button(page, 'One step').click();
    await until(async () => (await stepOf(page)) === 1, 'the step');
    run.train(1);
    await sameLoss(page, run);
    const next = byHand(hand.after);
    await tableHolds(page, next.output);
    agrees(run, next);
    for (const [path, rows] of Object.entries(hand.after)) {
      await choose(page, path);
      await tableHolds(page, rows.flat());
    }
    await button(page, 'First weights').click();
    await until(async () => (await stepOf(page)) === 0, 'the beginning');
    for (const [path, rows] of Object.entries(TYPED)) {
      await choose(page, path);
      await tableHolds(page, rows.flat());
    }
  },
  { hash: '#v=1&run=0&s=by_hand' },
);
