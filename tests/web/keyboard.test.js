/** The whole page by keyboard alone, in Korean and in English: no pointer touches it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../web/build/serve.js';
import { readHash } from '../../web/src/app/address.js';
import { pathOf } from '../../web/src/shared/paths.js';
import { inNode } from '../page/in-node.js';
import { until } from './browser.js';
import {
  button,
  card,
  exactly,
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
 * @typedef {import('../../web/src/i18n/text.js').TextKey} TextKey
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
          .filter({ hasText: 'static void relu_forward' })
          .getByText(exactly(say('inspect.forward', language)));
        await forward.waitFor();
        const code = panel.getByText('static void relu_forward', { exact: false });
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
        assert.equal(read?.view.selection.path, 'mlp/relu1');
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

for (const [opener, file] of /** @type {const} */ ([
  ['control.data', 'data.upload'],
  ['control.runs', 'runs.load'],
])) {
  onPage(
    `a button that opens a file shows the focus of its field: ${file}`,
    async (page) => {
      await page.getByRole('button', { name: say(opener), exact: true }).press('Enter');
      const label = page.locator('label').filter({ hasText: say(file) });
      const ringed = () =>
        label.evaluate((element) => getComputedStyle(element).outlineStyle !== 'none');
      assert.equal(await ringed(), false);
      await tabTo(page, page.getByLabel(say(file)));
      assert.equal(await ringed(), true);
    },
    { firefox: true },
  );
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

/** The node that is chosen. @param {Page} page @param {string} path */
const isChosen = (page, path) =>
  inspector(page)
    .getByRole('heading', { level: 2, name: `${say('inspect.title')} ${path}`, exact: true })
    .waitFor();

onPage('what a pointer has left the focus at leaves the page its keys', async (page) => {
  const tab = (/** @type {TextKey} */ key) => page.getByRole('tab', { name: say(key) });
  const named = (/** @type {TextKey} */ key) =>
    page.getByRole('button', { name: say(key), exact: true });
  await page.keyboard.press('ArrowRight');
  await until(async () => (await stepOf(page)) === 1, 'a step');
  const places = [
    page.getByRole('application'),
    page.getByRole('slider', { name: say('chart.lossLabel') }),
    tab('chart.norms'),
    page.getByRole('slider', { name: say('control.speed') }),
  ];
  for (const place of places) {
    await place.click();
    await page.keyboard.press('Space');
    await named('control.pause').waitFor();
    await page.keyboard.press('Space');
    await named('control.play').waitFor();
  }
  // The tab that was pressed stays, and R and the arrow do what they do elsewhere.
  await tab('chart.norms').click();
  await page.keyboard.press('r');
  await until(async () => (await stepOf(page)) === 0, 'the first weights');
  await page.keyboard.press('ArrowRight');
  await until(async () => (await stepOf(page)) === 1, 'a step');
  assert.equal(await tab('chart.norms').getAttribute('aria-selected'), 'true');
  // On the map arrows move the point that was just placed.
  await page.getByRole('application').click();
  const reading = page.getByText(/^◎ input /);
  const before = await reading.innerText();
  await page.keyboard.press('ArrowRight');
  await until(async () => (await reading.innerText()) !== before, 'the point moves');
  assert.equal(await stepOf(page), 1);
  // Whoever comes by keyboard finds each with its own keys.
  await tabTo(page, tab('chart.norms'));
  await page.keyboard.press('ArrowRight');
  await until(async () => focused(tab('chart.classes')), 'the next tab');
  assert.equal(await stepOf(page), 1);
});

onPage(
  'from node to node: back from the loss as the gradients go, and forward again',
  async (page) => {
    const { keyboard } = page;
    const go = (/** @type {TextKey} */ key) =>
      inspector(page).getByRole('button', { name: say(key) });
    await keyboard.press('ArrowRight');
    await until(async () => (await stepOf(page)) === 1, 'a step');
    const run = await inNode();
    const { graph } = run;
    assert.ok(graph);
    const way = graph.nodes.map((node) => pathOf(node, graph)).reverse();
    // With nothing chosen backward begins where it begins, at the loss; the key says so by its place, too.
    await keyboard.press('[');
    await isChosen(page, 'loss');
    assert.equal(way[0], 'loss');
    await page.locator('body').dispatchEvent('keydown', { key: '「', code: 'BracketLeft' });
    await isChosen(page, 'mul');
    // What is looked at stays: the gradient, and one element, whose old and new gradient are told.
    await inspector(page)
      .getByRole('button', { name: say('inspect.gradient'), exact: true })
      .click();
    await inspector(page).getByRole('table').getByRole('button').nth(3).click();
    await inspector(page).getByText('y[3,0] = ').waitFor();
    // Who presses it again and again finds it where it was, however long the names are.
    const place = await go('inspect.nodeBefore').boundingBox();
    for (const path of way.slice(2)) {
      await go('inspect.nodeBefore').click();
      await isChosen(page, path);
      assert.deepEqual(await go('inspect.nodeBefore').boundingBox(), place, path);
      const chosen = card(page, path);
      assert.equal(await chosen.getAttribute('aria-pressed'), 'true');
      if (!graph.backward.includes(graph.nodes[way.length - 1 - way.indexOf(path)].id)) continue;
      const what = path.startsWith('mlp/linear2') || path === 'sub' ? 'y[3,0] = ' : 'y[0,3] = ';
      await inspector(page).getByText(what).waitFor();
      await inspector(page).getByText(say('inspect.exampleHint')).waitFor();
      const gradient = inspector(page).getByRole('button', { name: say('inspect.gradient') });
      assert.equal(await gradient.getAttribute('aria-pressed'), 'true');
    }
    // At the end the button stays, and does nothing.
    assert.equal(await go('inspect.nodeBefore').getAttribute('aria-disabled'), 'true');
    await go('inspect.nodeBefore').click({ force: true });
    await isChosen(page, 'x');
    await go('inspect.nodeAfter').click();
    await isChosen(page, /** @type {string} */ (way.at(-2)));
    await keyboard.press(']');
    await isChosen(page, /** @type {string} */ (way.at(-3)));
    // A bracket that is typed is one.
    const cell = inspector(page).getByRole('textbox').first();
    await cell.focus();
    await keyboard.type('[');
    await isChosen(page, /** @type {string} */ (way.at(-3)));
  },
);

onPage('a node that is walked to is brought into sight, folded modules are one', async (page) => {
  for (let i = 0; i < 4; i++) {
    await page.getByRole('button', { name: say('graph.zoomIn'), exact: true }).click();
  }
  const plane = page.locator('.plane');
  const inSight = async (/** @type {string} */ path) => {
    const [at, all] = [await card(page, path).boundingBox(), await plane.boundingBox()];
    assert.ok(at && all);
    return at.x >= all.x && at.x + at.width <= all.x + all.width;
  };
  for (const path of ['loss', 'mul', 'sub', 'mlp/linear2/add']) {
    await page.keyboard.press('[');
    await isChosen(page, path);
    await until(() => inSight(path), `${path} is in sight`);
  }
  await page.getByRole('button', { name: say('graph.collapse') }).click();
  await page.keyboard.press('[');
  await isChosen(page, 'mlp/relu1');
});

onPage('by keyboard from a card to what is told of it, and back', async (page) => {
  const { keyboard } = page;
  const relu = card(page, 'mlp/relu1');
  await tabTo(page, relu);
  await keyboard.press('Enter');
  await isChosen(page, 'mlp/relu1');
  assert.ok(await focused(relu));
  await keyboard.press('Enter');
  await until(async () => focused(inspector(page)), 'the focus is at what is told');
  await keyboard.press('Tab');
  assert.ok(await inspector(page).evaluate((panel) => panel.contains(document.activeElement)));
  await keyboard.press('Escape');
  await until(async () => focused(relu), 'the focus is back at the card');
  await isChosen(page, 'mlp/relu1');
  // It goes along from card to card.
  await keyboard.press('[');
  await isChosen(page, 'mlp/linear1/add');
  await until(async () => focused(card(page, 'mlp/linear1/add')), 'the next card');
  await keyboard.press('Escape');
  await page.getByText(say('inspect.none')).waitFor();
  // Whoever came by pointer closes it.
  await relu.click();
  await isChosen(page, 'mlp/relu1');
  await inspector(page).getByRole('heading', { level: 2 }).click();
  await inspector(page).getByRole('table').getByRole('button').first().click();
  await keyboard.press('Escape');
  await page.getByText(say('inspect.none')).waitFor();
});

onPage('what takes itself away leaves the focus beside it', async (page) => {
  const named = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'nothing');
  const press = async (/** @type {import('playwright-core').Locator} */ it) => {
    await it.focus();
    await page.keyboard.press('Enter');
    await it.waitFor({ state: 'detached' });
  };
  await press(button(page, say('graph.fold', 'en', { name: 'mlp/linear1' })));
  await until(async () => (await named()).startsWith('The engine’s tape'), 'the graph');
  await page.getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  await press(button(page, say('map.probeOff')));
  await until(async () => (await named()).startsWith(say('map.label')), 'the map');
  await button(page, say('control.network')).click();
  const sheet = page.getByRole('dialog');
  await press(sheet.getByRole('button', { name: say('network.remove', 'en', { index: 1 }) }));
  await until(async () => (await named()) === say('network.title'), 'the drawer');
  await page.getByRole('tab', { name: say('chart.norms') }).click();
  const distributions = button(page, say('chart.distributions'));
  await distributions.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: say('chart.distributions') }).waitFor();
  assert.ok(await distributions.evaluate((it) => it === document.activeElement));
});
