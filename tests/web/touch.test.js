/** The graph under fingers and under the overview's pointer, in Chromium. */
import assert from 'node:assert/strict';
import { until } from './browser.js';
import { button, onPage, ready } from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{ x: number, y: number }} Point
 */

/** A card of the graph by what its node is. @param {Page} page @param {string} name */
const card = (page, name) => button(page, new RegExp(`^(\\S*/)?${name} .*, [^,]+$`)).first();

/** @param {import('playwright-core').Locator} locator */
async function boxOf(locator) {
  const box = await locator.boundingBox();
  assert.ok(box);
  return box;
}

/** Waits until a card stands still, as it does once a view is drawn. @param {Page} page @param {string} name */
async function settled(page, name) {
  let before = '';
  let box = await boxOf(card(page, name));
  await until(async () => {
    box = await boxOf(card(page, name));
    const same = JSON.stringify(box) === before;
    before = JSON.stringify(box);
    return same;
  }, `${name} stands still`);
  return box;
}

/** Fingers on the screen. @param {Page} page */
async function fingers(page) {
  const cdp = await page.context().newCDPSession(page);
  return (
    /** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type,
    /** @type {Point[]} */ points,
  ) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map((point, id) => ({ ...point, id })),
    });
}

/** Two fingers apart, on a level. @param {Point} middle @param {number} half */
const pair = ({ x, y }, half) => [
  { x: x - half, y },
  { x: x + half, y },
];

/** @param {number} found @param {number} wanted @param {number} by @param {string} what */
const near = (found, wanted, by, what) =>
  assert.ok(Math.abs(found - wanted) <= by, `${what}: ${found}, not ${wanted}`);

for (const [width, height] of [
  [1440, 900],
  [360, 780],
]) {
  onPage(
    `4. touch at ${width} px: a finger drags the graph, two zoom it about what is between them`,
    async (page) => {
      await ready(page);
      const touch = await fingers(page);
      const name = 'relu1';
      await card(page, name).scrollIntoViewIfNeeded();
      const before = await settled(page, name);
      const from = { x: before.x + before.width / 2, y: before.y + before.height / 2 };

      await touch('touchStart', [from]);
      for (let i = 1; i <= 6; i++)
        await touch('touchMove', [{ x: from.x - 7 * i, y: from.y + 4 * i }]);
      await touch('touchEnd', []);
      const dragged = await settled(page, name);
      // The first pixels tell a drag from a press.
      near(dragged.x, before.x - 42, 8, 'dragged to the left');
      near(dragged.y, before.y + 24, 6, 'dragged down');
      near(dragged.width, before.width, 0.01, 'not zoomed');

      const middle = { x: dragged.x + dragged.width / 2, y: dragged.y + dragged.height / 2 };
      await touch('touchStart', pair(middle, 40));
      for (let half = 44; half <= 60; half += 4) await touch('touchMove', pair(middle, half));
      await touch('touchEnd', []);
      const zoomed = await settled(page, name);
      near(zoomed.width / dragged.width, 60 / 40, 0.16, 'zoomed by the spread of the fingers');
      near(zoomed.x + zoomed.width / 2, middle.x, 10, 'the middle stays');
      near(zoomed.y + zoomed.height / 2, middle.y, 10, 'the middle stays');

      await touch('touchStart', pair(middle, 48));
      for (let half = 46; half >= 24; half -= 2) await touch('touchMove', pair(middle, half));
      await touch('touchEnd', []);
      const small = await settled(page, name);
      near(small.width / zoomed.width, 0.5, 0.08, 'and back by pinching');

      // A tap still chooses a node.
      const at = await settled(page, name);
      await page.touchscreen.tap(at.x + at.width / 2, at.y + at.height / 2);
      await page.getByRole('region', { name: 'Chosen node' }).getByText('mlp/relu1').waitFor();
    },
    { width, height, touch: true },
  );
}

onPage('4. the overview: a press and a drag on it move the view', async (page) => {
  const plane = await boxOf(page.getByRole('region', { name: /^The engine’s tape/ }));
  const overview = page.getByRole('img', { name: 'Overview of the graph' });
  while ((await overview.count()) === 0 || (await boxOf(card(page, 'x'))).width < 200) {
    const { width } = await settled(page, 'x');
    await button(page, 'Zoom in').click();
    await until(async () => (await boxOf(card(page, 'x'))).width > width, 'a closer look');
  }
  const map = await boxOf(overview);
  const inside = async (/** @type {string} */ name) => {
    const box = await boxOf(card(page, name));
    const x = box.x + box.width / 2;
    return x > plane.x && x < plane.x + plane.width;
  };
  const at = (/** @type {number} */ part) =>
    /** @type {const} */ ([map.x + map.width * part, map.y + map.height / 2]);
  await page.mouse.click(...at(0.97));
  await until(async () => (await inside('loss')) && !(await inside('x')), 'the end of the graph');
  await page.mouse.click(...at(0.05));
  await until(async () => (await inside('x')) && !(await inside('loss')), 'its beginning');

  const seen = [];
  await page.mouse.move(...at(0.1));
  await page.mouse.down();
  for (const part of [0.3, 0.5, 0.7, 0.9]) {
    await page.mouse.move(...at(part));
    seen.push((await settled(page, 'relu1')).x);
  }
  await page.mouse.up();
  for (let i = 1; i < seen.length; i++) assert.ok(seen[i] < seen[i - 1] - 20, seen.join());
  // Where the pointer goes afterwards is not followed.
  const { x } = await settled(page, 'relu1');
  await page.mouse.move(...at(0.2));
  assert.equal((await settled(page, 'relu1')).x, x);
});
