/** What a person on a small or narrow screen reaches: the chosen node, the page below the graph. */
import assert from 'node:assert/strict';
import { until } from './browser.js';
import { button, card, drawer, inspector, onPage, say, stepOf } from './on-page.js';

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

for (const [width, height] of [
  [768, 1024],
  [1440, 900],
]) {
  for (const hidden of ['8,8', '16,16,16', '8,8,8,8', '8,8,8,8,8', '128,128,128,128,128,128']) {
    onPage(
      `${hidden.split(',').length} hidden layers, the loss and the map are on the first screen at ${width} px`,
      async (page) => {
        const graph = await boxOf(page.getByRole('region', { name: /^The engine’s tape/ }));
        const cards = page.getByRole('button', { name: /, (operation|parameter|data)$/ });
        const boxes = await cards.evaluateAll((all) =>
          all.map((each) => {
            const { left, top, right, bottom } = each.getBoundingClientRect();
            return { left, top, right, bottom, name: each.getAttribute('aria-label') };
          }),
        );
        assert.ok(boxes.some(({ name }) => name?.startsWith('loss ')));
        for (const [i, a] of boxes.entries()) {
          const inside =
            a.left >= graph.x &&
            a.right <= graph.right &&
            a.top >= graph.y &&
            a.bottom <= graph.bottom;
          assert.ok(inside, `${a.name} lies in the panel`);
          // Large enough to be pressed, and none upon another.
          assert.ok(a.right - a.left >= 36 && a.bottom - a.top >= 32, `${a.right - a.left}`);
          for (const b of boxes.slice(i + 1)) {
            const apart =
              a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            assert.ok(apart, `${a.name} and ${b.name}`);
          }
        }
        // The Tab key follows the rows.
        const order = boxes.filter(({ name }) =>
          / (mlp\/linear\d\/matmul|mlp\/relu\d),/.test(`${name}`),
        );
        const path = order.map(({ name }) => / mlp\/(\S+),/.exec(`${name}`)?.[1]);
        const wanted = hidden
          .split(',')
          .flatMap((_, n) => [`linear${n + 1}/matmul`, `relu${n + 1}`]);
        assert.deepEqual(path.slice(0, -1), wanted);
        const map = await boxOf(page.getByRole('application'));
        const charts = await boxOf(page.getByRole('region', { name: 'Charts' }));
        assert.ok(
          map.bottom <= height && charts.bottom <= height,
          `${map.bottom} ${charts.bottom}`,
        );
        assert.equal(await page.getByRole('img', { name: 'Overview of the graph' }).count(), 0);
      },
      { width, height, hash: `#v=1&run=0&c.hidden=${hidden}` },
    );
  }
}

onPage(
  'in the projector’s view the controls are one row, and there is no need of an overview',
  async (page) => {
    const play = await boxOf(button(page, 'Train'));
    const last = await boxOf(button(page, say('control.projector')));
    assert.ok(Math.abs(play.y - last.y) < 4, `${play.y} ${last.y}`);
    assert.equal(await page.getByRole('img', { name: 'Overview of the graph' }).count(), 0);
  },
  { hash: '#v=1&run=0&big=1' },
);

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `a projector shows the steps per second, and long numbers leave the controls in one row: ${language}`,
    async (page) => {
      const rate = page.getByText(say('count.rate', language), { exact: true });
      await rate.waitFor();
      await until(async () => (await stepOf(page)) > 1_000_000, 'a million steps');
      const play = await boxOf(button(page, say('control.pause', language)));
      for (const each of [rate, button(page, say('control.projector', language))]) {
        const { y, bottom } = await boxOf(each);
        assert.ok(y < play.bottom && bottom > play.y, `${y} ${play.y}`);
      }
    },
    {
      hash: '#v=1&s=square&speed=Infinity&big=1',
      width: 1920,
      height: 1080,
      language: language === 'ko' ? 'ko-KR' : 'en-US',
    },
  );
}

