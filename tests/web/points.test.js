/** Own data: drawn and erased on the map, pasted, and opened as a file. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './browser.js';
import { button, drawer, inNode, onPage, recipeOf, sameLoss, say, trainTo } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** How far the map reaches on each side while points are drawn. */
const REACH = 3;

/** @param {Page} page @param {number} points */
const counted = (page, points) => page.getByText(`${points} points`, { exact: true }).waitFor();

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
    await button(page, 'Own data').click();
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
  'Line 3 was left out: not every column is a number (“half,1,0”)',
  'Line 5 was left out: it has another number of columns (“1,2,3,4”)',
  'Line 7 was left out: it is too large, or there are too many lines (“2e7,0,1”)',
  'Line 8 was left out: it has another number of columns (“1;2”)',
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
    // A table without a sound row leaves the points as they are.
    await field.fill('a,b\nnothing');
    await button(page, 'Use this table').click();
    await sheet.getByText('0 rows were kept.').waitFor();
    await sheet.getByText(/^Line 2 was left out/).waitFor();
    assert.equal(await sheet.getByRole('status').getByRole('listitem').count(), 1);
    assert.deepEqual(await rowsOf(page), SOUND);
  },
);

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
