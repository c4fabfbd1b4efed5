/** Where there is little room: thumbnails, narrow screens, Korean words, a room with a projector. */
import assert from 'node:assert/strict';
import { until } from './browser.js';
import { button, card, inspector, onPage, say, trainTo } from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../../web/src/i18n/text.js').Language} Language
 */

const LANGUAGES = /** @type {const} */ (['ko', 'en']);
const locale = (/** @type {Language} */ language) => (language === 'ko' ? 'ko-KR' : 'en-US');

/** @param {Locator} locator */
async function boxOf(locator) {
  const box = await locator.boundingBox();
  assert.ok(box);
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

/** What is written on canvases, and where. @param {Page} page */
const watchWriting = (page) =>
  page.addInitScript(() => {
    /** @type {{ text: string, in: string }[]} */
    const written = [];
    Object.assign(window, { written });
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      written.push({ text, in: this.canvas.closest('.units') ? 'small' : this.canvas.className });
      const [x, y] = place;
      fillText.call(this, text, x, y);
    };
  });

onPage(
  'the small maps of neurons of one input have no numbers, the large one has',
  async (page) => {
    await page.getByRole('group', { name: /^Neurons of/ }).waitFor();
    await trainTo(page, 2);
    const written = () =>
      page.evaluate(() => /** @type {any} */ (window).written.map((/** @type {any} */ w) => w.in));
    await until(async () => (await written()).includes('surface'), 'numbers at the large one');
    assert.ok(!(await written()).includes('small'), 'none at the small ones');
  },
  { hash: '#v=1&run=0&s=line&c.hidden=12', before: watchWriting },
);

/**
 * Korean words of which a part stands in another line.
 * @param {Page} page
 */
const brokenWords = (page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const broken = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const { 0: word, index } of (node.nodeValue ?? '').matchAll(/[가-힣]+/g)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
        if (Math.max(...tops) - Math.min(...tops) > 6) broken.push(word);
      }
    }
    return broken;
  });

for (const [width, height] of [
  [1440, 900],
  [768, 1024],
  [360, 780],
]) {
  onPage(
    `Korean lines break between words (${width} px)`,
    async (page) => {
      assert.deepEqual(await brokenWords(page), []);
      await button(page, say('control.step', 'ko')).click();
      for (const title of /** @type {const} */ (['data', 'network', 'runs', 'check', 'link'])) {
        await button(page, say(`${title}.title`, 'ko')).click();
        await page.getByRole('dialog').waitFor();
        assert.deepEqual(await brokenWords(page), [], title);
        await page.keyboard.press('Escape');
      }
      for (const chart of /** @type {const} */ (['norms', 'classes'])) {
        await page.getByRole('tab', { name: say(`chart.${chart}`, 'ko') }).click();
        assert.deepEqual(await brokenWords(page), [], chart);
      }
      await card(page, 'mul').press('Enter');
      await inspector(page, 'ko').getByRole('table').waitFor();
      assert.deepEqual(await brokenWords(page), [], 'the chosen node');
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(wide <= 0, `${wide} px too wide`);
    },
    { width, height, language: 'ko-KR' },
  );
}

