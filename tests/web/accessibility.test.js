/** axe-core finds nothing, in both languages and both themes, with each drawer open. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { open, start } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {import('playwright-core').Page} page */
async function violations(page) {
  const found = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  return found.violations.map(
    (/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`,
  );
}

for (const [language, dark] of /** @type {[string, boolean][]} */ ([
  ['ko-KR', false],
  ['ko-KR', true],
  ['en-US', false],
  ['en-US', true],
])) {
  test(`axe finds nothing: ${language}, ${dark ? 'dark' : 'light'}`, async (t) => {
    const browser = await start('Chromium', t);
    if (!browser) return;
    // The page's policy would refuse a script from outside; an isolated one of the tool is not its own.
    const { page, close } = await open(browser, {
      language,
      dark,
      before: (p) => p.addInitScript(axe),
    });
    try {
      await page.locator('.card').first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.locator('.card.parameter').first().click();
      await page.locator('.numbers').waitFor();
      assert.deepEqual(await violations(page), []);
      const names = {
        ko: ['데이터', '신경망과 학습', '실행과 파일', '기울기 확인', '링크'],
        en: ['Data', 'Network & training', 'Runs & files', 'Gradcheck', 'Link'],
      };
      for (const name of names[/** @type {'ko'} */ (language.slice(0, 2))]) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('dialog', { name }).waitFor();
        assert.deepEqual(await violations(page), [], name);
      }
    } finally {
      await close();
      await browser.close();
    }
  });
}
