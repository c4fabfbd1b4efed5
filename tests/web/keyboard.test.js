/** The whole page by keyboard alone, in Korean and in English: no pointer touches it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../web/build/serve.js';
import { readHash } from '../../web/src/model/hash.js';
import { until } from './browser.js';
import {
  card,
  exactly,
  inNode,
  inspector,
  onPage,
  sameLoss,
  say,
  stepOf,
  withPage,
} from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../../web/src/model/i18n.js').TextKey} TextKey
 */

/** More stops than the page has from one end to the other. */
const STOPS = 150;

/** @param {Locator} locator */
const focused = async (locator) =>
  (await locator.count()) > 0 &&
  (await locator.first().evaluate((element) => element === document.activeElement));

/** Presses Tab until the focus is there. @param {Page} page @param {Locator} goal @param {string} [key] */
async function tabTo(page, goal, key = 'Tab') {
  await goal.first().waitFor();
  const element = await goal.first().elementHandle();
  for (let i = 0; i < STOPS; i++) {
    if (await element?.evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${STOPS} times ${key} did not lead to ${goal}`);
}

/** The focus can be seen. @param {Page} page */
const outlined = (page) =>
  page.evaluate(() => {
    const style = getComputedStyle(/** @type {Element} */ (document.activeElement));
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  });

for (const language of /** @type {const} */ (['ko', 'en'])) {
  test(`Chromium: a walk by keyboard alone: ${language}`, async (t) => {
    // Served, since from file:// a browser gives no clipboard.
    const server = await serve();
    const options = {
      url: server.url,
      language: language === 'ko' ? 'ko-KR' : 'en-US',
      before: (/** @type {Page} */ page) =>
        page.context().grantPermissions(['clipboard-read', 'clipboard-write'], {
          origin: new URL(server.url).origin,
        }),
    };
    try {
      await withPage(t, 'Chromium', options, async (page) => {
        const { keyboard } = page;
        const named = (/** @type {TextKey} */ key) =>
          page.getByRole('button', { name: say(key, language), exact: true });
        // Train and pause; the bar's main button says what it would do.
        await tabTo(page, named('control.play'));
        assert.ok(await outlined(page));
        await keyboard.press('Enter');
        await until(async () => (await stepOf(page)) > 20, 'training');
        await tabTo(page, named('control.pause'));
        await keyboard.press('Space');
        await named('control.play').waitFor();

        // From the first weights one step, by its button and by its key.
        await tabTo(page, named('control.reset'));
        await keyboard.press('Enter');
        await until(async () => (await stepOf(page)) === 0, 'the first weights');
        await tabTo(page, named('control.step'), 'Shift+Tab');
        await keyboard.press('Enter');
        await until(async () => (await stepOf(page)) === 1, 'a step by its button');
        await keyboard.press('ArrowRight');
        await until(async () => (await stepOf(page)) === 2, 'a step by its key');
        const run = await inNode();
        run.train(2);
        await sameLoss(page, run);

        // A node, and its code.
        const relu = card(page, 'mlp/relu1');
        await tabTo(page, relu);
        assert.ok(await outlined(page));
        await keyboard.press('Enter');
        const panel = inspector(page, language);
        await panel.getByRole('heading', { name: /mlp\/relu1/ }).waitFor();
        const forward = panel
          .getByRole('group')
          .filter({ hasText: 'static slm_status relu_forward' })
          .getByText(exactly(say('inspect.forward', language)));
        await forward.waitFor();
        const code = panel.getByText('static slm_status relu_forward', { exact: false });
        assert.equal(await code.isVisible(), false);
        await tabTo(page, forward);
        await keyboard.press('Enter');
        await code.waitFor();

        // A width, in the drawer; the focus goes there by itself.
        const opener = named('control.network');
        await tabTo(page, opener, 'Shift+Tab');
        await keyboard.press('Enter');
        const sheet = page.getByRole('dialog', { name: say('network.title', language) });
        await sheet.waitFor();
        await page.waitForFunction(() => document.activeElement?.role === 'dialog');
        const width = sheet.getByRole('spinbutton', {
          name: say('network.width', language, { index: 1 }),
        });
        await tabTo(page, width);
        await keyboard.press('ControlOrMeta+A');
        await keyboard.type('5');
        await keyboard.press('Enter');
        await page
          .getByRole('button', { name: /\(2,5\) / })
          .first()
          .waitFor();
        const narrow = await inNode({ hidden: '5' });
        await sameLoss(page, narrow);
        await keyboard.press('Escape');
        await until(async () => focused(opener), 'the focus is back at the drawer’s button');
        assert.equal(await sheet.count(), 0);

        // The link, copied; it leads to this very run.
        const link = named('control.link');
        await tabTo(page, link);
        await keyboard.press('Enter');
        await page.getByRole('dialog', { name: say('link.title', language) }).waitFor();
        await tabTo(page, named('link.copy'));
        await keyboard.press('Enter');
        await page.getByText(say('link.copied', language)).waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.ok(copied.startsWith(`${server.url}#v=1`), copied);
        const read = readHash(new URL(copied).hash);
        assert.deepEqual(read?.recipe, {
          scenario: 'manual',
          config: { hidden: '5' },
          points: null,
          changes: [],
        });
        assert.equal(read?.view.selected, 'mlp/relu1');
        await keyboard.press('Escape');
        await until(async () => focused(link), 'the focus is back at the link’s button');
        // Escape once more lets the node go.
        await keyboard.press('Escape');
        await panel.getByText(say('inspect.none', language)).waitFor();
      });
    } finally {
      server.close();
    }
  });
}

onPage('the skip link leads past the bar, and the charts’ tabs go by arrows', async (page) => {
  await page.keyboard.press('Tab');
  assert.ok(await focused(page.getByRole('link', { name: say('app.skip') })));
  await page.keyboard.press('Enter');
  await until(
    async () => focused(page.getByRole('region', { name: /^The engine’s tape/ })),
    'the graph has the focus',
  );
  const tab = (/** @type {TextKey} */ key) => page.getByRole('tab', { name: say(key) });
  await tabTo(page, tab('chart.loss'));
  await page.keyboard.press('ArrowRight');
  await until(async () => focused(tab('chart.norms')), 'the next tab');
  assert.equal(await tab('chart.norms').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await until(async () => focused(tab('chart.classes')), 'the last tab');
});
