/** What the page shows at once and how: distributions, the projector's view, drawers, tab stops. */

import assert from 'node:assert/strict';
import { exampleIn } from '../../web/src/engine/look/frame.js';
import { short } from '../../web/src/shared/formats.js';
import { inNode } from '../page/in-node.js';
import { count, PAUSED, until } from './browser.js';
import { button, onPage, trainTo } from './on-page.js';

onPage(
  'distributions: each parameter and activation, with the range that Node’s engine has',
  async (page) => {
    await trainTo(page, 2);
    await page.getByRole('tab', { name: 'Gradients' }).click();
    await button(page, 'distributions').click();
    const rows = page.getByRole('region', { name: 'distributions' }).getByRole('row');
    const run = await inNode();
    run.train(2);
    run.settle();
    const shown = run.graph?.nodes.filter(
      ({ requires_grad, shape }) => requires_grad && shape.some((extent) => extent > 1),
    );
    await until(async () => (await rows.count()) === 1 + (shown?.length ?? 0), 'a row for each');
    for (const { id, name, scope } of shown ?? []) {
      const row = rows.filter({
        has: page.getByRole('rowheader', {
          name: `${scope}/${name}`.replace(/^\//, ''),
          exact: true,
        }),
      });
      const text = await row.innerText();
      for (const gradient of [false, true]) {
        const { low, high } = run.engineContext.histogram(run.engineContext.at(id), 32, {
          gradient,
        });
        assert.ok(text.includes(`${short(low)} … ${short(high)}`), `${name}: ${text}`);
      }
    }
    // They are asked for only while they are shown.
    await page.getByRole('tab', { name: 'Loss' }).click();
    await until(async () => (await rows.count()) === 0, 'the rows are gone');
  },
);

onPage(
  'an element of an operation is followed by pressing its number, or with the arrow keys',
  async (page) => {
    await trainTo(page, 1);
    await page.getByRole('button', { name: /^matmul .*linear1/ }).click();
    const inspector = page.getByRole('region', { name: 'Chosen node' });
    await inspector.getByText(/^y\[0,0\] = /).waitFor();
    const run = await inNode();
    run.train(1);
    run.settle();
    const node = run.graph?.nodes.find(({ op }) => op === 'matmul');
    const [forward] = exampleIn(run, { id: node?.id ?? 0, element: 0 }).lines;
    assert.equal(await inspector.getByText(/^y\[0,0\] = /).innerText(), forward.text);
    const cells = inspector.locator('tbody').getByRole('button');
    await cells.nth(0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await inspector.getByText(/^y\[1,1\] = /).waitFor();
    await inspector.getByText(/^db\[0,1\] = 0 \+ /).waitFor();
    await cells.nth(3).click();
    await inspector.getByText(/^y\[0,3\] = /).waitFor();
  },
);

onPage(
  'a projector’s view is larger and has more contrast, and the link keeps it',
  async (page) => {
    const title = page.getByRole('heading', { name: 'The tape' });
    const height = async () => (await title.boundingBox())?.height ?? 0;
    const ink = () => title.evaluate((element) => getComputedStyle(element).color);
    const [low, soft] = [await height(), await ink()];
    const projector = button(page, 'Projector view: larger, with more contrast');
    await projector.click();
    await until(async () => (await height()) > 1.2 * low, 'larger');
    assert.notEqual(await ink(), soft);
    assert.equal(await projector.getAttribute('aria-pressed'), 'true');
    await button(page, 'Link').click();
    assert.match(await page.getByRole('textbox', { name: 'Address' }).inputValue(), /&big=1/);
    await projector.click();
    await until(async () => (await height()) === low, 'as before');
  },
  { firefox: true },
);

onPage(
  '프로젝터용 보기는 링크에서 오고, 탐침 점은 누른 곳에 놓인다',
  async (page) => {
    const projector = button(page, '프로젝터용 보기: 크고 또렷하게');
    assert.equal(await projector.getAttribute('aria-pressed'), 'true');
    const map = page.getByRole('application');
    await map.scrollIntoViewIfNeeded();
    const box = await map.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.up();
    const said = page.getByText(/^◎ .*\(/);
    await said.waitFor();
    const [x, y] = (/\((\S+), (\S+)\)/.exec(await said.innerText()) ?? [])
      .slice(1)
      .map((text) => Number(text.replace('−', '-')));
    assert.ok(Math.abs(x) < 0.05 && Math.abs(y) < 0.05, `${x} ${y}`);
  },
  { language: 'ko-KR', hash: `${PAUSED}&big=1` },
);

for (const [width, hash] of /** @type {[number, string][]} */ ([
  [1440, PAUSED],
  [1000, PAUSED],
  [1440, `${PAUSED}&big=1`],
])) {
  onPage(
    `a drawer begins below the bar and the sentence (${width} ${hash})`,
    async (page) => {
      await button(page, 'Data').click();
      const drawer = page.getByRole('dialog', { name: 'Data' });
      const top = async () => (await drawer.boundingBox())?.y ?? 0;
      const other = async () => {
        const box = await button(page, 'Gradcheck').boundingBox();
        return box ? box.y + box.height : 0;
      };
      await until(
        async () => (await top()) >= (await other()),
        'nothing of the sentence is covered',
      );
      assert.ok((await top()) < (await other()) + 40);
      const box = await drawer.boundingBox();
      assert.ok(box && box.y + box.height <= 900);
    },
    { width, hash },
  );
}

for (const [width, height] of [
  [360, 780],
  [640, 360],
]) {
  onPage(
    `on a narrow screen a drawer leaves the bar in sight (${width} px)`,
    async (page) => {
      await button(page, 'Data').click();
      const drawer = await page.getByRole('dialog', { name: 'Data' }).boundingBox();
      const bar = await page.getByRole('banner').boundingBox();
      assert.ok(bar && drawer && drawer.y >= bar.y + bar.height - 1, JSON.stringify(drawer));
    },
    { width, height },
  );
}

onPage('a kept run draws its training and its test curve', async (page) => {
  await trainTo(page, 3);
  await button(page, 'Runs & files').click();
  await button(page, 'Keep this run on the chart').click();
  await button(page, 'New seed').click();
  await until(async () => (await count(page, 'step')) === 0, 'a new run');
  const key = page.getByRole('listitem');
  await key.filter({ hasText: /^1: The manual's MLP [\d.]+$/ }).waitFor();
  await key.filter({ hasText: /^1: The manual's MLP · test [\d.]+$/ }).waitFor();
});

onPage(
  'the maps of the neurons are one tab stop, and arrow keys go from one to the next',
  async (page) => {
    const maps = page.getByRole('group', { name: /^Neurons of/ }).getByRole('button');
    await until(async () => (await maps.count()) === 16, 'a map for each');
    const stops = () => maps.evaluateAll((all) => all.filter((each) => each.tabIndex === 0).length);
    assert.equal(await stops(), 1);
    await maps.nth(0).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: /^Neuron 2 of/ }).waitFor();
    assert.ok(await maps.nth(2).evaluate((each) => each === document.activeElement));
    assert.equal(await stops(), 1);
    assert.equal(await count(page, 'step'), 0);
  },
);

onPage('the map is square, whether its neurons have come or not', async (page) => {
  await page.getByRole('group', { name: /^Neurons of/ }).waitFor();
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box && Math.abs(box.width - box.height) < 1, JSON.stringify(box));
});

onPage('no two cards have the same name', async (page) => {
  const run = await inNode();
  const cards = page.getByRole('button', { name: /, (operation|parameter|data)$/ });
  const names = await cards.evaluateAll((all) =>
    all.map((each) => each.getAttribute('aria-label') ?? ''),
  );
  assert.equal(names.length, run.graph?.nodes.length);
  // Shapes and numbers tell nobody which weight it is.
  const places = names.map((name) => name.replace(/ [^,]*(\(.*\)|scalar)[^,]*/, ''));
  assert.equal(new Set(places).size, names.length, places.join('\n'));
  assert.ok(names.some((name) => /^weight .*, mlp\/linear2\/weight, parameter$/.test(name)));
});

for (const dark of [false, true]) {
  onPage(
    `where the system paints the page, the legend keeps its colours and what is on is filled (${dark ? 'dark' : 'light'})`,
    async (page) => {
      await page.emulateMedia({ forcedColors: 'active' });
      const style = (
        /** @type {import('playwright-core').Locator} */ element,
        /** @type {'backgroundColor' | 'backgroundImage' | 'color' | 'outlineStyle'} */ name,
      ) => element.evaluate((it, key) => getComputedStyle(it)[key], name);
      const legend = page.getByText('values', { exact: true }).locator('i');
      assert.match(await style(legend, 'backgroundImage'), /gradient/);
      const frames = button(page, 'Module frames');
      const filled = await style(frames, 'backgroundColor');
      assert.notEqual(filled, await style(button(page, 'Fit'), 'backgroundColor'));
      assert.notEqual(filled, await style(frames, 'color'));
      const card = page.getByRole('button', { name: /^relu1 / });
      assert.equal(await style(card, 'outlineStyle'), 'none');
      await card.click();
      assert.equal(await style(card, 'outlineStyle'), 'solid');
    },
    { dark },
  );
}

onPage(
  'the numbers before and after the hidden layers say what they are',
  async (page) => {
    const strip = page.getByRole('main').getByRole('group', { name: 'Hidden layers' });
    assert.equal(await strip.getByTitle('2 inputs').innerText(), '2');
    assert.equal(await strip.getByTitle('3 outputs').innerText(), '3');
    await button(page, 'Network & training').click();
    await page.getByRole('dialog').getByText('2 inputs', { exact: true }).waitFor();
    await page.getByRole('dialog').getByText('3 outputs', { exact: true }).waitFor();
  },
  { hash: `${PAUSED}&s=three` },
);
