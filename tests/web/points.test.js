/** Own data: drawn and erased on the map, pasted, and opened as a file. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inNode } from '../page/in-node.js';
import { until } from './browser.js';
import { button, drawer, onPage, recipeOf, sameLoss, say, stepOf, trainTo } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** How far the map reaches on each side while points are drawn. */
const REACH = 3;

/** @param {Page} page @param {number} points */
const counted = (page, points) =>
  page.getByText(say('data.points', 'en', { count: points }), { exact: true }).waitFor();

/** @param {Page} page @returns {Promise<number[][]>} rows as the link holds them */
async function rowsOf(page) {
  const rows = (await recipeOf(page)).points?.rows ?? [];
  await drawer(page, 'Data');
  return rows;
}

/** Where a point of the data lies on the screen now. @param {Page} page @param {number} x @param {number} y */
async function at(page, x, y) {
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  return /** @type {const} */ ([
    box.x + (box.width * (x + REACH)) / (2 * REACH),
    box.y + (box.height * (REACH - y)) / (2 * REACH),
  ]);
}

/** @param {number[][]} found @param {number[][]} wanted */
function near(found, wanted) {
  assert.equal(found.length, wanted.length);
  // A pixel of the map is about a fiftieth.
  wanted.forEach(([x, y, target], i) => {
    assert.ok(
      Math.hypot(found[i][0] - x, found[i][1] - y) < 0.05,
      `${found[i]} is not at ${x},${y}`,
    );
    assert.equal(found[i][2], target);
  });
}

onPage('2. own points: a click adds one, a drag a trail, and they train', async (page) => {
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('own');
  await page.getByRole('dialog', { name: 'Data' }).waitFor();
  // There is nothing wrong yet.
  assert.equal(await page.getByText(/refused/).count(), 0);
  await page.mouse.click(...(await at(page, 1.5, 1.5)));
  await counted(page, 1);
  await button(page, 'class 0').click();
  await page.mouse.click(...(await at(page, -1.5, 1)));
  await counted(page, 2);
  near(await rowsOf(page), [
    [1.5, 1.5, 1],
    [-1.5, 1, 0],
  ]);

  await page.mouse.move(...(await at(page, -2, -2)));
  await page.mouse.down();
  const trail = page.getByText(/^[6-9] points$/);
  let x = -2;
  await until(async () => {
    x = x >= 1 ? -2 : x + 0.1;
    await page.mouse.move(...(await at(page, x, -2)));
    return (await trail.count()) > 0;
  }, 'a trail of points');
  await page.mouse.up();
  const rows = await rowsOf(page);
  assert.ok(rows.length >= 6);
  for (const [, y, target] of rows.slice(2)) {
    assert.ok(Math.abs(y + 2) < 0.05, `${y}`);
    assert.equal(target, 0);
  }
  const run = await inNode({}, 'own', { inputs: 2, classes: 2, rows: rows.slice(0, 1) });
  for (let n = 2; n <= rows.length; n++) {
    run.points({ inputs: 2, classes: 2, rows: rows.slice(0, n) });
  }
  await sameLoss(page, run);
  await page.keyboard.press('Escape');
  await trainTo(page, 2);
  run.train(2);
  await sameLoss(page, run);
});

onPage(
  '2. own points: erasing takes those under the pointer away, and no others',
  async (page) => {
    await drawer(page, 'Data');
    await button(page, 'Draw points').click();
    await button(page, 'Erase').click();
    await page.mouse.click(...(await at(page, 0, 0)));
    await counted(page, 5);
    await page.mouse.move(...(await at(page, -2.4, 0)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 2.4, 0)), { steps: 24 });
    await page.mouse.up();
    await counted(page, 3);
    near(await rowsOf(page), [
      [2, 2, 1],
      [-2, 2, 0],
      [1, 0.6, 1],
    ]);
    // The right button erases whatever the brush is, and opens no menu.
    await button(page, 'class 1').click();
    await page.mouse.click(...(await at(page, -2, 2)), { button: 'right' });
    await counted(page, 2);
    near(await rowsOf(page), [
      [2, 2, 1],
      [1, 0.6, 1],
    ]);
    await page.mouse.click(...(await at(page, 2, 2)), { button: 'right' });
    await counted(page, 1);
    await page.mouse.click(...(await at(page, 1, 0.6)), { button: 'right' });
    await page.getByText(say('data.lastPoint')).waitFor();
    await counted(page, 1);
  },
  { hash: '#v=1&run=0&s=own&points=2:2;2,2,1;-2,2,0;-2,0,0;1,0.6,1;2,0,1' },
);

