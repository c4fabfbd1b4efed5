/**
 * Pictures of the page at three widths, in both languages and themes, to be looked at.
 *
 *     node tests/web/screenshots.js [folder]      build/screenshots/ if left out
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runner/command.js';
import { count, open, start, until } from './browser.js';

const folder = process.argv[2] ?? join(root, 'build', 'screenshots');
mkdirSync(folder, { recursive: true });

const browser = await start('Chromium', {
  skip(reason) {
    console.error(reason);
  },
});
if (browser) {
  for (const [width, height] of [
    [1440, 900],
    [768, 1024],
    [360, 780],
  ]) {
    for (const language of ['ko-KR', 'en-US']) {
      for (const dark of [false, true]) {
        const { page, close } = await open(browser, { language, dark, width, height });
        await page.locator('.button.main').click();
        await until(async () => (await count(page, 'step')) > 900, '900 steps');
        await page.locator('.button.main').click();
        await page.locator('.card').nth(6).click();
        await page.waitForTimeout(400);
        const name = `${width}-${language.slice(0, 2)}-${dark ? 'dark' : 'light'}.png`;
        await page.screenshot({ path: join(folder, name), fullPage: true });
        console.log(join(folder, name));
        await close();
      }
    }
  }
  await browser.close();
}
