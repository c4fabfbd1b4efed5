/** Lessons whose numbers are the engine's, stop conditions, damaged stores and links, in Chromium. */
import assert from 'node:assert/strict';
import { short } from '../../web/src/shared/formats.js';
import { inNode } from '../page/in-node.js';
import { count, until } from './browser.js';
import { button, drawer, onPage, sameLoss, say } from './on-page.js';

for (const scenario of ['line', 'plane', 'square', 'by_hand']) {
  onPage(
    `${scenario} begins and goes on with the engine's numbers`,
    async (page) => {
      const run = await inNode({}, scenario);
      await sameLoss(page, run);
      for (let step = 1; step <= 2; step++) {
        await button(page, 'One step').click();
        await until(async () => (await count(page, 'step')) === step, `step ${step}`);
      }
      run.train(2);
      await sameLoss(page, run);
    },
    { hash: `#v=1&run=0&s=${scenario}` },
  );
}

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `a range says whether its end belongs to it: ${language}`,
    async (page) => {
      await button(page, say('control.network', language)).click();
      const open = say('network.rangeOpen', language, { low: 0, high: 1 });
      const hint = (/** @type {string} */ key) => page.locator(`#set-${key}-help`);
      for (const key of ['momentum', 'beta1', 'beta2', 'dropout'])
        await hint(key).getByText(open).waitFor();
      const closed = say('network.range', language, { low: 0, high: '1,000' });
      await hint('lr').getByText(closed).waitFor();
      await page.locator('#set-momentum').fill('1');
      await page.locator('#set-momentum').press('Enter');
      await page
        .getByRole('alert')
        .getByText(language === 'ko' ? '모멘텀(momentum) 값이 1인데' : `a number from ${open}`)
        .waitFor();
    },
    { language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

for (const language of /** @type {const} */ (['ko', 'en'])) {
  const options = { language: language === 'ko' ? 'ko-KR' : 'en-US' };
  onPage(
    `every setting of a link that is refused is told, and what is unknown: ${language}`,
    async (page) => {
      for (const text of ['lr', '-1', 'momentum', 'nothing', 'extra=1'])
        await page.locator('.sentence p').first().getByText(text).waitFor();
    },
    { ...options, hash: '#v=1&run=0&c.lr=-1&c.momentum=1&c.nothing=1&extra=1' },
  );
  onPage(
    `a table without rows says what is expected: ${language}`,
    async (page) => {
      await button(page, say('control.data', language)).click();
      const sheet = page.getByRole('dialog');
      for (const text of ['', 'hello']) {
        await sheet.locator('#csv').fill(text);
        await button(page, say('data.use', language)).click();
        await sheet.getByText(say('data.none', language)).waitFor();
      }
      const reason = say('data.badNumber', language, { text: 'hello' });
      await sheet.getByText(say('data.badRow', language, { line: 1, reason })).waitFor();
    },
    options,
  );
}

onPage(
  'training stops after the step that was asked for',
  async (page) => {
    await button(page, 'Train').click();
    await page.getByText('Stopped at step 37').waitFor();
    await button(page, 'Train').waitFor();
    await until(async () => (await count(page, 'step')) >= 37, 'the last step is shown');
    assert.equal(await count(page, 'step'), 37);
  },
  { hash: '#v=1&run=0&s=manual&c.stop_step=37' },
);

onPage(
  'training stops at the loss that was asked for, at the step where the engine does',
  async (page) => {
    const run = await inNode({ stop_loss: '0.3' });
    while (run.train(1).stop === 'done');
    const { step, loss } = run.progress();
    assert.ok(loss <= 0.3 && step > 1, `${loss} at ${step}`);
    await button(page, 'Train').click();
    await page
      .getByText(
        `Stopped at step ${step}, as set in Network & training. The loss is ${short(loss)}.`,
      )
      .waitFor();
    await until(async () => (await count(page, 'step')) >= step, 'the last step is shown');
    assert.equal(await count(page, 'step'), step);
  },
  { hash: '#v=1&run=0&s=manual&c.stop_loss=0.3' },
);

onPage(
  'a corrupt store costs the preference only',
  async (page) => {
    await button(page, 'One step').click();
    await until(async () => (await count(page, 'step')) === 1, 'a step');
  },
  {
    before: (page) => page.addInitScript(() => localStorage.setItem('slm', '{"language":')),
  },
);

onPage(
  'a full store costs the preference only',
  async (page) => {
    const room = await page.evaluate(() => {
      try {
        localStorage.setItem('one more', '');
        return true;
      } catch {
        return false;
      }
    });
    assert.equal(room, false, 'the store is full');
    await button(page, '한국어').click();
    await button(page, '한 스텝').click();
    await until(async () => (await count(page, 'step')) === 1, 'a step');
    await page.reload();
    await button(page, 'One step').waitFor();
  },
  {
    before: (page) =>
      page.addInitScript(() => {
        // Pieces of half the size until not even an empty one goes in.
        for (let size = 2 ** 22; size > 0.1; size /= 2) {
          try {
            for (let i = 0; ; i++) localStorage.setItem(`${size}:${i}`, 'x'.repeat(size));
          } catch {}
        }
      }),
  },
);

for (const [hash, reason] of [
  ['#v=0&s=manual', '이 페이지가 모르는 버전의 링크예요.'],
  ['#v=1&run=0&c.lr=<b>', '올바르게 적혀 있지 않은 부분: c.lr=<b>.'],
  [`#v=1&points=${'9'.repeat(9000)}`, '8 KB보다 길어요.'],
]) {
  onPage(
    `a bad link says why, in Korean: ${hash.slice(0, 24)}`,
    (page) => page.getByText(reason).waitFor(),
    { hash, language: 'ko-KR' },
  );
}

onPage(
  'a file that is no saved run says why, in Korean',
  async (page) => {
    await button(page, '실행과 파일').click();
    const file = page.getByLabel('가중치 불러오기');
    for (const [content, reason] of [
      ['x', 'JSON 파일이 아니에요.'],
      ['{}', '이 페이지에서 저장한 실행이 아니에요.'],
    ]) {
      const buffer = Buffer.from(content);
      await file.setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer });
      await page.getByText(reason).waitFor();
    }
  },
  { language: 'ko-KR' },
);

