/** What the page draws and lists of a run, held against the engine in Node number by number. */

import assert from 'node:assert/strict';
import { initialState } from '../../web/src/app/state.js';
import { nodesOf } from '../../web/src/engine/look/cards.js';
import { frameOf } from '../../web/src/engine/look/frame.js';
import { areaOf, targetRange } from '../../web/src/panels/map/area.js';
import { exact, short, tally } from '../../web/src/shared/formats.js';
import { HIDEABLE } from '../../web/src/state/fields.js';
import { patched } from '../../web/src/state/store.js';
import { inNode, tensorAt, windowIn } from '../page/in-node.js';
import { count, until } from './browser.js';
import {
  button,
  choose,
  drawer,
  exactly,
  inspector,
  onPage,
  sameLoss,
  say,
  stepOf,
  tableHolds,
  trainTo,
  type,
} from './on-page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../../web/src/engine/run.js').Run} Run
 * @typedef {[number, number, number]} Colour
 */

/** The map's canvas. @param {Page} page */
const surface = (page) => page.getByRole('application');

/**
 * What a canvas shows at some places, given as parts of its width and height.
 * @param {Locator} canvas
 * @param {[number, number][]} places
 * @returns {Promise<Colour[]>}
 */
const coloursAt = (canvas, places) =>
  canvas.evaluate((element, at) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    const copy = new OffscreenCanvas(width, height);
    // Without a transparent ground: what is not drawn is black otherwise.
    const context = copy.getContext('2d', { willReadFrequently: true });
    if (context) context.fillStyle = 'white';
    context?.fillRect(0, 0, width, height);
    context?.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    const pixels = context?.getImageData(0, 0, width, height).data ?? [];
    return at.map(([x, y]) => {
      const first = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
      return /** @type {[number, number, number]} */ ([
        pixels[first],
        pixels[first + 1],
        pixels[first + 2],
      ]);
    });
  }, places);

/** Colours of the style sheet by their tokens. @param {Page} page @param {string[]} tokens */
const tokensOf = (page, tokens) =>
  page.evaluate((names) => {
    const style = getComputedStyle(document.documentElement);
    return names.map((name) => Number.parseInt(style.getPropertyValue(name).trim().slice(1), 16));
  }, tokens);

/** @param {number} colour 0xRRGGBB @returns {Colour} */
const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** @param {Colour} a @param {Colour} b */
const apart = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

/** What the page knows of a run's data. @param {Run} run */
const stateOf = (run) => {
  const { points, config } = run.describe(false);
  return patched(initialState, { run: { engine: run.descriptions, points, config } });
};

/** The cells of a map that are looked at, on each side. */
const CELLS = 36;

/**
 * Waits until the map shows what the engine says of the run. Data points lie upon it, so that some
 * cells are hidden.
 * @param {Page} page
 * @param {Run} run
 * @param {{ neuron?: { layer: number, unit: number }, discrete?: boolean }} [options]
 */
async function mapAgrees(page, run, { neuron, discrete = false } = {}) {
  const colours = await tokensOf(page, ['--value-minus', '--zero', '--value-plus']);
  const area = areaOf(stateOf(run));
  const { map } = frameOf(run, {
    // As fine as the page's, so that the borders fall alike; every second cell is looked at.
    map: {
      area,
      size: 2 * CELLS,
      neuron: neuron ?? null,
      discrete,
      colours,
      classColours: colours,
    },
  });
  assert.ok(map && map.width === 2 * CELLS);
  /** @type {[number, number][]} */
  const places = [];
  /** @type {Colour[]} */
  const wanted = [];
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      places.push([(2 * column + 0.5) / map.width, (2 * row + 0.5) / map.height]);
      const at = 4 * (2 * row * map.width + 2 * column);
      wanted.push([map.rgba[at], map.rgba[at + 1], map.rgba[at + 2]]);
    }
  }
  const colourCount = new Set(wanted.map(String)).size;
  assert.ok(discrete ? colourCount === 2 : colourCount > 2, `${colourCount} colours`);
  let share = 0;
  await until(async () => {
    const shown = await coloursAt(surface(page), places);
    share = shown.filter((colour, i) => apart(colour, wanted[i]) <= 12).length / shown.length;
    return share > 0.85;
  }, 'the map is the engine’s').catch((error) => {
    throw new Error(`${error.message}: ${(100 * share).toFixed(1)} % of it`);
  });
}