for (const language of LANGUAGES) {
  onPage(
    `the charts of gradients fit a phone: ${language}`,
    async (page) => {
      const charts = page.getByRole('region', { name: say('chart.title', language), exact: true });
      const panel = await boxOf(charts);
      await button(page, say('control.step', language)).click();
      await page.getByRole('tab', { name: say('chart.norms', language) }).click();
      const head = charts.getByRole('columnheader');
      await head.first().waitFor();
      for (const { y, height } of await Promise.all((await head.all()).map(boxOf)))
        assert.ok(height < 32, `a head of one line, not ${height} px, at ${y}`);
      await charts.getByRole('button', { name: say('chart.distributions', language) }).click();
      for (const chip of await charts.getByRole('button').all()) {
        const { right } = await boxOf(chip);
        assert.ok(right <= panel.right - 16, `${await chip.innerText()}: ${right}`);
      }
      const table = charts.getByRole('region', { name: say('chart.distributions', language) });
      await table.getByRole('rowheader').first().waitFor();
      const wide = await table.evaluate((each) => each.scrollWidth - each.clientWidth);
      assert.equal(wide, 0, 'nothing of the table is cut off');
    },
    { width: 360, height: 780, language: locale(language) },
  );

  onPage(
    `the legend says whose colours they are, in the row of the title: ${language}`,
    async (page) => {
      const graph = page.locator('#graph');
      const [title, said] = await Promise.all([
        boxOf(graph.getByRole('heading', { level: 2 })),
        boxOf(graph.getByText(say('graph.perCard', language))),
      ]);
      assert.ok(Math.abs(title.y - said.y) < 12, `${title.y} ${said.y}`);
    },
    { language: locale(language) },
  );

  for (const width of [360, 390]) {
    onPage(
      `a scenario's name that is too long ends in dots: ${language}, ${width} px`,
      async (page) => {
        const scenario = page.getByRole('combobox', { name: say('data.scenario', language) });
        const end = await scenario.evaluate((each) => getComputedStyle(each).textOverflow);
        assert.equal(end, 'ellipsis');
      },
      { width, height: 780, language: locale(language) },
    );
  }
}

for (const [width, height] of [
  [1280, 720],
  [1440, 900],
  [1920, 1080],
]) {
  for (const hidden of ['16', '16,16,8']) {
    onPage(
      `the projector’s view shows the whole graph (${width} px, ${hidden})`,
      async (page) => {
        const plane = await boxOf(page.locator('#graph .plane'));
        const cards = page.getByRole('button', { name: /, (operation|parameter|data)$/ });
        for (const each of await cards.all()) {
          const box = await boxOf(each);
          const inside = box.x >= plane.x && box.right <= plane.right && box.bottom <= plane.bottom;
          assert.ok(inside && box.y >= plane.y, `${JSON.stringify(box)} in ${plane.bottom}`);
        }
        assert.ok((await boxOf(card(page, 'loss'))).bottom <= height, 'the loss is on the screen');
        const large = (await boxOf(card(page, 'loss'))).width;
        await button(page, say('control.projector')).click();
        await until(async () => (await boxOf(card(page, 'loss'))).width !== large, 'drawn anew');
        const small = (await boxOf(card(page, 'loss'))).width;
        // As wide a graph as the screen cannot become wider.
        assert.ok(large > 0.95 * small, `${large} ${small}`);
        if (width !== 1440) assert.ok(large > 1.1 * small, `${large} ${small}`);
      },
      { width, height, hash: `#v=1&run=0&big=1&c.hidden=${hidden}` },
    );
  }
}

onPage('the overview keeps the cards’ form, and its frame has four edges', async (page) => {
  await button(page, say('graph.zoomIn')).click();
  await button(page, say('graph.zoomIn')).click();
  const overview = page.getByRole('img', { name: say('graph.minimap') });
  const around = await boxOf(overview);
  const [there, small] = [
    await boxOf(card(page, 'loss')),
    await boxOf(overview.locator('rect').first()),
  ];
  const [form, same] = [there.width / there.height, small.width / small.height];
  assert.ok(Math.abs(same / form - 1) < 0.1, `${same} instead of ${form}`);
  // All the way down, where the plane reaches beyond the drawing.
  const plane = await boxOf(page.locator('#graph .plane'));
  await page.mouse.move(plane.x + 4, plane.bottom - 60);
  await page.mouse.down();
  await page.mouse.move(plane.x + 4, plane.y + 10, { steps: 4 });
  await page.mouse.up();
  const frame = await boxOf(overview.locator('rect').last());
  assert.ok(frame.height > 0 && frame.bottom <= around.bottom, JSON.stringify([frame, around]));
  assert.ok(frame.x >= around.x && frame.right <= around.right);
});

