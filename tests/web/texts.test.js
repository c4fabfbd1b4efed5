/**
 * No visible text stands outside the dictionaries: every word on the page, in each drawer and state,
 * is the dictionary's, the engine's, or the person's own.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../wasm/slm.js';
import { readSources } from '../../web/build/sources.js';
import * as korean from '../../web/src/i18n/engine-ko.js';
import { phrases } from '../../web/src/i18n/phrases-ko.js';
import { dictionaries } from '../../web/src/i18n/text.js';
import { inNode } from '../page/in-node.js';
import { until } from './browser.js';
import { button, choose, inspector, onPage, say, stepOf } from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../../web/src/i18n/text.js').Language} Language
 */

/** Words of a text: runs of letters of one script. @param {string} text @returns {string[]} */
const wordsOf = (text) => text.match(/[가-힣]+|[A-Za-z]{2,}/g)?.map((w) => w.toLowerCase()) ?? [];

/** All strings in some data. @param {unknown} data @returns {string[]} */
function strings(data) {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [key, ...strings(value)]);
}

const engine = await loadEngine();
const run = await inNode();

/** What the engine calls its things, in either language: code, and no prose. */
const names = [
  engine.describeConfig().keys.map(({ key, choices }) => [key, choices ?? []]),
  engine.describeConfig().scenarios.map(({ name, set }) => [name, set]),
  engine.describeConfig().series,
  engine.describeConfig().updates,
  engine.describeOps().map(({ name, inputs, attrs }) => [
    name,
    // An example writes the gradient of x as dx.
    inputs.map((input) => [input.name, `d${input.name}`]),
    attrs.map(({ key }) => key),
  ]),
  run.graph?.nodes.map(({ name, scope, op }) => [name, scope, op]),
  Object.values(readSources(fileURLToPath(new URL('../../core', import.meta.url)))).map(
    ({ file, naive }) => [file, naive.map(({ name }) => name)],
  ),
].flatMap((each) => strings(each));

/** Words that may stand on the page. @type {Record<Language, Set<string>>} */
const known = {
  en: new Set(
    [
      ...Object.values(dictionaries.en),
      ...strings(engine.describeConfig()),
      ...strings(engine.describeOps()),
      ...strings(engine.describeErrors()),
      ...names,
    ].flatMap(wordsOf),
  ),
  ko: new Set(
    [
      ...Object.values(dictionaries.ko),
      ...strings({ ...korean }),
      ...Object.values(phrases),
      ...names,
    ].flatMap(wordsOf),
  ),
};

/** What the person writes here, what each language calls itself, and values of attributes. */
const OWN = ['own', 'wrong', 'json', 'en', '한국어', 'true', 'false'];

/** Also a noun in a sentence's place, with the particle that stands behind it there. @param {string} word @param {Set<string>} words */
const isKnown = (word, words) =>
  words.has(word) ||
  OWN.includes(word) ||
  Array.from(word, (_, i) => [word.slice(0, i), word.slice(i)]).some((parts) =>
    parts.every((part) => /^[가-힣]+$/.test(part) && words.has(part)),
  );

/**
 * Texts that can be seen or are spoken, but for C code, formulas, and what is written in the other
 * language on purpose, such as its own name on the button that chooses it.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
const texts = (page) =>
  page.evaluate(() => {
    const language = document.documentElement.lang;
    /** @type {Set<string>} */
    const found = new Set();
    const apart = (/** @type {Element} */ element) =>
      element.closest(`pre, math, script, style, [lang]:not(html):not([lang="${language}"])`) !==
      null;
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: parent, data } = /** @type {Text} */ (walker.currentNode);
      if (parent && !apart(parent) && data.trim() !== '') found.add(data.trim());
    }
    for (const element of document.querySelectorAll('*')) {
      if (apart(element)) continue;
      for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'aria-valuetext']) {
        const text = element.getAttribute(name);
        if (text) found.add(text);
      }
    }
    return [...found];
  });