onPage(
  '7. the map, its hard borders and a neuron’s own are the engine’s',
  async (page) => {
    const run = await inNode({}, 'xor');
    await mapAgrees(page, run);
    await trainTo(page, 5);
    run.train(5);
    run.settle();
    await mapAgrees(page, run);
    await button(page, say('map.discrete')).click();
    await mapAgrees(page, run, { discrete: true });
    await button(page, say('map.discrete')).click();
    await button(page, 'Neuron 3 of mlp/linear1').hover();
    await mapAgrees(page, run, { neuron: { layer: 1, unit: 3 } });
    await page.mouse.move(0, 0);
    await mapAgrees(page, run);
    await button(page, 'Neuron 5 of mlp/linear1').focus();
    await mapAgrees(page, run, { neuron: { layer: 1, unit: 5 } });
  },
  { hash: '#v=1&run=0&s=xor' },
);

onPage(
  '7. the fitted line passes where the engine says, and so does the probe',
  async (page) => {
    const run = await inNode({}, 'line');
    const state = stateOf(run);
    const [x0, x1] = areaOf(state);
    const [low, high] = targetRange(state);
    const [ink] = await tokensOf(page, ['--ink']);
    // Right of the numbers at the axis; a data point may hide the line here and there.
    const columns = Array.from({ length: 20 }, (_, i) => 0.15 + i / 25);
    const rows = 320;
    const agrees = async () => {
      run.settle();
      const places = columns.flatMap((at) =>
        Array.from(
          { length: rows },
          (_, i) => /** @type {[number, number]} */ ([at, (i + 0.5) / rows]),
        ),
      );
      const colours = await coloursAt(surface(page), places);
      let seen = 0;
      for (const [column, at] of columns.entries()) {
        const [answer] = run.trainer.predict([x0 + at * (x1 - x0)]);
        const wanted = 1 - (answer - low) / (high - low);
        const dark = colours
          .slice(column * rows, (column + 1) * rows)
          .flatMap((colour, i) => (apart(colour, channels(ink)) < 110 ? [(i + 0.5) / rows] : []));
        if (dark.some((y) => Math.abs(y - wanted) > 0.02)) return false;
        if (dark.length > 0) seen++;
      }
      return seen > columns.length / 2;
    };
    await until(agrees, 'the first line');
    await trainTo(page, 6);
    run.train(6);
    await until(agrees, 'the line after 6 steps');

    const map = surface(page);
    await map.focus();
    let x = (x0 + x1) / 2;
    for (let i = 0; i < 3; i++) {
      await map.press('ArrowRight');
      x = Number((x + (x1 - x0) / 40).toFixed(3));
      const [answer] = run.trainer.predict([x]);
      const said = say('map.probeAt', 'en', { input: `(${short(x)})`, output: short(answer) });
      await page.getByText(said).waitFor();
    }
  },
  { hash: '#v=1&run=0&s=line' },
);