onPage(
  '2. own points on another network: the map has the tools, and the scenario is named',
  async (page) => {
    const scenario = page.getByRole('combobox', { name: 'Scenario' });
    const map = page.getByRole('region', { name: 'Function learned' });
    assert.equal(await map.getByRole('button', { name: 'Draw points' }).count(), 0);
    const sheet = await drawer(page, 'Data');
    await sheet.getByRole('button', { name: 'Own data', exact: true }).click();
    await page.keyboard.press('Escape');
    await map.getByText(say('map.drawHint')).waitFor();
    await page.mouse.click(...(await at(page, 1.5, 1.5)));
    await until(async () => (await scenario.inputValue()) === 'own', 'the scenario is own points');
    await map.getByRole('button', { name: 'class 0' }).click();
    await page.mouse.click(...(await at(page, -1.5, 1)));
    const rows = await rowsOf(page);
    near(rows, [
      [1.5, 1.5, 1],
      [-1.5, 1, 0],
    ]);
    await page.keyboard.press('Escape');
    // With drawing off a click moves the probe again.
    await map.getByRole('button', { name: 'Draw points' }).click();
    await map.getByText(say('map.probeHint')).waitFor();
    await page.getByRole('application').click();
    await map.getByText(/^◎ input/).waitFor();
    assert.equal((await rowsOf(page)).length, 2);
    const run = await inNode({ data: 'own' }, 'manual', { inputs: 2, classes: 2, rows });
    await sameLoss(page, run);
  },
);

onPage('2. own points: clicks faster than the engine answers are all kept', async (page) => {
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('own');
  await page.getByRole('dialog', { name: 'Data' }).waitFor();
  const spots = [-2, -1, 0, 1, 2].map((x) => [x, x / 2]);
  const places = await Promise.all(spots.map(([x, y]) => at(page, x, y)));
  await page.getByRole('application').evaluate((map, clicks) => {
    map.setPointerCapture = () => {}; // there is no such pointer
    for (const [clientX, clientY] of clicks) {
      const init = { clientX, clientY, buttons: 1, bubbles: true };
      map.dispatchEvent(new PointerEvent('pointerdown', init));
      map.dispatchEvent(new PointerEvent('pointerup', { ...init, buttons: 0 }));
    }
  }, places);
  await counted(page, 5);
  near(
    await rowsOf(page),
    spots.map(([x, y]) => [x, y, 1]),
  );
});

onPage('2. own points of a line: their height is the target', async (page) => {
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('line');
  await page.getByRole('application', { name: say('map.line') }).waitFor();
  const sheet = await drawer(page, 'Data');
  await sheet.getByRole('combobox', { name: 'data', exact: true }).selectOption('own');
  assert.equal(await page.getByText(/refused/).count(), 0);
  for (const [x, y] of [
    [-2, -1],
    [0, 0],
    [2, 1],
  ]) {
    const before = (await rowsOf(page)).length;
    await page.mouse.click(...(await at(page, x, y)));
    await counted(page, before + 1);
  }
  const rows = await rowsOf(page);
  assert.equal(rows.length, 3);
  [-2, 0, 2].forEach((x, i) => {
    assert.ok(Math.hypot(rows[i][0] - x, rows[i][1] - x / 2) < 0.06, String(rows[i]));
  });
});

onPage(
  '2. the test loss is shown as soon as a point for testing was drawn',
  async (page) => {
    await drawer(page, 'Data');
    await button(page, 'Draw points').click();
    await page.mouse.click(...(await at(page, 2, -2)));
    await counted(page, 4);
    await trainTo(page, 3);
    const test = page.getByText(/^test \d/);
    assert.equal(await test.count(), 0);
    // Every fifth is for testing, and every second step tests.
    await page.mouse.click(...(await at(page, 2, 2)));
    await counted(page, 5);
    await trainTo(page, 6);
    await test.waitFor();
  },
  { hash: '#v=1&run=0&s=own&c.test_every=2&points=2:2;1,1,1;-1,-1,0;1,-1,1' },
);

onPage('2. own points by keyboard: arrows move the cross, Enter sets a point', async (page) => {
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('own');
  const map = page.getByRole('application');
  await map.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter']) await map.press(key);
  await counted(page, 1);
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await map.press(key);
  await counted(page, 2);
  near(await rowsOf(page), [
    [0.3, 0.15, 1],
    [-0.15, 0.15, 1],
  ]);
});

onPage('2. a table with many bad rows: those that are not named are counted', async (page) => {
  const sheet = await drawer(page, 'Data');
  const field = sheet.getByRole('textbox', { name: 'Table of points' });
  await field.fill(`1,2,1\n${'no,1,0\n'.repeat(103)}`);
  await button(page, 'Use this table').click();
  const status = sheet.getByRole('status');
  await status.getByText(say('data.badMore', 'en', { count: 3 })).waitFor();
  const named = await status.getByRole('listitem').allInnerTexts();
  assert.equal(named.length, 100);
  assert.match(named[99], /^Line 101 /);
});