onPage('more points than a link holds are kept, and the link says so', async (page) => {
  await button(page, 'Data').click();
  const rows = Array.from({ length: 900 }, (_, i) => `${i / 1000},${-i / 997},${i % 2}`);
  // At once: typed in, a text of so many lines takes the browser many seconds.
  await page.getByRole('textbox', { name: 'Table of points' }).evaluate((field, text) => {
    /** @type {HTMLTextAreaElement} */ (field).value = text;
  }, rows.join('\n'));
  await button(page, 'Use this table').click();
  await page.getByText('900 points').waitFor();
  await button(page, 'Link').click();
  await page.getByText(/larger than a link can be/).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Address' }).count(), 0);
});

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `2. own points begin a run without a word of loading the engine: ${language}`,
    async (page) => {
      await page.evaluate(() => {
        const heard = /** @type {string[]} */ ([]);
        Object.assign(globalThis, { heard });
        new MutationObserver(() => heard.push(document.body.innerText)).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      });
      await drawer(page, say('control.data', language));
      const map = page.getByRole('application');
      await map.focus();
      for (let points = 1; points <= 3; points++) {
        await map.press('ArrowRight');
        await map.press('Enter');
        await page.getByText(say('data.points', language, { count: points })).waitFor();
      }
      const heard = await page.evaluate(() => /** @type {any} */ (globalThis).heard);
      assert.ok(heard.length > 3);
      const loading = say('say.loading', language);
      assert.equal(heard.filter((/** @type {string} */ text) => text.includes(loading)).length, 0);
    },
    { hash: '#v=1&run=0&s=own', language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

onPage('what a table left out comes into view', async (page) => {
  await button(page, say('control.data')).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: say('data.paste') }).fill('1,1,1\na,1,0\n1,b,0\n0,0,0');
  await button(page, say('data.use')).click();
  const last = sheet.getByRole('status').getByRole('listitem').last();
  await last.waitFor();
  const bottom = async () => {
    const [line, around] = [await last.boundingBox(), await sheet.boundingBox()];
    return line && around ? line.y + line.height - (around.y + around.height) : 1;
  };
  await until(async () => (await bottom()) <= 0, 'the last line is seen');
});