for (const [width, height] of [
  [1440, 900],
  [360, 780],
]) {
  onPage(
    `a bad layer width gives way to the last one, and its message moves nothing (${width} px)`,
    async (page) => {
      const strip = page.getByRole('group', { name: say('network.layers'), exact: true });
      const field = strip.getByRole('spinbutton', {
        name: say('network.width', 'en', { index: 2 }),
      });
      const still = async () => {
        const x = await boxOf(card(page, 'x'));
        return JSON.stringify([await boxOf(field), x, await boxOf(page.getByRole('application'))]);
      };
      await field.scrollIntoViewIfNeeded();
      const before = await still();
      await field.fill('99999');
      // A browser tells of a selection with the next frame: it may come when the field has been left.
      await field.evaluate((element) => {
        const late = new Event('select');
        element.addEventListener('change', () => element.dispatchEvent(late), { once: true });
      });
      await field.press('Enter');
      const message = strip.getByRole('alert').filter({ hasText: '99999' });
      await message.waitFor();
      await until(async () => (await field.inputValue()) === '8', 'the last good width is back');
      assert.equal(await still(), before);
      const text = await message.innerText();
      const described = await field.evaluate(
        (element) =>
          document.getElementById(element.getAttribute('aria-describedby') ?? '')?.innerText,
      );
      assert.equal(described, text);
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      const [at, under] = [await boxOf(message), await boxOf(field)];
      assert.ok(at.y >= under.bottom - 1 && at.y < under.bottom + 48, `${at.y} ${under.bottom}`);
      assert.ok(at.x >= 0 && at.right <= width, JSON.stringify(at));
      await field.fill('9');
      await field.press('Enter');
      await until(async () => (await message.count()) === 0, 'the message is gone');
      assert.equal(await field.getAttribute('aria-invalid'), null);
      assert.equal(await field.inputValue(), '9');
    },
    { width, height, hash: '#v=1&run=0&c.hidden=8,8' },
  );
}

onPage(
  'a bad number in the settings is told at its field, and the last one stays',
  async (page) => {
    const sheet = await drawer(page, say('control.network'));
    const field = sheet.getByRole('textbox', { name: 'lr', exact: true });
    const good = await field.inputValue();
    await field.fill('fast');
    await field.press('Enter');
    const message = sheet.getByRole('alert');
    await message.waitFor();
    await until(async () => (await field.inputValue()) === good, 'the last good value is back');
    const text = await message.innerText();
    const described = await field.evaluate((element) =>
      (element.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.innerText ?? '-'),
    );
    assert.equal(described[0], text);
    assert.ok(described.length === 2 && !described.includes('-'), described.join());
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.ok((await boxOf(message)).y - (await boxOf(field)).bottom < 12);
  },
);

onPage(
  'a lesson without the chosen node has no hole where it was',
  async (page) => {
    const charts = await boxOf(page.getByRole('region', { name: 'Charts' }));
    const graph = await boxOf(page.getByRole('region', { name: /^The engine’s tape/ }));
    assert.ok(Math.abs(charts.right - graph.right) < 1, `${charts.right} ${graph.right}`);
  },
  { hash: '#v=1&run=0&hide=inspector' },
);

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `nothing is cut off: the scenario, the gradcheck’s table, the table of points: ${language}`,
    async (page) => {
      const scenario = page.getByRole('combobox', { name: say('data.scenario', language) });
      const room = await scenario.evaluate((/** @type {HTMLSelectElement} */ select) => {
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        if (!context) return 0;
        context.font = getComputedStyle(select).font;
        const text = context.measureText(select.selectedOptions[0].text).width;
        // The rest is padding and the arrow.
        return select.clientWidth - text - 36;
      });
      assert.ok(room >= 0, `${room} px are missing`);
      const check = await drawer(page, say('check.title', language));
      await check.getByRole('button', { name: say('check.run', language) }).click();
      const table = check.getByRole('region', { name: say('check.table', language) });
      await table.getByText(say('check.passed', language)).last().waitFor();
      const wide = await table.evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
      assert.equal(wide, 0);
      await page.keyboard.press('Escape');
      const data = await drawer(page, say('data.title', language));
      const points = data.getByRole('textbox', { name: say('data.paste', language) });
      assert.ok((await boxOf(points)).height > 90, 'several lines');
    },
    { width: 768, height: 1024, language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

onPage(
  'a line’s map has no buttons that do nothing for it',
  async (page) => {
    const there = async (/** @type {string} */ name) => (await button(page, name).count()) > 0;
    const classes = page.getByRole('tab', { name: say('chart.classes') });
    await page.getByRole('application', { name: new RegExp(`^${say('map.line')}`) }).waitFor();
    assert.equal(await there(say('map.discrete')), false);
    assert.equal(await classes.count(), 0);
    await page.getByRole('tab', { name: say('chart.loss') }).focus();
    await page.keyboard.press('ArrowLeft');
    const norms = page.getByRole('tab', { name: say('chart.norms') });
    await until(() => focused(norms), 'the last tab');
    // Of data that are all for training.
    await page.getByRole('combobox', { name: say('data.scenario') }).selectOption('by_hand');
    await until(async () => !(await there(say('map.test'))), 'no test points');
    await page.getByRole('combobox', { name: say('data.scenario') }).selectOption('xor');
    await classes.waitFor();
    assert.ok((await there(say('map.discrete'))) && (await there(say('map.test'))));
  },
  { hash: '#v=1&run=0&s=line' },
);

onPage(
  'two fingers move the graph on a phone, and the page stays',
  async (page) => {
    const add = card(page, 'mlp/linear1/add');
    await add.scrollIntoViewIfNeeded();
    const [before, y0] = [await boxOf(add), await page.evaluate(() => scrollY)];
    const cdp = await page.context().newCDPSession(page);
    const [x, y] = [before.x + 20, before.y + 20];
    const touch = (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, dy = 0) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd'
            ? []
            : [
                { x, y: y + dy, id: 0 },
                { x: x + 60, y: y + dy, id: 1 },
              ],
      });
    await touch('touchStart');
    for (let dy = -5; dy >= -60; dy -= 5) await touch('touchMove', dy);
    await touch('touchEnd');
    await until(async () => Math.abs((await boxOf(add)).y - (before.y - 60)) < 12, 'up by 60 px');
    assert.ok(Math.abs((await boxOf(add)).width - before.width) < 4, 'not zoomed');
    assert.equal(await page.evaluate(() => scrollY), y0);
  },
  { width: 360, height: 780, touch: true },
);

