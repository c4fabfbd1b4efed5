/** Scripts that the page loads at their first use: beside it, inside the single file, and missing. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inlined } from '../../web/build/pages.js';
import { serve } from '../../web/build/serve.js';
import { count, open, PAGE, until } from './browser.js';
import { button, chromiumFor, onPage, ready, withPage } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
const panel = (page) => page.getByRole('region', { name: 'Chosen node' });

/** @param {Page} page */
const chooseProduct = (page) => button(page, /^matmul \(128,16\) .*, operation$/).click();

/** @param {Page} page */
const code = (page) => panel(page).getByText('static void matmul_backward', { exact: false });

/** @param {Page} page @returns {Promise<string[]>} of scripts in the document */
const scripts = (page) =>
  page.evaluate(() => Array.from(document.scripts, (script) => script.getAttribute('src') ?? ''));

onPage('the C sources come once, when a node is first chosen', async (page) => {
  assert.deepEqual(await scripts(page), ['dist/app.js']);
  await chooseProduct(page);
  await code(page).waitFor();
  await button(page, /^relu1 \(128,16\) .*, operation$/).click();
  await panel(page).getByText('static void relu_backward', { exact: false }).waitFor();
  assert.deepEqual(await scripts(page), ['dist/app.js', 'dist/sources.js']);
});

for (const name of /** @type {const} */ (['Chromium', 'Firefox'])) {
  test(`${name}: the single file needs no other`, async (t) => {
    const web = new URL('.', PAGE);
    const read = (/** @type {string} */ path) => readFile(new URL(path, web), 'utf8');
    const folder = await mkdtemp(join(tmpdir(), 'slm-'));
    const file = join(folder, 'slm.html');
    await writeFile(file, await inlined(await read('index.html'), read));
    try {
      await withPage(t, name, { url: pathToFileURL(file).href }, async (page) => {
        await chooseProduct(page);
        await code(page).waitFor();
        await button(page, 'One step').click();
        await until(async () => (await count(page, 'step')) === 1, 'a step');
        assert.ok((await scripts(page)).every((src) => src === ''));
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

test('Chromium: a script that does not come costs a sentence, and can be asked for again', async (t) => {
  const browser = await chromiumFor(t);
  if (!browser) return;
  const server = await serve();
  let there = false;
  const watched = await open(browser, {
    url: server.url,
    before: (page) =>
      page.route('**/dist/sources.js', (route) => (there ? route.continue() : route.abort())),
  });
  const { page } = watched;
  try {
    await ready(page);
    await chooseProduct(page);
    const alert = panel(page).getByRole('alert');
    await alert.filter({ hasText: 'dist/sources.js' }).waitFor();
    await button(page, '한국어').click();
    const korean = page.getByRole('alert').filter({ hasText: '불러오지 못했어요' });
    await korean.waitFor();
    await button(page, 'EN').click();
    await button(page, 'One step').click();
    await until(async () => (await count(page, 'step')) === 1, 'a step');
    there = true;
    await button(page, 'Try again').click();
    await code(page).waitFor();
    assert.equal(await alert.count(), 0);
    assert.deepEqual(watched.problems, ['Failed to load resource: net::ERR_FAILED']);
  } finally {
    await watched.close();
    server.close();
  }
});