onPage('7. test points are hollow, and shown on request', async (page) => {
  const run = await inNode();
  const state = stateOf(run);
  const [x0, x1, y0, y1] = areaOf(state);
  const { x, train } = /** @type {NonNullable<typeof state.run.points>} */ (state.run.points);
  const places = Array.from(
    { length: x.length / 2 },
    (_, i) =>
      /** @type {[number, number]} */ ([
        (x[2 * i] - x0) / (x1 - x0),
        (y1 - x[2 * i + 1]) / (y1 - y0),
      ]),
  );
  // Those that no other point touches, nor the edge.
  const alone = places.filter(
    (place, i) =>
      i >= train &&
      place.every((part) => part > 0.03 && part < 0.97) &&
      places.every(
        (other, j) => i === j || Math.hypot(other[0] - place[0], other[1] - place[1]) > 0.05,
      ),
  );
  assert.ok(alone.length >= 3, `${alone.length} points`);
  const [card] = await tokensOf(page, ['--card']);
  const hollow = async () => {
    const shown = await coloursAt(surface(page), alone);
    return shown.filter((colour) => apart(colour, channels(card)) <= 2).length;
  };
  await until(async () => (await hollow()) === alone.length, 'hollow marks');
  await button(page, say('map.test')).click();
  await until(async () => (await hollow()) === 0, 'no marks');
  await button(page, say('map.test')).click();
  await until(async () => (await hollow()) === alone.length, 'hollow marks again');
});

onPage(
  '6. accuracy and every count of both confusion matrices are the engine’s',
  async (page) => {
    await page.getByRole('tab', { name: say('chart.classes') }).click();
    const run = await inNode({}, 'three');
    run.settle();
    for (const [i, part] of /** @type {const} */ (['train', 'test']).entries()) {
      const { counts, correct, total } = run.trainer.confusion({ test: part === 'test' });
      assert.ok(total > 0 && correct > 0);
      assert.notEqual(counts[7], counts[5], 'rows and columns can be told apart');
      const share = ((100 * correct) / total).toFixed(1);
      await page
        .getByText(`${say(`chart.${part}`)} · accuracy ${share}% (${correct}/${total})`)
        .waitFor();
      const matrix = page.getByRole('table', { name: say('chart.confusion') }).nth(i);
      const rows = matrix.getByRole('row');
      for (let k = 0; k < 3; k++) {
        const wanted = Array.from(counts.subarray(3 * k, 3 * k + 3), String);
        const cells = rows.nth(k + 1).getByRole('cell');
        await until(
          async () => (await cells.allInnerTexts()).join() === wanted.join(),
          `${part}, class ${k}: ${wanted}`,
        );
      }
    }
  },
  { hash: '#v=1&run=0&s=three' },
);

/** The bars of a histogram, as parts of the highest. @param {Locator} drawing @param {number} bins */
const bars = (drawing, bins) =>
  drawing.evaluate((element, n) => {
    const { width, height } = /** @type {SVGSVGElement} */ (element).viewBox.baseVal;
    const tall = Array(n).fill(0);
    for (const path of element.querySelectorAll('path')) {
      const drawn = path.getAttribute('d') ?? '';
      for (const [, x, base, top] of drawn.matchAll(/M([\d.]+),([\d.]+)V([\d.]+)/g))
        tall[Math.round((Number(x) * n) / width)] = (Number(base) - Number(top)) / height;
    }
    return tall;
  }, bins);