onPage(
  'where no gradient flows the dashes stand still, and elsewhere they move',
  async (page) => {
    const wires = page.getByRole('region', { name: /^The engine’s tape/ }).locator('svg path');
    const offsets = () =>
      wires.evaluateAll((all) =>
        all
          .filter((each) => getComputedStyle(each).strokeDasharray !== 'none')
          .map((each) => getComputedStyle(each).strokeDashoffset),
      );
    await button(page, say('control.pause')).waitFor();
    /** @type {Set<string>[]} */
    const seen = [];
    await until(async () => {
      for (const [i, offset] of (await offsets()).entries()) {
        seen[i] ??= new Set();
        seen[i].add(offset);
      }
      return Math.max(...seen.map(({ size }) => size)) > 6;
    }, 'some of them move');
    // Weights of 0 let nothing through: all of the first layer, and what comes from it.
    const still = seen.filter(({ size }) => size <= 2).length;
    assert.ok(still >= 5 && still < seen.length, `${still} of ${seen.length}`);
  },
  { hash: '#v=1&c.init=zeros' },
);

onPage('the language that is on does not look like the one that has the focus', async (page) => {
  const look = (/** @type {string} */ name) =>
    button(page, name).evaluate((element) => {
      const { boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
      const focus = getComputedStyle(document.documentElement).getPropertyValue('--focus');
      const probe = document.createElement('i');
      probe.style.color = focus;
      document.body.append(probe);
      const colour = getComputedStyle(probe).color;
      probe.remove();
      return { ringed: boxShadow !== 'none' || borderColor === colour, backgroundColor };
    });
  await page.waitForTimeout(300);
  const [on, off] = [await look('EN'), await look('한국어')];
  assert.equal(on.ringed, false);
  assert.notEqual(on.backgroundColor, off.backgroundColor);
});

onPage(
  'small powers are raised digits of a size that can be read',
  async (page) => {
    const key = page.getByTitle(/^Gradient norm, log scale/);
    const sizes = await key.evaluate((element) =>
      [...element.querySelectorAll('*')]
        .filter(({ textContent }) => /^−\d+$/.test(textContent ?? ''))
        .map((each) => Number.parseFloat(getComputedStyle(each).fontSize)),
    );
    assert.ok(sizes.length > 0 && sizes.every((size) => size >= 10), sizes.join());
  },
  { hash: '#v=1&run=0&c.hidden=8,8' },
);

for (const [width, height] of [
  [1366, 768],
  [1280, 800],
]) {
  for (const language of /** @type {const} */ (['ko', 'en'])) {
    onPage(
      `on a laptop the controls are one row, and graph, map and loss are seen: ${language}, ${width} px`,
      async (page) => {
        const bar = await boxOf(page.getByRole('banner'));
        assert.ok(bar.bottom - bar.y < 64, String(bar.bottom));
        for (const each of [
          page.getByRole('button', { name: /^loss / }),
          page.getByRole('application'),
          page.getByRole('slider', { name: say('chart.lossLabel', language) }),
        ]) {
          const { bottom } = await boxOf(each);
          assert.ok(bottom <= height, `${bottom}`);
        }
      },
      { width, height, language: language === 'ko' ? 'ko-KR' : 'en-US' },
    );
  }
}
