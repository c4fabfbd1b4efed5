/**
 * axe-core finds nothing: in both languages and themes, narrow and wide, with each drawer open, and
 * after the training broke off. Less motion is respected, and what moves is still told.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from './browser.js';
import { button, choose, inspector, onPage, ready, say, stepOf } from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../../web/src/i18n/text.js').Language} Language
 */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of what a theme changes. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds on the page as it stands.
 * @param {Page} page
 * @param {string[]} [rules] all, when left out
 * @returns {Promise<string[]>}
 */
async function violations(page, rules) {
  // Colours on their way from one theme to the other are neither's.
  await page.waitForFunction(() => document.getAnimations().length === 0);
  const { found, asked } = await page.evaluate(
    async (options) => {
      const { violations, passes } = await /** @type {any} */ (globalThis).axe.run(options);
      const found = violations.map(
        (/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`,
      );
      return { found, asked: passes.length };
    },
    { ...(rules ? { runOnly: rules } : {}), resultTypes: ['violations'], preload: false },
  );
  assert.ok(asked > 0, 'no rule was asked');
  return found;
}

/**
 * Finds nothing in both themes and widths. Themes differ in colours and nothing else, so the dark
 * one is asked for those only.
 * @param {Page} page
 * @param {string} where
 * @param {() => Promise<void>} [prepared] in each view
 */
async function nothing(page, where, prepared) {
  for (const [width, height, theme, rules] of VIEWS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((t) => document.documentElement.dataset.theme === t, theme);
    await prepared?.();
    assert.deepEqual(await violations(page, rules), [], `${where}, ${width} px, ${theme}`);
  }
}

/** @type {[number, number, 'light' | 'dark', string[] | undefined][]} */
const VIEWS = [
  [360, 780, 'light', undefined],
  [1440, 900, 'dark', COLOURS],
  [1440, 900, 'light', undefined],
];

const DRAWERS = /** @type {const} */ ([
  ['control.data', 'data.title'],
  ['control.network', 'network.title'],
  ['control.runs', 'runs.title'],
  ['check.title', 'check.title'],
  ['control.link', 'link.title'],
]);

/** The page's policy would refuse a script from outside; an isolated one of the tool is not its own. @param {Page} page */
const before = (page) => page.addInitScript(axe);

for (const language of /** @type {Language[]} */ (['ko', 'en'])) {
  const options = { before, still: true, language: language === 'ko' ? 'ko-KR' : 'en-US' };

  onPage(
    `axe finds nothing: ${language}, a node chosen, each chart`,
    async (page) => {
      await nothing(page, 'at first');
      await button(page, say('control.step', language)).click();
      await until(async () => (await stepOf(page)) === 1, 'a step');
      await choose(page, 'mlp/linear1/weight', language);
      for (const chart of /** @type {const} */ (['norms', 'classes', 'loss'])) {
        await page.getByRole('tab', { name: say(`chart.${chart}`, language) }).click();
        await nothing(page, `a parameter chosen, ${chart}`);
      }
      await choose(page, 'mlp/relu1', language);
      await inspector(page, language)
        .getByText('relu_backward', { exact: false })
        .first()
        .waitFor();
      await nothing(page, 'an operation chosen');
    },
    options,
  );

  onPage(
    `axe finds nothing: ${language}, each drawer`,
    async (page) => {
      for (const [opener, title] of DRAWERS) {
        await button(page, say(opener, language)).click();
        const sheet = page.getByRole('dialog', { name: say(title, language) });
        await sheet.waitFor();
        if (opener === 'control.data') {
          await sheet.getByRole('textbox').last().fill('1,1,1\nx,0,0\n0,0,0');
          await sheet.getByRole('button', { name: say('data.use', language) }).click();
          await sheet.getByRole('listitem').filter({ hasText: 'x,0,0' }).waitFor();
        }
        if (opener === 'control.network') {
          const rate = sheet.getByRole('textbox').first();
          await rate.fill('?');
          await rate.press('Enter');
          await sheet.getByRole('alert').waitFor();
        }
        if (opener === 'control.runs') {
          await sheet.getByRole('button', { name: say('runs.keep', language) }).click();
        }
        if (opener === 'check.title') {
          await sheet.getByRole('button', { name: say('check.run', language) }).click();
          await sheet.getByRole('table').waitFor();
        }
        await nothing(page, title);
        await page.keyboard.press('Escape');
      }
    },
    options,
  );

  onPage(
    `axe finds nothing: ${language}, stopped by a number that is not finite`,
    async (page) => {
      await button(page, say('control.play', language)).click();
      await page.getByText(say('say.nanHint', language)).waitFor();
      // Of a card that the graph's edge cuts, axe reads only what is left of it.
      await nothing(page, 'not finite', () => button(page, say('graph.fit', language)).click());
    },
    { ...options, hash: '#v=1&s=line&c.lr=50' },
  );

  onPage(
    `axe finds nothing: ${language}, a link refused, and another engine`,
    async (page) => {
      await ready(page);
      await page.getByRole('slider', { name: say('control.speed', language) }).fill('0');
      await button(page, say('control.play', language)).click();
      await nothing(page, 'a refused link');
      await page
        .workers()[0]
        .evaluate(() => self.close())
        .catch(() => {});
      const [sentence] = say('say.restarted', language).split('{');
      await page.getByText(sentence.trim()).waitFor();
      await nothing(page, 'another engine');
    },
    { ...options, hash: '#v=0' },
  );
}

/** Names of what moves by itself. @param {Page} page */
const moving = (page) =>
  page.evaluate(() =>
    document
      .getAnimations()
      .flatMap((animation) =>
        animation.playState === 'running'
          ? [/** @type {any} */ (animation).animationName ?? animation.constructor.name]
          : [],
      ),
  );

/** How far the dashes on the wires have moved. @param {Page} page */
const dashes = (page) =>
  page.evaluate(() => {
    const wires = [...document.querySelectorAll('svg path')];
    return wires.map((wire) => getComputedStyle(wire).strokeDashoffset).join();
  });

onPage(
  '10. with less motion nothing moves by itself while it trains, and the page says what goes on',
  async (page) => {
    await button(page, say('control.play')).click();
    await until(async () => (await stepOf(page)) > 20, 'training');
    for (const hovered of [button(page, say('control.pause')), button(page, /relu1 /)]) {
      await hovered.hover();
      assert.deepEqual(await moving(page), []);
    }
    await page.getByRole('status').getByText(say('say.announceRunning')).waitFor();
    // The sentence names the part whose gradient is largest, and the step goes on.
    const [largest] = say('say.largest').split('{name}');
    await page.getByText(largest, { exact: false }).waitFor();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^mlp\/linear\d\/(weight|bias)$/ })
      .first()
      .waitFor();
    const step = await stepOf(page);
    await until(async () => (await stepOf(page)) > step, 'more steps');
    assert.deepEqual(await moving(page), []);
    const still = await dashes(page);
    const seen = await stepOf(page);
    await until(async () => (await stepOf(page)) > seen + 100, 'more looks at the gradients');
    assert.equal(await dashes(page), still);
    // To someone who did not ask for less, the gradients flow.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await until(async () => (await dashes(page)) !== still, 'the wires move');
  },
  { still: true },
);
