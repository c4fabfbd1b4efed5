/** Text from outside never becomes markup or code, whichever way it comes in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, start } from './browser.js';

const CODE = 'globalThis.reached=1';
/** Elements that could run it, the ways out of a string, and things that only look like numbers. */
const PAYLOADS = [
  `<script>${CODE}</script>`,
  `<img src=x onerror=${CODE}>`,
  `<svg onload=${CODE}>`,
  `<svg><script>${CODE}</script></svg>`,
  `<iframe srcdoc="<script>${CODE}</script>"></iframe>`,
  `<iframe src="javascript:${CODE}"></iframe>`,
  `<object data="javascript:${CODE}"></object>`,
  `<embed src="javascript:${CODE}">`,
  `<math><mtext></mtext><script>${CODE}</script></math>`,
  `<math href="javascript:${CODE}">x</math>`,
  `<a href="javascript:${CODE}">x</a>`,
  `<details open ontoggle=${CODE}>`,
  `<video><source onerror=${CODE}></video>`,
  `<audio src=x onerror=${CODE}>`,
  `<body onload=${CODE}>`,
  `<input autofocus onfocus=${CODE}>`,
  `<select autofocus onfocus=${CODE}>`,
  `<textarea autofocus onfocus=${CODE}>`,
  `<marquee onstart=${CODE}>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  `<style>@import 'data:text/css,*{}'</style>`,
  `<meta http-equiv=refresh content="0;url=javascript:${CODE}">`,
  `<base href="https://example.invalid/">`,
  `<form action="javascript:${CODE}"><button>x</button></form>`,
  `<template><script>${CODE}</script></template>`,
  `"><script>${CODE}</script>`,
  `'><script>${CODE}</script>`,
  `" onmouseover="${CODE}`,
  `' onmouseover='${CODE}`,
  `</textarea><script>${CODE}</script>`,
  `</title><script>${CODE}</script>`,
  `</style><script>${CODE}</script>`,
  `--><script>${CODE}</script>`,
  `]]><script>${CODE}</script>`,
  `\${${CODE}}`,
  `{{${CODE}}}`,
  `\`;${CODE};\``,
  `';${CODE};'`,
  `\\u003cscript\\u003e${CODE}\\u003c/script\\u003e`,
  `&lt;script&gt;${CODE}&lt;/script&gt;`,
  `%3Cscript%3E${CODE}%3C/script%3E`,
  `javascript:${CODE}`,
  `data:text/html,<script>${CODE}</script>`,
  '{"__proto__":{"reached":1}}',
  '__proto__',
  'constructor.prototype.reached',
  '\u0000<script>',
  '\u202e<script>',
  '<lit--part>?lit$123$',
  '<!--?lit$123$-->',
  '1e999',
  'Infinity',
  '-0x10',
  '9'.repeat(400),
];

test('fifty hostile texts come in by link, table, file, name and field, and stay text', async (t) => {
  assert.ok(PAYLOADS.length >= 50);
  const browser = await start('Chromium', t);
  if (!browser) return;
  const { page, problems, close } = await open(browser);
  try {
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    await page.locator('.card').first().waitFor();
    const elements =
      'script, iframe, object, embed, img, video, audio, marquee, base, form, template';
    const before = await page.locator(elements).count();

    for (const payload of PAYLOADS) {
      const text = encodeURIComponent(payload);
      for (const hash of [
        `s=${text}`,
        `c.lr=${text}`,
        `c.${text}=1`,
        `at=1~${text}~1`,
        `points=${text}`,
        `node=${text}`,
        `hide=${text}`,
      ]) {
        await page.evaluate((part) => {
          location.hash = `#v=1&${part}`;
        }, hash);
      }
      await page.waitForTimeout(10);
    }

    await page.evaluate(() => {
      location.hash = '#v=1&s=manual';
    });
    await page.getByRole('button', { name: 'Data', exact: true }).click();
    await page.getByRole('textbox', { name: 'Table of points' }).fill(PAYLOADS.join('\n'));
    await page.getByRole('button', { name: 'Use this table' }).click();
    await page.getByText(/^Line 2 was left out/).waitFor();

    await page.getByRole('button', { name: 'Runs & files' }).click();
    for (const [i, payload] of PAYLOADS.entries()) {
      const recipe = {
        scenario: payload,
        config: { [payload]: payload },
        points: null,
        changes: [],
      };
      const file = { format: 'slm-run-1', recipe, weights: btoa('x') };
      const name = `${payload.replace(/[/\0]/g, '').slice(0, 60)}.json`;
      const content = i % 2 ? payload : JSON.stringify(file);
      await page
        .locator('.sheet input[type=file]')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    }

    await page.getByRole('button', { name: 'Network & training' }).click();
    const rate = page.getByRole('textbox', { name: 'lr', exact: true });
    await rate.waitFor();
    for (const payload of PAYLOADS) {
      await rate.fill(payload.replaceAll('\n', ' '));
      await rate.press('Enter');
    }

    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).reached), undefined);
    assert.equal(await page.evaluate(() => /** @type {any} */ ({}).reached), undefined);
    assert.equal(await page.locator(elements).count(), before);
    assert.deepEqual(problems, []);
    // The page is still alive.
    await page.getByRole('button', { name: 'One step' }).click();
    await page.locator('.card').first().waitFor();
  } finally {
    await close();
    await browser.close();
  }
});