/** A table with every mistake, its sound rows, and what must be said of the others. */
const TABLE = [
  'x0,x1,class',
  '0.5,-1.25,1',
  'half,1,0',
  '-1,0.75,0',
  '1,2,3,4',
  '',
  '2e7,0,1',
  '1;2',
  '-0.5,0.25,1',
];
const SOUND = [
  [0.5, -1.25, 1],
  [-1, 0.75, 0],
  [-0.5, 0.25, 1],
];
const SAID = [
  'Line 3 was left out: every column must be a number (“half,1,0”)',
  'Line 5 was left out: it needs at least two columns, as many as the other lines (“1,2,3,4”)',
  'Line 7 was left out: numbers may go to ±1,000,000, and lines to 2,000 (“2e7,0,1”)',
  'Line 8 was left out: it needs at least two columns, as many as the other lines (“1;2”)',
];

/** The sound rows are in, the others named, and the run is the engine's. @param {Page} page */
async function taken(page) {
  const sheet = page.getByRole('dialog', { name: 'Data' });
  await sheet.getByText('3 rows were kept.').waitFor();
  assert.deepEqual(await sheet.getByRole('status').getByRole('listitem').allInnerTexts(), SAID);
  await counted(page, 3);
  assert.deepEqual(await rowsOf(page), SOUND);
  const run = await inNode();
  run.points({ inputs: 2, classes: 2, rows: SOUND });
  await sameLoss(page, run);
}

onPage(
  '2. a pasted table: bad rows are named by line, the text stays, nothing is lost',
  async (page) => {
    const sheet = await drawer(page, 'Data');
    const field = sheet.getByRole('textbox', { name: 'Table of points' });
    await field.fill(TABLE.join('\n'));
    await button(page, 'Use this table').click();
    await sheet.getByText('3 rows were kept.').waitFor();
    assert.equal(await field.inputValue(), TABLE.join('\n'));
    await taken(page);
    // A table without a sound row leaves the points as they are; then its first line names nothing, either.
    await field.fill('a,b\nnothing');
    await button(page, 'Use this table').click();
    await sheet.getByText(say('data.none')).waitFor();
    await sheet.getByText(/^Line 2 was left out/).waitFor();
    assert.equal(await sheet.getByRole('status').getByRole('listitem').count(), 2);
    assert.deepEqual(await rowsOf(page), SOUND);
  },
);

onPage('2. a table that the engine refuses: none of it is told to be kept', async (page) => {
  const sheet = await drawer(page, 'Data');
  const field = sheet.getByRole('textbox', { name: 'Table of points' });
  await field.fill('1,2,1\n0,0,0');
  await button(page, 'Use this table').click();
  await sheet.getByText('2 rows were kept.').waitFor();
  await counted(page, 2);
  await field.fill(`${Array(20).fill(0.5).join()}\n${Array(20).fill(1).join()}`);
  await button(page, 'Use this table').click();
  await page.getByText(/^That was refused\. .*inputs is 19/).waitFor();
  assert.equal(await sheet.getByText(/were kept/).count(), 0);
  await counted(page, 2);
});

onPage('2. which targets are classes is told, and so it is', async (page) => {
  const sheet = await drawer(page, 'Data');
  await sheet.getByText('Whole targets from 0 to 7 are classes.').waitFor();
  const field = sheet.getByRole('textbox', { name: 'Table of points' });
  const classes = page.getByRole('tab', { name: 'Classes' });
  for (const [last, tabs] of [
    [8, 0],
    [7, 1],
    [0.5, 0],
  ]) {
    await field.fill(`0,0,${last}\n1,1,0`);
    await button(page, 'Use this table').click();
    await until(async () => (await classes.count()) === tabs, `${last} is a class or not`);
  }
});

onPage('2. a table of three classes, and one of numbers to fit', async (page) => {
  const sheet = await drawer(page, 'Data');
  const field = sheet.getByRole('textbox', { name: 'Table of points' });
  for (const { rows, inputs, classes } of [
    {
      inputs: 2,
      classes: 3,
      rows: [
        [0, 1, 0],
        [1, 0, 1],
        [-1, -1, 2],
        [0.5, 1, 0],
      ],
    },
    {
      inputs: 1,
      classes: 0,
      rows: [
        [0, 0.5],
        [1, 1.75],
        [2, 3.25],
      ],
    },
  ]) {
    await field.fill(rows.map((row) => row.join('\t')).join('\n'));
    await button(page, 'Use this table').click();
    await counted(page, rows.length);
    const run = await inNode();
    run.points({ inputs, classes, rows });
    await sameLoss(page, run);
  }
});

