/**
 * Text from outside never becomes markup or code, whichever way it comes in: link, table, file, the
 * file's name, preferences, fields. Nothing is lost by it, and what is refused is told.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readRunFile } from '../../web/src/session/files.js';
import { linksOf, PAYLOADS } from '../page/hostile.js';
import { inNode, tensorAt } from '../page/in-node.js';
import { until } from './browser.js';
import {
  addressOf,
  button,
  choose,
  drawer,
  inspector,
  onPage,
  sameLoss,
  stepOf,
  tableHolds,
  trainTo,
} from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** What can run, load or send, or take the page's place. */
const ELEMENTS =
  'script, iframe, frame, object, embed, img, video, audio, source, marquee, base, form, template, ' +
  'meta, link, style, title:not(svg *), body';

/** Elements of each kind, and attributes that hold code. @param {Page} page */
const inventory = (page) =>
  page.evaluate((elements) => {
    const all = Array.from(document.querySelectorAll('*'));
    const code = all.filter(({ attributes }) =>
      Array.from(attributes).some(
        ({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value),
      ),
    );
    return { kinds: document.querySelectorAll(elements).length, code: code.length };
  }, ELEMENTS);

/**
 * A test on a page that is watched for markup, code, dialogs and breaches of its policy.
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 * @param {import('./browser.js').OpenOptions} [options]
 */
function unharmed(name, body, options) {
  onPage(
    name,
    async (page, { problems }) => {
      page.on('dialog', (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      const before = await inventory(page);
      assert.equal(before.code, 0);
      await body(page);
      assert.deepEqual(await inventory(page), before);
      const reached = await page.evaluate(() => [
        /** @type {any} */ (globalThis).reached,
        /** @type {any} */ ({}).reached,
        document.title,
        location.protocol,
      ]);
      assert.deepEqual(reached.slice(0, 2), [undefined, undefined]);
      assert.match(reached[2], /^SLM/);
      // The page is still alive.
      const step = await stepOf(page);
      await button(page, 'One step').click();
      await until(async () => (await stepOf(page)) > step, 'a step');
    },
    {
      ...options,
      before: (page) =>
        page.addInitScript(() => {
          document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
            console.error(`policy: ${violatedDirective} ${sample}`),
          );
        }),
    },
  );
}

/**
 * Gives files to a field, one after another, as choosing them does.
 * @param {import('playwright-core').Locator} field
 * @param {{ name: string, text: string }[]} files
 * @param {string} [sign] what the page says of each, before its name
 */
const choosing = (field, files, sign = '') =>
  field.evaluate(
    async (element, { files, sign }) => {
      const input = /** @type {HTMLInputElement} */ (element);
      const frame = () => new Promise(requestAnimationFrame);
      for (const { name, text } of files) {
        const chosen = new DataTransfer();
        chosen.items.add(new File([text], name));
        input.files = chosen.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        // It is emptied once the file was read.
        const end = performance.now() + 30_000;
        const more = () => {
          if (performance.now() > end) throw new Error(`nothing came of ${name}`);
          return true;
        };
        while (input.value !== '' && more()) await new Promise((resolve) => setTimeout(resolve));
        const said = `${sign}${name}`;
        while (sign && !document.body.textContent?.includes(said) && more()) await frame();
      }
      await frame();
    },
    { files, sign },
  );

/**
 * Types texts into fields, one after another, and hears what is said of each in the first field.
 * @param {import('playwright-core').Locator} fields
 * @param {string} where it is said
 * @returns {Promise<string[]>}
 */
const typing = (fields, where) =>
  fields.evaluateAll(
    async (all, { texts, where }) => {
      const inputs = /** @type {HTMLInputElement[]} */ (all).reverse();
      /** @type {string[]} */
      const said = [];
      for (const text of texts) {
        for (const input of inputs) {
          input.value = text;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }
        // The engine's texts end at a zero byte.
        const part = text.split('\0')[0].trim().slice(0, 20);
        const answers = () =>
          Array.from(document.querySelectorAll(where), ({ textContent }) => textContent ?? '');
        const found = () => answers().find((answer) => answer.includes(part));
        for (let i = 0; i < 600 && !found(); i++) await new Promise(requestAnimationFrame);
        said.push(found() ?? `nothing of ${text}, but ${answers()}`);
      }
      return said;
    },
    { texts: PAYLOADS, where },
  );

unharmed('hostile links: every name', async (page) => {
  for (const [i, payload] of PAYLOADS.entries()) {
    await page.evaluate(
      async (hashes) => {
        for (const hash of hashes) {
          const before = location.hash;
          location.hash = `#${hash}`;
          if (location.hash !== before) {
            await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
          }
        }
        await new Promise(requestAnimationFrame);
      },
      // A run begins with each, so every text comes in under three of the names.
      linksOf(payload).filter((_, k) => (i + k) % 5 === 0),
    );
  }
  // What a link could not say is the default's, and a sound one is taken afterwards.
  await page.evaluate(() => {
    location.hash = '#v=1&run=0&s=xor&c.lr=<b>';
  });
  await page.getByText(/This link could not be read/).waitFor();
  await button(page, 'Pause').click();
  await button(page, 'First weights').click();
  await sameLoss(page, await inNode());
  await page.evaluate(() => {
    location.hash = '#v=1&run=0&s=xor';
  });
  await sameLoss(page, await inNode({}, 'xor'));
});

for (const [name, hash] of [
  ['a weight that is not there', 'at=0~weight:99:0~1&at=0~weight:0:99999~1'],
  ['a rate that is none', 'at=0~lr~-5'],
  ['a key that is not there, later', 'at=2~nonsense~1'],
]) {
  unharmed(
    `a link that changes ${name} is told, and the page goes on`,
    async (page) => {
      const told = page.getByText(/^Some of this link was refused/);
      if (!hash.startsWith('at=2')) await told.waitFor();
      await trainTo(page, 2);
      if (hash.startsWith('at=2')) await told.waitFor();
      const run = await inNode();
      run.train(2);
      await sameLoss(page, run);
    },
    { hash: `#v=1&run=0&${hash}` },
  );
}

/** No more rows than this are named. */
const NAMED = 20;

unharmed('hostile tables, pasted and as a file with a hostile name', async (page) => {
  const sheet = await drawer(page, 'Data');
  const rows = PAYLOADS.map((payload) => payload.replaceAll('\n', ' '));
  const points = /** @type {number[][]} */ ([]);
  for (let from = 0; from < rows.length; from += NAMED - 1) {
    const part = rows.slice(from, from + NAMED - 1);
    const text = ['0.5,0.25,1', ...part, '-1,1,0'].join('\n');
    const bad = sheet.getByRole('status').getByRole('listitem');
    const named = async () => {
      await sheet.getByText('2 rows were kept.').waitFor();
      await until(
        async () => (await bad.count()) === part.length && (await bad.first().isVisible()),
        'the rows are named',
      );
      const said = await bad.allInnerTexts();
      part.forEach((row, i) => {
        assert.ok(said[i].startsWith(`Line ${i + 2} was left out: `), said[i]);
        const seen = (/** @type {string} */ each) => each.replace(/[\s\0\u202e]+/g, '');
        assert.ok(seen(said[i]).includes(seen(row.trim().slice(0, 80))), said[i]);
      });
    };
    await sheet.getByRole('textbox', { name: 'Table of points' }).fill(text);
    await button(page, 'Use this table').click();
    await named();
    await sheet.getByRole('textbox', { name: 'Table of points' }).fill('1,1,1\n0,0,0\n1,0,1');
    await button(page, 'Use this table').click();
    await sheet.getByText('3 rows were kept.').waitFor();
    const nameOf = (/** @type {string} */ payload) =>
      `${payload.replace(/[/\0]/g, '').slice(0, 60)}.csv`;
    await choosing(sheet.getByLabel('Open a CSV file'), [
      ...part.map((payload) => ({ name: nameOf(payload), text: `1,1,1\n${payload}\n` })),
      { name: nameOf(part[0]), text },
    ]);
    await named();
    points.splice(0, points.length, [0.5, 0.25, 1], [-1, 1, 0]);
  }
  await page.getByText('2 points', { exact: true }).waitFor();
  const run = await inNode();
  run.points({ inputs: 2, classes: 2, rows: points });
  await sameLoss(page, run);
});

/** Run files that hold a text somewhere: whole, or in one of their parts. @param {string} text */
function runFilesOf(text) {
  const recipe = { scenario: 'manual', config: {}, points: null, changes: [] };
  const rows = [[0, 0, text]];
  const parts = [
    { recipe: { ...recipe, scenario: text } },
    { recipe: { ...recipe, config: { [text]: text } } },
    { recipe: { ...recipe, config: text } },
    { recipe: { ...recipe, points: { inputs: 2, classes: 2, rows } } },
    { recipe: { ...recipe, points: { inputs: text, classes: text, rows: [[0, 0, 1]] } } },
    { recipe: { ...recipe, points: text } },
    { recipe: { ...recipe, changes: text } },
    { recipe: { ...recipe, changes: [{ step: 0, key: text, value: text }] } },
    { recipe: { ...recipe, changes: [{ step: 0, key: 'weight:0:0', value: text }] } },
    { recipe: { ...recipe, changes: [{ step: text, key: 'lr', value: '1' }] } },
    { recipe, weights: text },
    { recipe: text },
    { recipe, format: text },
  ];
  const whole = { format: 'slm-run-1', weights: btoa('x') };
  return [String(text), ...parts.map((part) => JSON.stringify({ ...whole, ...part }))];
}

unharmed('hostile run files cost nothing of the run', async (page) => {
  await trainTo(page, 3);
  const sheet = await drawer(page, 'Runs & files');
  await button(page, 'Keep this run on the chart').click();
  const named = (/** @type {string} */ name, /** @type {string[]} */ texts) =>
    texts.map((text) => ({ name: `${name.replace(/[/\0]/g, '').slice(0, 60)}.json`, text }));
  await choosing(sheet.getByLabel('Load weights'), [
    ...PAYLOADS.flatMap((payload) => named(payload, runFilesOf(payload))),
    ...named('null', runFilesOf(/** @type {any} */ (null))),
    ...named('list', runFilesOf(/** @type {any} */ ([]))),
    ...named('rows', runFilesOf(/** @type {any} */ ({ rows: [[], [1], [1, 2, 3, 4]] }))),
  ]);
  await page.getByText(/^This file could not be read: |^That was refused\. /).waitFor();
  const run = await inNode();
  run.train(3);
  assert.equal(await stepOf(page), 3);
  await sameLoss(page, run);
  await button(page, /^Remove run 1/).waitFor();
  await page.keyboard.press('Escape');
  assert.match(await addressOf(page), /#v=1&s=manual&run=0$/);
});

unharmed('a sound run under hostile names is loaded, and its name told as text', async (page) => {
  await trainTo(page, 2);
  const sheet = await drawer(page, 'Runs & files');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Save weights').click(),
  ]);
  const buffer = await readFile(await download.path());
  assert.equal(readRunFile(String(buffer)).recipe.scenario, 'manual');
  await choosing(
    sheet.getByLabel('Load weights'),
    PAYLOADS.map((payload) => ({
      name: payload.replace(/[/\\\0:]/g, '_').slice(0, 100),
      text: String(buffer),
    })),
    'The weights of ',
  );
  await page.getByText(/^The weights of .* are in; step 2\./).waitFor();
  const run = await inNode();
  run.train(2);
  await sameLoss(page, run);
});

unharmed(
  'hostile texts typed into every field change nothing and are refused as text',
  async (page) => {
    const before = await addressOf(page);
    /** @param {string[]} said */
    const heard = (said) =>
      assert.deepEqual(
        said.filter((text) => /^nothing of/.test(text)),
        [],
      );
    for (const name of ['Data', 'Network & training']) {
      const sheet = await drawer(page, name);
      heard(await typing(sheet.getByRole('textbox'), '[role=alert]'));
    }
    await page.keyboard.press('Escape');
    assert.equal(await addressOf(page), before);

    const run = await inNode();
    const path = 'mlp/linear1/bias';
    await choose(page, path);
    heard(await typing(inspector(page).getByRole('textbox').first(), 'main p'));
    await button(page, 'Gradient').click();
    await button(page, 'Values').click();
    await tableHolds(page, tensorAt(run, path).values());
    await sameLoss(page, run);
  },
);

unharmed('a width that is no number leaves the layers as they are and is told', async (page) => {
  const before = await addressOf(page);
  const sheet = await drawer(page, 'Network & training');
  const width = sheet.getByRole('spinbutton', { name: 'Width of layer 1' });
  for (const text of ['', '0', '-3', '129', '1e9', '2.5', '1e-3']) {
    await width.fill(text);
    await width.press('Enter');
    await page.getByRole('alert').first().waitFor();
    await button(page, 'One step').waitFor();
    await until(async () => (await width.count()) === 1, `layer 1 is there after “${text}”`);
  }
  await page.keyboard.press('Escape');
  assert.equal(await addressOf(page), before);
});

unharmed('hostile preferences in the store: the page opens with the browser’s', async (page) => {
  // All of them were read above; some come by way of a real store.
  for (const [i, payload] of PAYLOADS.filter((_, i) => i % 6 === 0).entries()) {
    const value = i % 2 ? payload : JSON.stringify({ language: payload, theme: payload });
    await page.evaluate((text) => localStorage.setItem('slm', text), value);
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  }
  await button(page, 'One step').waitFor();
});