onPage(
  '8. the inspector: histogram, statistics, gradient and windows are the engine’s',
  async (page) => {
    await trainTo(page, 2);
    const run = await inNode();
    run.train(2);
    run.settle();
    const path = 'mlp/relu1';
    const panel = await choose(page, path);
    const tensor = tensorAt(run, path);
    const nodes = nodesOf(run.subject);

    const told = nodes.get(tensor.id)?.statistics ?? {};
    const listed = async () => {
      const [terms, numbers] = await Promise.all(
        [panel.getByRole('term'), panel.getByRole('definition')].map((all) => all.allInnerTexts()),
      );
      return Object.fromEntries(terms.map((term, i) => [term.trim(), numbers[i].trim()]));
    };
    const wanted = Object.fromEntries(
      Object.entries(told).flatMap(([name, value]) =>
        Number.isNaN(value) ? [] : [[name.replaceAll('_', ' '), tally(value)]],
      ),
    );
    assert.ok(Object.keys(wanted).length >= 5);
    await until(
      async () => JSON.stringify(await listed()) === JSON.stringify(wanted),
      `the statistics ${JSON.stringify(wanted)}`,
    );

    // 128 rows are shown in windows.
    const columns = 16;
    const values = Array.from(/** @type {Float32Array} */ (tensor.values()));
    const grad = Array.from(/** @type {Float32Array} */ (tensor.grad()));
    const rows = 12;
    await tableHolds(page, values.slice(0, rows * columns));
    await button(page, say('inspect.nextRow')).click();
    await tableHolds(page, values.slice(rows * columns, 2 * rows * columns));
    await panel.getByText('rows 12 to 23 of 128').waitFor();
    assert.equal(await panel.getByRole('textbox').count(), 0, 'only leaves can be edited');

    for (const [kind, key, numbers] of /** @type {const} */ ([
      ['value', 'inspect.values', values],
      ['gradient', 'inspect.gradient', grad],
    ])) {
      await button(page, say(key)).click();
      await tableHolds(page, numbers.slice(0, rows * columns));
      const { histogram } = windowIn(run, tensor.id, kind, 0);
      const most = Math.max(...histogram.counts);
      const drawing = panel.getByRole('img', { name: /^Distribution of/ });
      await until(async () => {
        const shown = await bars(drawing, histogram.counts.length);
        // The smallest bar is still seen.
        return histogram.counts.every((n, i) => Math.abs(shown[i] - n / most) <= 0.05);
      }, `the ${kind}s’ histogram ${histogram.counts}`);
    }
    const bias = tensorAt(run, 'mlp/linear1/bias');
    await choose(page, 'mlp/linear1/bias');
    await button(page, say('inspect.gradient')).click();
    await tableHolds(page, /** @type {Float32Array} */ (bias.grad()));
  },
);

onPage(
  '8. a wide tensor: all of its columns are reached, read and edited',
  async (page) => {
    const run = await inNode({ hidden: '70,70' });
    const weight = tensorAt(run, 'mlp/linear2/weight');
    const values = Array.from(weight.values());
    const part = (
      /** @type {number} */ row,
      /** @type {number} */ from,
      /** @type {number} */ to,
    ) =>
      Array.from({ length: 12 }, (_, i) =>
        values.slice(70 * (row + i) + from, 70 * (row + i) + to),
      ).flat();
    const panel = await choose(page, 'mlp/linear2/weight');
    await tableHolds(page, part(0, 0, 32));
    await panel.getByText('columns 0 to 31 of 70').waitFor();
    await button(page, say('inspect.nextColumn')).click();
    await tableHolds(page, part(0, 32, 64));
    await button(page, say('inspect.nextRow')).click();
    await tableHolds(page, part(12, 32, 64));
    await button(page, say('inspect.nextColumn')).click();
    await tableHolds(page, part(12, 64, 70));
    await panel.getByText('columns 64 to 69 of 70').waitFor();
    assert.ok(await button(page, say('inspect.nextColumn')).isDisabled());
    await panel.getByRole('columnheader', { name: '69', exact: true }).waitFor();
    const cell = panel.getByRole('textbox', { name: 'row 13, column 69' });
    const old = exact(values[70 * 13 + 69]);
    await cell.fill('none');
    await cell.press('Enter');
    await until(async () => (await cell.inputValue()) === old, `the old ${old}`);
    await type(page, 13, 69, '2.5');
    run.edit(weight.id, 70 * 13 + 69, 2.5);
    await sameLoss(page, run);
  },
  { hash: '#v=1&run=0&s=manual&c.hidden=70,70' },
);

onPage(
  '8. an edited leaf: the tape runs again, and a text that is no number changes nothing',
  async (page) => {
    const run = await inNode({}, 'square');
    const [x] = run.engineContext.parameters;
    await choose(page, 'x');
    const cell = inspector(page).getByRole('textbox');
    await cell.fill('1.5');
    await cell.press('Enter');
    run.edit(x.id, 0, 1.5);
    await sameLoss(page, run);
    assert.equal(run.progress().loss, 1.5 * 1.5 + 1.5);
    await cell.fill('−0.5');
    await cell.press('Enter');
    run.edit(x.id, 0, -0.5);
    await sameLoss(page, run);
    assert.equal(run.progress().loss, -0.25);
    await cell.fill('half');
    await cell.press('Enter');
    await page.getByText('“half” is not a number.').waitFor();
    await sameLoss(page, run);
    await button(page, 'One step').click();
    await until(async () => (await stepOf(page)) === 1, 'a step from there');
    run.train(1);
    await sameLoss(page, run);
    await tableHolds(page, x.values());
  },
  { hash: '#v=1&run=0&s=square' },
);