onPage(
  'a person with a mouse is told how to move the probe, too',
  async (page) => {
    await page.getByText('누르거나 끌거나 화살표 키로 탐침 점(probe)을 옮겨요.').waitFor();
    await page.getByText('링크의 형식이 아니에요.').waitFor();
  },
  { language: 'ko-KR', hash: '#garbage' },
);

for (const [width, hash] of /** @type {const} */ ([
  [1440, '#v=1&run=0'],
  [1400, '#v=1&run=0'],
  [1280, '#v=1&run=0'],
  [1440, '#v=1&run=0&big=1'],
  [768, '#v=1&run=0'],
])) {
  onPage(
    `the chosen node’s name breaks between its parts only (${width} ${hash})`,
    async (page) => {
      await card(page, 'relu1').press('Enter');
      const name = inspector(page).getByRole('heading', { name: 'mlp/relu1' });
      const { height } = await boxOf(name);
      const line = await name.evaluate((it) => Number.parseFloat(getComputedStyle(it).lineHeight));
      assert.ok(height < 4 * line, `${height} px, a line has ${line}`);
      await card(page, 'matmul').first().press('Enter');
      const title = inspector(page).getByRole('heading', { name: /linear1.*matmul/ });
      const tops = await title.evaluate((it) => {
        const texts = document.createTreeWalker(it, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        const found = [];
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          if (node.parentElement?.matches('.hidden')) continue;
          range.selectNodeContents(node);
          found.push([...range.getClientRects()].length);
        }
        return found;
      });
      assert.ok(
        tops.every((count) => count <= 1),
        tops.join(),
      );
      const close = inspector(page).getByRole('button', { name: say('control.close') });
      const place = await close.boundingBox();
      // It has no code to go to.
      await card(page, 'y').press('Enter');
      await inspector(page).getByRole('heading', { name: / y$/ }).waitFor();
      assert.deepEqual(await close.boundingBox(), place);
    },
    { width, hash },
  );
}

for (const language of LANGUAGES) {
  onPage(
    `the sentence has one line at 1280 px, and a full stop stays with its name: ${language}`,
    async (page) => {
      await button(page, say('control.step', language)).click();
      const name = page
        .getByRole('main')
        .getByRole('button', { name: /^mlp\/linear\d\/(weight|bias)$/ })
        .first();
      await name.waitFor();
      const end = () =>
        name.evaluate((it) => {
          const range = document.createRange();
          const said = /** @type {Element} */ (it.closest('.sentence p'));
          range.selectNodeContents(said);
          const stop = [...range.getClientRects()].at(-1);
          const lines = said.getBoundingClientRect().height;
          return { name: it.getBoundingClientRect().top, stop: stop?.top ?? 0, lines };
        });
      assert.ok((await end()).lines < 30, JSON.stringify(await end()));
      for (const width of [1100, 1024, 900, 768]) {
        await page.setViewportSize({ width, height: 720 });
        assert.ok((await end()).lines < 60, `${width}: ${JSON.stringify(await end())}`);
      }
      // As wide as the name's end is, and a little less.
      for (let width = 1240; width > 1100; width -= 4) {
        await page.setViewportSize({ width, height: 720 });
        const { name: top, stop } = await end();
        assert.ok(Math.abs(top - stop) < 12, `${width}: ${top} ${stop}`);
      }
    },
    { width: 1280, height: 720, language: locale(language) },
  );
}

for (const [width, height] of [
  [720, 450],
  [640, 360],
]) {
  onPage(
    `at twice the size a scenario has its name (${width} px)`,
    async (page) => {
      const scenario = await boxOf(
        page.getByRole('combobox', { name: say('data.scenario', 'ko') }),
      );
      assert.ok(scenario.width > 110, `${scenario.width} px`);
    },
    { width, height, language: 'ko-KR' },
  );
}
