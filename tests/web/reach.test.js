/** What a person on a small or narrow screen reaches: the chosen node, the page below the graph. */
import assert from 'node:assert/strict';
import { until } from './browser.js';
import { button, card, inspector, onPage, say } from './on-page.js';

/** @typedef {import('playwright-core').Locator} Locator */

/** @param {Locator} locator */
async function boxOf(locator) {
  const box = await locator.boundingBox();
  assert.ok(box);
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

/** @param {Locator} locator */
const focused = (locator) => locator.evaluate((element) => element === document.activeElement);

for (const [width, height, language] of /** @type {[number, number, 'ko' | 'en'][]} */ ([
  [360, 780, 'ko'],
  [768, 1024, 'en'],
])) {
  onPage(
    `the chosen node opens in sight at ${width} px, and gives the focus back`,
    async (page) => {
      const panel = inspector(page, language);
      const add = card(page, 'mlp/linear1/add');
      await add.scrollIntoViewIfNeeded();
      await add.tap();
      await panel.getByRole('heading', { name: /mlp\/linear1\/add/ }).waitFor();
      await until(() => focused(panel), 'the focus is in it');
      const box = await boxOf(panel);
      assert.ok(box.y > 0.4 * height && box.bottom <= height + 1, JSON.stringify(box));
      assert.ok(box.x >= 0 && box.right <= width, JSON.stringify(box));
      await until(async () => (await boxOf(add)).bottom <= box.y, 'the card is above it');
      const node = await boxOf(add);
      assert.ok(node.y >= 0 && node.bottom <= box.y, `${JSON.stringify(node)} above ${box.y}`);
      // Its end is reached inside of it, and the page's end above it.
      const last = panel.getByRole('group').last();
      await last.scrollIntoViewIfNeeded();
      assert.ok((await boxOf(last)).y < height);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      assert.ok(
        (await boxOf(page.getByRole('region', { name: say('chart.title', language) }))).bottom <=
          box.y,
      );
      await page.evaluate(() => scrollTo(0, 0));
      const play = await boxOf(button(page, say('control.play', language)));
      assert.ok(play.bottom < box.y, 'the controls stay free');

      await panel.getByRole('button', { name: say('control.close', language) }).tap();
      await panel.getByText(say('inspect.none', language)).waitFor();
      assert.ok(await focused(add));
      await page.keyboard.press('Enter');
      await until(() => focused(panel), 'the focus is in it again');
      await page.keyboard.press('Escape');
      await panel.getByText(say('inspect.none', language)).waitFor();
      assert.ok(await focused(add));
    },
    { width, height, touch: true, language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

/** A finger that goes from a point in steps. @param {import('playwright-core').Page} page @param {{ x: number, y: number }} from @param {[number, number]} by */
async function swipe(page, from, [dx, dy]) {
  const cdp = await page.context().newCDPSession(page);
  const touch = (
    /** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type,
    /** @type {number} */ part,
  ) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: from.x + dx * part, y: from.y + dy * part }],
    });
  await touch('touchStart', 0);
  for (let i = 1; i <= 12; i++) {
    await touch('touchMove', i / 12);
    await page.waitForTimeout(16);
  }
  await touch('touchEnd', 1);
}

onPage(
  'on a phone a finger scrolls the page over the graph and the map, and points only sideways',
  async (page) => {
    const scrolled = () => page.evaluate(() => scrollY);
    const middle = async (/** @type {Locator} */ locator) => {
      const { x, y, width, height } = await boxOf(locator);
      return { x: x + width / 2, y: y + height / 2 };
    };
    const add = card(page, 'mlp/linear1/add');
    await add.scrollIntoViewIfNeeded();
    const place = () =>
      add.evaluate((element) => {
        const { x, y } = element.getBoundingClientRect();
        return [x, y + scrollY].map(Math.round).join();
      });
    const [y0, before] = [await scrolled(), await place()];
    await swipe(page, await middle(add), [4, -220]);
    await until(async () => (await scrolled()) > y0 + 120, 'the page moves with the finger');
    assert.equal(await place(), before, 'the graph stays in its place');

    const map = page.getByRole('application');
    await map.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const y1 = await scrolled();
    await swipe(page, await middle(map), [3, 240]);
    await until(async () => (await scrolled()) < y1 - 120, 'and over the map');
    assert.equal(await page.getByText(/^◎/).count(), 0, 'no probe is left behind');
    const hint = page.getByText(say('map.fingers'), { exact: true });
    assert.ok(await hint.isVisible());
    assert.equal(await page.getByText(say('map.probeHint'), { exact: true }).isVisible(), false);
    assert.ok(await page.getByText(say('graph.fingers')).isVisible());
    await map.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await swipe(page, await middle(map), [-60, 5]);
    await page.getByText(/^◎ .*\(/).waitFor();
    await button(page, say('map.probeOff')).tap();
    await hint.waitFor();
    await map.tap();
    await page.getByText(/^◎ .*\(/).waitFor();
  },
  { width: 360, height: 780, touch: true },
);
