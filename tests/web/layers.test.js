/** Hidden layers, added, removed and widened on the drawing. */
import assert from 'node:assert/strict';
import { readHash } from '../../web/src/app/address.js';
import { inNode } from '../page/in-node.js';
import { until } from './browser.js';
import { button, card, drawer, onPage, sameLoss, say, stepOf } from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../../web/src/i18n/text.js').Language} Language
 */

/** The tape’s panel. @param {Page} page */
const graph = (page) => page.locator('#graph');

/** The layers above the drawing. @param {Page} page @param {Language} [language] */
const strip = (page, language) =>
  graph(page).getByRole('group', { name: say('network.layers', language), exact: true });

/** Waits until the drawing has these shapes of weights. @param {Page} page @param {string[]} shapes */
async function drawn(page, shapes) {
  for (const [i, shape] of shapes.entries()) {
    const weight = card(page, `mlp/linear${i + 1}/weight`).filter({ hasText: shape });
    await weight.waitFor();
  }
  assert.equal(await card(page, `mlp/linear${shapes.length + 1}/weight`).count(), 0);
}

for (const language of /** @type {Language[]} */ (['ko', 'en'])) {
  for (const [width, height, dark] of /** @type {[number, number, boolean][]} */ ([
    [1440, 900, false],
    [360, 780, true],
  ])) {
    onPage(
      `3. layers on the drawing: added, widened, narrowed, removed: ${language}, ${width} px`,
      async (page) => {
        const layers = strip(page, language);
        const named = (
          /** @type {import('../../web/src/i18n/text.js').TextKey} */ key,
          index = 0,
        ) => layers.getByRole('button', { name: say(key, language, { index }), exact: true });
        await button(page, say('control.step', language)).click();
        await until(async () => (await stepOf(page)) === 1, 'a step');
        await named('network.add').click();
        await drawn(page, ['(2,16)', '(16,16)', '(16,1)']);
        assert.equal(await stepOf(page), 0);
        // Faster than the engine answers.
        const wider = named('network.wider', 1);
        await wider.evaluate((/** @type {HTMLElement} */ element) => {
          for (let i = 0; i < 5; i++) element.click();
        });
        await drawn(page, ['(2,21)', '(21,16)', '(16,1)']);
        const narrower = named('network.narrower', 1);
        await narrower.evaluate((/** @type {HTMLElement} */ element) => {
          for (let i = 0; i < 4; i++) element.click();
        });
        await drawn(page, ['(2,17)', '(17,16)', '(16,1)']);
        await named('network.narrower', 2).click();
        await drawn(page, ['(2,17)', '(17,15)', '(15,1)']);

        // By keyboard: the field takes a number, its arrows count, and a button its Enter.
        const field = layers.getByRole('spinbutton', {
          name: say('network.width', language, { index: 2 }),
        });
        await field.focus();
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.type('5');
        await page.keyboard.press('Enter');
        await drawn(page, ['(2,17)', '(17,5)', '(5,1)']);
        await named('network.addBefore', 2).focus();
        await page.keyboard.press('Enter');
        await drawn(page, ['(2,17)', '(17,17)', '(17,5)', '(5,1)']);
        await sameLoss(page, await inNode({ hidden: '17,17,5' }));

        // The focus does not fall out of the page with the button that has it.
        await named('network.remove', 1).focus();
        await page.keyboard.press('Enter');
        await drawn(page, ['(2,17)', '(17,5)', '(5,1)']);
        const place = named('network.addBefore', 1);
        assert.ok(await place.evaluate((element) => element === document.activeElement));

        // All of it while the modules are folded, too.
        await button(page, say('graph.collapse', language)).click();
        await named('network.remove', 2).click();
        await named('network.remove', 1).click();
        await button(page, say('graph.expand', language)).click();
        await drawn(page, ['(2,1)']);
        await named('network.add').click();
        await drawn(page, ['(2,16)', '(16,1)']);
        await sameLoss(page, await inNode());
      },
      {
        language: language === 'ko' ? 'ko-KR' : 'en-US',
        width,
        height,
        dark,
        firefox: language === 'en' && !dark,
      },
    );
  }
}