for (const language of /** @type {Language[]} */ (['en', 'ko'])) {
  /** @param {Page} page @param {string} where */
  async function check(page, where) {
    const all = await texts(page);
    assert.ok(all.length > 40, `${where}: ${all.length} texts`);
    const strange = all.flatMap((text) => {
      const words = wordsOf(text).filter((word) => !isKnown(word, known[language]));
      return words.length > 0 ? [`${words.join(' ')}: “${text.slice(0, 80)}”`] : [];
    });
    assert.deepEqual(strange, [], where);
  }
  const t = (/** @type {import('../../web/src/i18n/text.js').TextKey} */ key) => say(key, language);
  const options = { language: language === 'ko' ? 'ko-KR' : 'en-US' };

  onPage(
    `10. every word is known: ${language}, panels`,
    async (page) => {
      await check(page, 'at first');
      await button(page, t('control.step')).click();
      await until(async () => (await stepOf(page)) === 1, 'a step');
      for (const path of ['mlp/linear1/weight', 'mlp/linear1/matmul', 'mlp/relu1', 'loss', 'x']) {
        await choose(page, path, language);
        if (path === 'mlp/relu1') {
          await inspector(page, language).getByText('relu_backward').first().waitFor();
        }
        await check(page, path);
      }
      for (const chart of /** @type {const} */ (['norms', 'classes', 'loss'])) {
        await page.getByRole('tab', { name: t(`chart.${chart}`) }).click();
        await check(page, chart);
      }
      await page.getByRole('tab', { name: t('chart.norms') }).click();
      await button(page, t('chart.ratio')).click();
      await page.getByText(t('chart.ratioHint')).waitFor();
      await check(page, 'ratios');
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await button(page, t('map.probeOff')).waitFor();
      await check(page, 'probe');
      await button(page, t('graph.collapse')).click();
      await button(page, t('graph.expand')).waitFor();
      await check(page, 'folded');
      for (const theme of /** @type {const} */ (['system', 'light', 'dark'])) {
        await button(page, `${t('control.theme')}: ${t(`theme.${theme}`)}`).click();
      }
      for (const { name } of engine.describeConfig().scenarios) {
        await page.getByRole('combobox', { name: t('data.scenario') }).selectOption(name);
        await until(async () => (await stepOf(page)) === 0, name);
        await check(page, name);
      }
      // The last one has own data, and waits for them.
      await page.getByText(t('map.own')).waitFor();
      await page.getByRole('combobox', { name: t('data.scenario') }).selectOption('manual');
      await button(page, t('control.play')).click();
      await until(async () => (await stepOf(page)) > 5, 'training');
      await check(page, 'training');
    },
    options,
  );

  onPage(
    `10. every word is known: ${language}, drawers`,
    async (page) => {
      const inside = async (
        /** @type {import('../../web/src/i18n/text.js').TextKey} */ opener,
        /** @type {(sheet: import('playwright-core').Locator) => Promise<void>} */ body,
      ) => {
        await button(page, t(opener)).click();
        const sheet = page.getByRole('dialog');
        await sheet.waitFor();
        await check(page, opener);
        await body(sheet);
        await check(page, `${opener}, used`);
        await page.keyboard.press('Escape');
      };
      await inside('control.data', async (sheet) => {
        await button(page, t('data.own')).click();
        await sheet.getByRole('textbox').last().fill('1,1,1\nown,wrong,0\n1,2\n9e9,0,1\n0,0,0');
        await button(page, t('data.use')).click();
        await sheet.getByRole('status').getByRole('listitem').nth(2).waitFor();
      });
      await inside('control.network', async (sheet) => {
        const rate = sheet.getByRole('textbox').first();
        await rate.fill('wrong');
        await rate.press('Enter');
        await sheet.getByRole('alert').waitFor();
      });
      await inside('control.runs', async (sheet) => {
        await button(page, t('runs.keep')).click();
        await sheet.getByRole('list').getByRole('button').waitFor();
        const files = sheet.getByLabel(t('runs.load'));
        for (const text of ['wrong', '{}', '{"format":"slm-run-1","weights":"","recipe":{}}']) {
          await files.setInputFiles({
            name: 'own.json',
            mimeType: 'application/json',
            buffer: Buffer.from(text),
          });
          await page.getByText(t('runs.badFile').split('{')[0].trim()).waitFor();
          await check(page, text);
        }
      });
      await inside('check.title', async (sheet) => {
        await button(page, t('check.run')).click();
        await sheet.getByText(t('check.passed')).last().waitFor();
        await page.getByText(t('check.kink')).waitFor();
      });
      await inside('control.link', async () => {
        await button(page, t('link.copy')).click();
        await page
          .getByText(t('link.copied'))
          .or(page.getByText(t('link.manual')))
          .waitFor();
      });
    },
    options,
  );

  for (const [state, hash] of [
    ['not finite', '#v=1&s=line&c.lr=50'],
    ['goal', '#v=1&s=manual&c.stop_step=3'],
    ['bad link', '#v=0'],
    ['bad setting', '#v=1&c.lr=-1'],
    ['dead and exploding', '#v=1&c.lr=2&c.stop_step=4'],
  ]) {
    onPage(
      `10. every word is known: ${language}, ${state}`,
      async (page) => {
        const key = /** @type {const} */ ({
          'not finite': 'say.nanHint',
          goal: 'say.goal',
          'bad link': 'say.badLink',
          'bad setting': 'say.linkValue',
          'dead and exploding': 'say.goal',
        })[state];
        await page
          .getByText(
            t(key ?? 'say.paused')
              .split('{')[0]
              .trim(),
            { exact: false },
          )
          .first()
          .waitFor();
        await page.getByRole('tab', { name: t('chart.norms') }).click();
        await check(page, state);
      },
      { ...options, hash, ready: false },
    );
  }
}

/** What Korean learners meet on the first screen, and the word that books use. */
const GLOSSARY = {
  에폭: 'epoch',
  손실: 'loss',
  기울기: 'gradient',
  매개변수: 'parameter',
  테이프: 'tape',
  모듈: 'module',
  은닉층: 'hidden layers',
  탐침: 'probe',
  클래스: 'class',
  노드: 'node',
  미분: 'derivative',
};

onPage(
  '10. 첫 화면의 용어에는 처음 나오는 자리에 영어 낱말이 있다',
  async (page) => {
    await button(page, say('control.step', 'ko')).click();
    await page.getByText(say('say.largest', 'ko').split(':')[0]).waitFor();
    const parts = [page.locator('dl').first(), page.getByRole('main')];
    const texts = await Promise.all(parts.map((part) => part.innerText()));
    const seen = texts.join(' ').replaceAll('\n', ' ');
    const first = Object.keys(GLOSSARY).map((word) => [word, seen.slice(seen.indexOf(word))]);
    const without = first.filter(
      ([word, text]) =>
        !new RegExp(`^${word}( 점)?[ (]${GLOSSARY[/** @type {'노드'} */ (word)]}\\b`).test(text),
    );
    assert.deepEqual(
      without.map(([, text]) => text.slice(0, 40)),
      [],
    );
  },
  { language: 'ko-KR' },
);