onPage(
  '1. epochs are the engine’s',
  async (page) => {
    const run = await inNode({ batch: '32' });
    for (const step of [3, 4, 9]) {
      await trainTo(page, step);
      run.train(step - run.progress().step);
      run.settle();
      await until(
        async () => (await count(page, 'epoch')) === run.progress().epoch,
        `epoch ${run.progress().epoch} at step ${step}`,
      );
      await sameLoss(page, run);
    }
    assert.equal(run.progress().epoch, 2);
  },
  { hash: '#v=1&run=0&s=manual&c.batch=32' },
);

for (const parts of [...HIDEABLE.map((part) => [part]), [...HIDEABLE]]) {
  onPage(
    `9. hidden for a lesson, ${parts.join(', ')}: the numbers stay the same`,
    async (page) => {
      const here = {
        data: button(page, say('control.data')),
        network: button(page, say('control.network')),
        runs: button(page, say('control.runs')),
        inspector: inspector(page),
        check: button(page, say('check.title')),
      };
      for (const part of HIDEABLE) {
        const wanted = parts.includes(part) ? 0 : 1;
        assert.equal(await here[part].count(), wanted, part);
      }
      await trainTo(page, 2);
      const run = await inNode();
      run.train(2);
      await sameLoss(page, run);
      for (const output of [say('map.title'), say('chart.title')]) {
        await page.getByRole('region', { name: output }).waitFor();
      }
      const graph = page.getByRole('region', { name: /^The engine’s tape/ });
      for (const { name } of run.graph?.nodes ?? []) {
        assert.ok(
          (await graph.getByRole('button', { name: new RegExp(`^(\\S*/)?${name} `) }).count()) > 0,
        );
      }
      // The teacher can bring it back.
      const sheet = await drawer(page, say('control.link'));
      const title = parts[0] === 'inspector' ? 'inspect' : /** @type {'data'} */ (parts[0]);
      const box = sheet.getByRole('checkbox', { name: say(`${title}.title`) });
      assert.ok(await box.isChecked());
      await box.uncheck();
      await here[/** @type {'data'} */ (parts[0])].waitFor();
      await sameLoss(page, run);
    },
    { hash: `#v=1&run=0&s=manual&hide=${parts.join(',')}` },
  );
}

onPage(
  '6. the chart’s newest loss is of the step that the bar shows, from step 0 on',
  async (page) => {
    const run = await inNode();
    for (const step of [0, 1, 2]) {
      await trainTo(page, step);
      run.settle();
      const { loss } = run.progress();
      await page.getByText(new RegExp(`^step ${step}  training ${exact(loss)}( |$)`)).waitFor();
      assert.equal(await stepOf(page), step);
      await sameLoss(page, run);
      run.train(1);
    }
    await page.getByText(say('chart.stepHint')).waitFor();
  },
);