onPage(
  '3. layers on the drawing: they end in as many outputs as there are classes',
  async (page) => {
    await drawn(page, ['(2,8)', '(8,3)']);
    assert.match(await strip(page).innerText(), /→\s*3$/);
    const sheet = await drawer(page, 'Network & training');
    const group = sheet.getByRole('group', { name: say('network.layers'), exact: true });
    assert.match(await group.innerText(), /\b3 outputs$/);
  },
  { hash: '#v=1&run=0&s=three' },
);

onPage(
  '3. layers on the drawing: the engine’s limits hold, and a refusal says why',
  async (page) => {
    const layers = strip(page);
    const named = (/** @type {string} */ name) => layers.getByRole('button', { name, exact: true });
    const field = layers.getByRole('spinbutton', { name: 'Width of layer 1' });
    assert.deepEqual(
      await field.evaluate((/** @type {HTMLInputElement} */ { min, max }) => [min, max]),
      ['1', '128'],
    );
    await field.fill('129');
    await field.press('Enter');
    await layers.getByRole('alert').filter({ hasText: 'hidden is 129' }).waitFor();
    // In the drawer, while it is open, and not twice.
    const sheet = await drawer(page, 'Network & training');
    await sheet.getByRole('spinbutton').fill('0');
    await sheet.getByRole('spinbutton').press('Enter');
    await sheet.getByRole('alert').filter({ hasText: 'hidden is 0' }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 1);
    await page.keyboard.press('Escape');
    await field.fill('128');
    await field.press('Enter');
    await drawn(page, ['(2,128)', '(128,1)']);
    assert.equal(await layers.getByRole('alert').count(), 0);
    assert.ok(await named('One unit more in layer 1').isDisabled());
    await field.fill('1');
    await field.press('Enter');
    await drawn(page, ['(2,1)', '(1,1)']);
    assert.ok(await named('One unit fewer in layer 1').isDisabled());
    for (let count = 2; count <= 6; count++) {
      await named('Add a layer').click();
      await named(`Remove layer ${count}`).waitFor();
    }
    assert.ok(await named('Add a layer').isDisabled());
    assert.ok(await named('Add a layer before layer 1').isDisabled());
  },
);

onPage(
  '3. layers on the drawing: each keeps its own activation, and the link tells',
  async (page) => {
    const layers = strip(page);
    await button(page, 'Add a layer before layer 2').click();
    await card(page, 'mlp/tanh2').waitFor();
    await card(page, 'mlp/sigmoid3').waitFor();
    const run = await inNode({ hidden: '4,4,3', activation: 'tanh,tanh,sigmoid' });
    await sameLoss(page, run);
    await layers.getByRole('button', { name: 'Remove layer 1' }).click();
    await card(page, 'mlp/sigmoid2').waitFor();
    await sameLoss(page, await inNode({ hidden: '4,3', activation: 'tanh,sigmoid' }));
    await drawer(page, 'Link');
    const address = await page.getByRole('textbox', { name: 'Address' }).inputValue();
    const { config } = readHash(new URL(address).hash)?.recipe ?? {};
    assert.deepEqual(config, { hidden: '4,3', activation: 'tanh,sigmoid' });
  },
  { hash: '#v=1&run=0&c.hidden=4,3&c.activation=tanh,sigmoid' },
);

for (const [why, hash, count] of /** @type {[string, string, number][]} */ ([
  ['a line’s network has none yet', '#v=1&run=0&s=line', 1],
  ['a formula has no layers', '#v=1&run=0&s=square', 0],
  ['given weights are for one form', '#v=1&run=0&s=by_hand', 0],
  ['a lesson leaves the network’s settings out', '#v=1&run=0&hide=network', 0],
])) {
  onPage(
    `3. layers on the drawing: ${count ? 'there' : 'absent'} where ${why}`,
    async (page) => {
      assert.equal(await strip(page).count(), count);
      if (count === 0) return;
      await strip(page).getByRole('button', { name: 'Add a layer' }).click();
      await until(async () => (await card(page, 'mlp/linear2/weight').count()) === 1, 'a layer');
      await sameLoss(page, await inNode({ hidden: '16' }, 'line'));
    },
    { hash },
  );
}