onPage(
  '2. a CSV file: the same rows from another program’s hand',
  async (page) => {
    const folder = await mkdtemp(join(tmpdir(), 'slm-'));
    try {
      const file = join(folder, 'points of mine.csv');
      // A mark of the byte order, quotes, CRLF, and blanks around, as spreadsheets write them.
      const text = TABLE.map((line, i) => (i === 1 ? '"0.5", "-1.25", "1"' : line)).join('\r\n');
      await writeFile(file, `\ufeff${text}\r\n`);
      const sheet = await drawer(page, 'Data');
      const upload = sheet.getByLabel('Open a CSV file');
      await upload.setInputFiles(file);
      await taken(page);
      // The same file can be chosen again after it was mended.
      await writeFile(file, '1,1,1\n0,0,0\n');
      await page.getByLabel('Open a CSV file').setInputFiles(file);
      await page.getByText('2 rows were kept.').waitFor();
      await counted(page, 2);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  { firefox: true },
);

/** Nothing is painted on the map, and no node is drawn. @param {Page} page */
async function nothingShown(page) {
  await page.getByText(say('say.own')).waitFor();
  await page.getByText(say('map.own')).waitFor();
  await page.getByRole('region', { name: say('graph.label', 'en', { count: 0 }) }).waitFor();
  assert.equal(
    await page.getByRole('button', { name: /, (operation|parameter|data)$/ }).count(),
    0,
  );
  const painted = await page.getByRole('application').evaluate((map) => {
    // Read from a copy: a browser warns of reading the painted one again and again.
    const { width, height } = /** @type {HTMLCanvasElement} */ (map);
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(/** @type {HTMLCanvasElement} */ (map), 0, 0);
    const pixels = context?.getImageData(0, 0, width, height);
    return pixels?.data.filter((_, i) => i % 4 === 3).reduce((most, a) => Math.max(most, a), 0);
  });
  assert.equal(painted, 0);
  assert.equal(await stepOf(page), 0);
}

/** The ways to own data. @type {Record<string, (page: Page) => Promise<unknown>>} */
const WAYS = {
  'its scenario': (page) => page.getByRole('combobox', { name: 'Scenario' }).selectOption('own'),
  'its button': async (page) => {
    await drawer(page, 'Data');
    await button(page, 'Own data').click();
  },
  'the setting': async (page) => {
    const sheet = await drawer(page, 'Data');
    await sheet.getByRole('combobox', { name: 'data', exact: true }).selectOption('own');
  },
};

for (const [way, choose] of Object.entries(WAYS)) {
  onPage(
    `2. own data by ${way}: no point is there that is not one’s own, and training waits for one`,
    async (page) => {
      await until(async () => (await stepOf(page)) > 5, 'training');
      await choose(page);
      await nothingShown(page);
      await counted(page, 0);
      // It is still wanted, and neither a step nor a new seed makes anything of nothing.
      await button(page, 'Pause').waitFor();
      await page.locator('body').press('r');
      await page.waitForTimeout(300);
      await nothingShown(page);
      await page.mouse.click(...(await at(page, 1.5, 1.5)));
      await counted(page, 1);
      await until(async () => (await stepOf(page)) > 5, 'training goes on by itself');
      assert.equal(await page.getByText(say('map.own')).count(), 0);
      near(await rowsOf(page), [[1.5, 1.5, 1]]);
      // And from there to other data.
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('manual');
      await until(async () => (await stepOf(page)) > 5, 'training');
    },
    { hash: '#v=1&c.lr=0.01' },
  );
}

onPage(
  '2. a link to own data without points says so, too, and its steps wait',
  async (page) => {
    await nothingShown(page);
    assert.deepEqual(await recipeOf(page), {
      scenario: 'line',
      config: { data: 'own' },
      points: null,
      changes: [],
    });
    await button(page, 'One step').click();
    await page.waitForTimeout(300);
    await nothingShown(page);
    await page.mouse.click(...(await at(page, 1, 2)));
    await page
      .getByRole('button', { name: /, operation$/ })
      .first()
      .waitFor();
    const [row] = (await recipeOf(page)).points?.rows ?? [];
    assert.ok(Math.hypot(row[0] - 1, row[1] - 2) < 0.06, String(row));
    const run = await inNode({ data: 'own' }, 'line');
    run.points({ inputs: 1, classes: 0, rows: [row] });
    await sameLoss(page, run);
    await button(page, 'One step').click();
    await until(async () => (await stepOf(page)) === 1, 'a step');
  },
  { hash: '#v=1&s=line&c.data=own&run=0' },
);