onPage('6. the loss under the cursor is the engine’s at every step', async (page) => {
  await trainTo(page, 12);
  const run = await inNode();
  run.train(12);
  const { loss, test } = {
    loss: run.trainer.history('loss'),
    test: run.trainer.history('test_loss'),
  };
  const chart = page.getByRole('slider', { name: say('chart.lossLabel') });
  await chart.focus();
  await chart.press('Home');
  for (const [i, step] of Array.from(loss.steps).entries()) {
    const train = exact(loss.values[i]);
    // A test is made at every tenth step: at the others the last one stands, and of which step it is.
    const k = Math.floor(step / 10);
    const when = step % 10 === 0 ? '' : ` (step ${10 * k})`;
    const wanted = `step ${step}  training ${train}  test ${exact(test.values[k])}${when}`;
    await until(async () => (await chart.getAttribute('aria-valuetext')) === wanted, wanted);
    await chart.press('ArrowRight');
  }
  // The last one is that of the coming update.
  const said = async () => (await chart.getAttribute('aria-valuetext')) ?? '';
  await until(async () => (await said()).startsWith('step 12  '), 'the newest loss');
  assert.ok(test.steps.length >= 1);
  const last = exact(test.values[test.values.length - 1]);
  assert.ok((await said()).endsWith(`  test ${last} (step 10)`));
  await page.getByText(exactly(await said())).waitFor();
});

onPage(
  '7. of a function without data the map shows where its variable is',
  async (page) => {
    const map = page.getByRole('application');
    const [violet] = await tokensOf(page, ['--gradient-plus']);
    const run = await inNode({}, 'square');
    // The engine draws x from -4 to 4 and y from -0.25 to 12; 12 % of air is added to both ends.
    const reach = 12.25 * 1.24;
    /** @param {number} x @returns {[number, number]} */
    const placeOf = (x) => [(x + 4) / 8, (13.47 - (x * x + x)) / reach];
    /** @type {[number, number][]} */
    const places = [placeOf(run.engineContext.parameters[0].item())];
    const isMarked = async (/** @type {[number, number]} */ place) =>
      apart((await coloursAt(map, [place]))[0], channels(violet)) < 3;
    await until(() => isMarked(places[0]), 'the beginning is marked');
    await trainTo(page, 2);
    run.train(2);
    places.push(placeOf(run.engineContext.parameters[0].item()));
    await until(() => isMarked(places[1]), 'the place after two steps is marked');
    assert.ok(!(await isMarked(places[0])));
  },
  { hash: '#v=1&run=0&s=square' },
);

onPage(
  '7. the units of a wide layer are seen in parts, each with its own map',
  async (page) => {
    const maps = page.getByRole('group', { name: /^Neurons of/ }).getByRole('button');
    await until(async () => (await maps.count()) === 32, 'the first of them');
    await page.getByRole('combobox', { name: 'Hidden layers' }).selectOption({
      label: 'Neurons 32 to 39 of mlp/linear1',
    });
    await until(async () => (await maps.count()) === 8, 'the rest of them');
    await maps.nth(3).focus();
    await page.getByRole('heading', { name: 'Neuron 35 of linear1' }).waitFor();
    const run = await inNode({ hidden: '40' });
    await mapAgrees(page, run, { neuron: { layer: 1, unit: 35 } });
  },
  { hash: '#v=1&run=0&c.hidden=40' },
);

onPage(
  '8. a number of the batch can be typed in: it holds for this step, in the link, too',
  async (page) => {
    const run = await inNode({}, 'by_hand');
    run.settle();
    await choose(page, 'x');
    const panel = inspector(page);
    await panel.getByText(say('inspect.editBatch')).waitFor();
    const cell = panel.getByRole('textbox').first();
    const given = await cell.inputValue();
    await cell.fill('0.75');
    await cell.press('Enter');
    const x = /** @type {import('../../wasm/slm.js').Tensor} */ (run.trainer.x);
    run.edit(x.id, 0, 0.75);
    await page.getByText(say('say.edited', 'en', { loss: short(run.root.item()) })).waitFor();
    await until(async () => page.url().includes('batch:0:0~0.75'), 'the address');
    await page.reload();
    await page.getByText(say('say.edited', 'en', { loss: short(run.root.item()) })).waitFor();
    await page.getByRole('button', { name: 'One step' }).click();
    await until(async () => (await cell.inputValue()) === given, 'the batch of the next step');
    run.train(1);
    run.settle();
    await sameLoss(page, run);
  },
  { hash: '#v=1&run=0&s=by_hand', firefox: true },
);
