/** Gradients, curves and classes on the page, held against the engine in Node. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PLOT } from '../../web/src/drawing/plot.js';
import { nodesOf } from '../../web/src/engine/look/cards.js';
import { rowsOf } from '../../web/src/engine/look/curves.js';
import { exact, figures, short } from '../../web/src/shared/formats.js';
import { pathOf } from '../../web/src/shared/paths.js';
import { findings } from '../../web/src/state/health.js';
import { inNode, tensorAt } from '../page/in-node.js';
import { count, until } from './browser.js';
import { button, choose, drawer, onPage, say, trainTo, type } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** What a button saves. @param {Page} page @param {string} name */
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  return readFileSync(await download.path());
}

/** The size of a picture and how many colours are on it, found in the page. @param {string} png */
async function inkOf(png) {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const { width, height, data } = await createImageBitmap(new Blob([bytes])).then((bitmap) => {
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    return /** @type {ImageData} */ (context?.getImageData(0, 0, bitmap.width, bitmap.height));
  });
  return { width, height, colours: new Set(new Uint32Array(data.buffer)).size };
}

onPage('5. gradient norms are the engine’s', async (page) => {
  const run = await inNode();
  run.settle();
  const nodes = nodesOf(run.subject);
  for (const node of run.graph?.nodes ?? []) {
    if (!node.requires_grad) continue;
    const norm = nodes.get(node.id)?.norm ?? Number.NaN;
    const text = norm < 1e-3 ? norm.toExponential(1).replace('-', '\u2212') : norm.toFixed(3);
    const name = new RegExp(`^${node.name} .*‖g‖ ${text}`);
    await until(async () => (await button(page, name).count()) >= 1, String(name));
  }
  await page.getByRole('tab', { name: 'Gradients' }).click();
  await trainTo(page, 3);
  run.train(3);
  const row = async (/** @type {string} */ name, /** @type {number} */ at) => {
    const [norm, ratio] = ['gradient_norm', 'update_ratio'].map((series) =>
      short(run.trainer.history(series, at).values[2]),
    );
    const cells = page.getByRole('row', { name: new RegExp(`^\\d ${name} `) }).getByRole('cell');
    await until(
      async () => (await cells.allInnerTexts()).slice(0, 2).join() === [norm, ratio].join(),
      `${name}: ${norm} ${ratio}`,
    );
  };
  for (const [i, name] of run.trainer.layers.entries()) await row(name, i);
  // Three updates are made: the third one used the gradients of step 2, and those are in the table.
  const used = say('chart.atUpdate', 'en', { step: 2, update: 3 });
  await page.getByRole('table', { name: used }).waitFor();
  const chart = page.getByRole('slider', { name: say('chart.normsLabel') });
  const place = async () =>
    Promise.all(
      ['aria-valuenow', 'aria-valuemax', 'aria-valuetext'].map((each) => chart.getAttribute(each)),
    );
  assert.deepEqual(await place(), ['2', '2', used]);
  await chart.focus();
  await chart.press('ArrowLeft');
  const before = say('chart.atUpdate', 'en', { step: 1, update: 2 });
  await page.getByRole('table', { name: before }).waitFor();
  assert.deepEqual(await place(), ['1', '2', before]);
  await chart.press('End');
  await button(page, 'update ÷ weight').click();
  await page.getByText(/^How far one step moves a parameter.* near 0\.001/).waitFor();
  const names = ['linear1/weight', 'linear1/bias', 'linear2/weight', 'linear2/bias'];
  for (const [i, name] of names.entries()) await row(`mlp/${name}`, run.trainer.layers.length + i);
});

onPage(
  '5. a dead relu and exploding gradients are named with the rule that fired',
  async (page) => {
    const run = await inNode({ lr: '2' });
    run.train(4);
    run.settle();
    const nodes = nodesOf(run.subject);
    assert.ok(run.graph);
    const found = [...findings(run.graph, nodes).values()];
    const dead = found.find(({ kind }) => kind === 'dead');
    const exploding = found.find(({ kind }) => kind === 'exploding');
    assert.ok(dead && exploding);
    await page.getByRole('tab', { name: 'Gradients' }).click();
    await trainTo(page, 4);
    await page
      .getByText(`relu1: ${dead.args.dead} of ${dead.args.units} units are 0 for the whole batch.`)
      .waitFor();
    await page
      .getByText(`Its gradient norm ${short(exploding.args.norm)} is above 1,000.`)
      .first()
      .waitFor();
    await page.getByRole('row', { name: /mlp\/linear1.* exploding$/ }).waitFor();
  },
  { hash: '#v=1&run=0&s=manual&c.lr=2' },
);

onPage(
  '5. a number that is not finite stops the training and names the first node and the step',
  async (page) => {
    const run = await inNode({ lr: '50' }, 'line');
    let result = run.train(1);
    while (result.stop === 'done') result = run.train(1);
    const bad = run.graph?.nodes.find(({ id }) => id === result.badNode?.id);
    assert.ok(bad && run.graph);
    const said = page.getByText(/(number|value)s? that (is|are) not finite/);
    await said.waitFor();
    const text = await said.innerText();
    assert.match(text, new RegExp(`Stopped at step ${run.progress().step}: `));
    const whose = result.badGradient ? 'the gradient of ' : '';
    assert.ok(text.includes(`: ${whose}${pathOf(bad, run.graph)} holds`), text);
    await button(page, 'Train').waitFor();
  },
  { hash: '#v=1&s=line&c.lr=50', ready: false },
);

onPage(
  '5. numbers that are not finite are named as soon as they are seen, by steps and by an edit',
  async (page) => {
    const said = page.getByText(/Stopped at step \d+: mul holds \d+ values that are not finite/);
    const bar = page.locator('[data-count="loss"]');
    while ((await said.count()) === 0) {
      const step = await count(page, 'step');
      await button(page, 'One step').click();
      await until(async () => (await count(page, 'step')) > step, 'a step that is not refused');
      // A loss without digits is none.
      if (!/\d/.test(await bar.innerText())) await said.waitFor();
    }
    const run = await inNode({ lr: '30' });
    while (run.train(1).stop === 'done');
    const { step } = run.progress();
    await page.getByText(`Stopped at step ${step}: mul holds`).waitFor();
    await button(page, 'First weights').click();
    await until(async () => (await said.count()) === 0, 'nothing of it');
    await choose(page, 'mlp/linear2/bias');
    await type(page, 0, 0, '1e30');
    await page.getByText(/Stopped at step 0: mul holds 128 values/).waitFor();
  },
  { hash: '#v=1&run=0&c.lr=30' },
);

onPage('6. the loss curve: cursor by key, table to save, several runs', async (page) => {
  await trainTo(page, 5);
  const chart = page.getByRole('slider', { name: /^Loss over the steps/ });
  await until(
    async () => /step 5/.test((await chart.getAttribute('aria-valuetext')) ?? ''),
    'the curve',
  );
  await chart.focus();
  await chart.press('ArrowLeft');
  await chart.press('ArrowLeft');
  await until(
    async () => /step 3/.test((await chart.getAttribute('aria-valuetext')) ?? ''),
    'the cursor',
  );
  const run = await inNode();
  run.train(5);
  const curve = run.trainer.history('loss');
  assert.ok((await chart.getAttribute('aria-valuetext'))?.includes(exact(curve.values[3])));
  const text = String(await saved(page, 'CSV'));
  const [names, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  for (const name of run.descriptions.config.series) {
    const { steps, values } = run.trainer.history(name);
    const column = names.indexOf(name);
    const wanted = Array.from(steps, (step, i) => [String(step), String(values[i])]);
    // The loss as it stands, too: the page tells it beside the step.
    if (name === 'loss') {
      run.settle();
      wanted.push(['5', String(run.progress().loss)]);
    }
    assert.deepEqual(
      rows.filter((row) => row[column] !== '').map((row) => [row[0], row[column]]),
      wanted,
      name,
    );
  }
  await button(page, 'Runs & files').click();
  await button(page, 'Keep this run on the chart').click();
  await button(page, /^Remove run 1/).waitFor();
  const both = String(await saved(page, 'CSV')).split('\n')[0];
  assert.match(both, /,run 1: loss,run 1: test_loss$/);

  // What the kept run was at the cursor, and nothing where it had ended.
  await page.keyboard.press('Escape');
  const shows = async (/** @type {string} */ text, item = "1: The manual's MLP") => {
    const kept = page.getByRole('listitem').filter({ hasText: item }).first();
    await until(async () => (await kept.innerText()).endsWith(text), `${item} ${text}`);
  };
  await chart.focus();
  await chart.press('Home');
  await shows(short(curve.values[0]));
  await trainTo(page, 7);
  await chart.focus();
  await chart.press('End');
  await shows('–');

  // A test of a later step would be of other weights.
  await trainTo(page, 12);
  await button(page, 'Runs & files').click();
  await button(page, 'Keep this run on the chart').click();
  await page.keyboard.press('Escape');
  await chart.focus();
  await chart.press('Home');
  for (let step = 0; step < 7; step++) await chart.press('ArrowRight');
  await until(async () => (await chart.getAttribute('aria-valuenow')) === '7', 'step 7');
  await shows(short(run.trainer.history('test_loss').values[0]), "2: The manual's MLP · test");
  // Behind its last test, as far as its run went.
  for (let step = 7; step < 12; step++) await chart.press('ArrowRight');
  await until(async () => (await chart.getAttribute('aria-valuenow')) === '12', 'step 12');
  run.train(7);
  await shows(short(run.trainer.history('test_loss').values[1]), "2: The manual's MLP · test");
});

onPage(
  '6. the gradients as a table: every layer and parameter, as the engine has them',
  async (page) => {
    await trainTo(page, 3);
    const run = await inNode();
    run.train(3);
    await page.getByRole('tab', { name: 'Gradients' }).click();
    await page.getByRole('row', { name: /mlp\/linear2/ }).waitFor();
    const [names, ...rows] = String(await saved(page, 'CSV'))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    for (const { name, norm, ratio } of rowsOf(run)) {
      for (const [series, curve] of /** @type {const} */ ([
        ['gradient_norm', norm],
        ['update_ratio', ratio],
      ])) {
        const column = names.indexOf(`${name}: ${series}`);
        assert.deepEqual(
          rows.filter((row) => row[column]).map((row) => Number(row[column])),
          // A bias of 0 has no ratio yet.
          Array.from(curve.values).filter(Number.isFinite),
          `${name} ${series}`,
        );
      }
    }
  },
);

onPage(
  '6. a picture names each line as the page does, once',
  async (page) => {
    await trainTo(page, 3);
    await button(page, 'Runs & files').click();
    await button(page, 'Keep this run on the chart').click();
    await page.keyboard.press('Escape');
    const written = async () => {
      await page.evaluate(() => Object.assign(globalThis, { written: [] }));
      await saved(page, 'PNG');
      return page.evaluate(() => /** @type {any} */ (globalThis).written);
    };
    const manual = "1: The manual's MLP";
    assert.deepEqual((await written()).slice(-4), [`${manual} · test`, manual, 'test', 'training']);
    await page.getByRole('tab', { name: 'Gradients' }).click();
    await page.getByRole('row', { name: /1 mlp\/linear1/ }).waitFor();
    assert.deepEqual((await written()).slice(-2), ['1 mlp/linear1', '2 mlp/linear2']);
  },
  {
    before: (page) =>
      page.addInitScript(() => {
        const own = OffscreenCanvasRenderingContext2D.prototype;
        const { fillText } = own;
        own.fillText = function (text, ...at) {
          /** @type {any} */ (globalThis).written?.push(text);
          return fillText.call(this, text, ...at);
        };
      }),
  },
);

onPage('6. the chart as a picture: its size, and something on it', async (page) => {
  await trainTo(page, 5);
  const box = await page.getByRole('slider', { name: /^Loss over the steps/ }).boundingBox();
  assert.ok(box);
  const file = await saved(page, 'PNG');
  const { width, height, colours } = await page.evaluate(inkOf, file.toString('base64'));
  assert.equal(width, 2 * Math.round(box.width));
  assert.ok(Math.abs(height - 2 * (box.height + 2 * 18)) <= 2, `${height} ${box.height}`);
  assert.ok(colours > 8, `${colours} colours`);
});

onPage(
  '10. paper shows the charts in light colours and nothing to press',
  async (page) => {
    await trainTo(page, 5);
    const brightness = () =>
      page.getByRole('slider', { name: /^Loss over the steps/ }).evaluate((element) => {
        const canvas = /** @type {HTMLCanvasElement} */ (element);
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const context = copy.getContext('2d', { willReadFrequently: true });
        context?.drawImage(canvas, 0, 0);
        const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
        const drawn = pixels?.data.filter((_, i, all) => i % 4 === 0 && all[i + 3] > 200) ?? [];
        return Math.min(...drawn);
      });
    assert.ok((await brightness()) > 40, 'a dark theme draws in light colours');
    await page.emulateMedia({ media: 'print' });
    await until(async () => (await brightness()) <= 40, 'dark lines');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    assert.equal(await button(page, 'Train').count(), 0);
    assert.equal(await button(page, 'CSV').count(), 0);
    await page.emulateMedia({ media: 'screen' });
    await until(async () => (await brightness()) > 40, 'light lines again');
  },
  { dark: true },
);

onPage('6. classes: accuracy and confusion are the engine’s', async (page) => {
  await page.getByRole('tab', { name: 'Classes' }).click();
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('three');
  const run = await inNode({}, 'three');
  run.settle();
  const { correct, total } = run.trainer.confusion();
  await page.getByText(`(${correct}/${total})`).waitFor();
  await trainTo(page, 1);
  run.train(1);
  const accuracy = run.trainer.history('train_accuracy').values[0];
  const chart = page.getByRole('slider', { name: /^Accuracy over the steps/ });
  await until(
    async () =>
      ((await chart.getAttribute('aria-valuetext')) ?? '').includes(`training ${short(accuracy)}`),
    'the accuracy',
  );
  // Measured at every tenth step, and told as of that step.
  await trainTo(page, 12);
  run.train(11);
  const [train, test] = ['train_accuracy', 'test_accuracy'].map((each) =>
    short(run.trainer.history(each).values[1]),
  );
  const wanted = `step 10  training ${train}  test ${test}`;
  await until(async () => (await chart.getAttribute('aria-valuetext')) === wanted, wanted);
  assert.equal(await chart.getAttribute('aria-valuenow'), '10');
});

onPage(
  '6. a loss below 0 is drawn on a linear axis, and the page says so',
  async (page) => {
    const log = button(page, 'log');
    await page.getByText(/a logarithmic axis has no place/).waitFor();
    assert.equal(await log.getAttribute('aria-pressed'), 'false');
  },
  { hash: '#v=1&s=square' },
);

onPage('6. a test loss of before an edited weight is told as such', async (page) => {
  const run = await inNode();
  await choose(page, 'mlp/linear2/bias');
  await trainTo(page, 10);
  run.train(10);
  const chart = page.getByRole('slider', { name: say('chart.lossLabel') });
  const test = exact(run.trainer.history('test_loss').values[1]);
  const ends = (/** @type {string} */ end) =>
    until(
      async () => (await chart.getAttribute('aria-valuetext'))?.endsWith(`  ${end}`) ?? false,
      end,
    );
  await ends(say('chart.atTest', 'en', { test }));
  await type(page, 0, 0, '2');
  run.edit(tensorAt(run, 'mlp/linear2/bias').id, 0, 2);
  await ends(say('chart.testEdited', 'en', { test, step: 10 }));
  await trainTo(page, 12);
  run.train(2);
  await ends(say('chart.testEdited', 'en', { test, step: 10 }));
  await chart.focus();
  await chart.press('Home');
  const first = exact(run.trainer.history('test_loss').values[0]);
  await ends(say('chart.atTest', 'en', { test: first }));
  await trainTo(page, 20);
  run.train(8);
  await chart.press('End');
  const after = exact(run.trainer.history('test_loss').values[2]);
  await ends(say('chart.atTest', 'en', { test: after }));
});

onPage('6. a curve of one sample is a dot', async (page) => {
  const chart = page.getByRole('slider', { name: say('chart.lossLabel') });
  const run = await inNode();
  run.settle();
  await page.getByText(`training ${exact(run.progress().loss)}`).waitFor();
  // Where the axes meet, and no number of either stands.
  const dark = () =>
    chart.evaluate((element, left) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const fine = canvas.width / canvas.clientWidth;
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext('2d', { willReadFrequently: true });
      context?.drawImage(canvas, 0, 0);
      const place = [(left - 4) * fine, 0, 8 * fine, canvas.height - 30 * fine];
      const [x, y, width, height] = place.map(Math.round);
      const data = context?.getImageData(x, y, width, height).data ?? [];
      return Array.from(data).filter((n, i) => i % 4 === 3 && n > 200 && data[i - 3] < 60).length;
    }, PLOT.left);
  await until(async () => (await dark()) >= 8, 'a dot');
});

for (const language of /** @type {const} */ (['ko', 'en'])) {
  for (const width of [360, 768]) {
    onPage(
      `6. small losses are read whole, and the chart stays in its place: ${language}, ${width} px`,
      async (page) => {
        const chart = page.getByRole('slider', { name: say('chart.lossLabel', language) });
        const panel = page.getByRole('tabpanel');
        const reading = panel.getByRole('paragraph').first();
        const top = async () => {
          const boxes = await Promise.all([chart, panel].map((each) => each.boundingBox()));
          return (boxes[0]?.y ?? 0) - (boxes[1]?.y ?? 0);
        };
        const fits = () =>
          reading.evaluate((line) =>
            [line, ...line.children].every((each) => each.scrollWidth <= each.clientWidth),
          );
        const before = await top();
        await page.getByRole('slider', { name: say('control.speed', language) }).fill('8');
        await button(page, say('control.play', language)).click();
        await page.getByText(say('say.goal', language).split('{')[0]).waitFor();
        const run = await inNode({ stop_step: '2999' }, 'moons');
        run.train(2999);
        run.settle();
        const { loss } = run.progress();
        const at = run.trainer.history('test_loss');
        assert.ok(loss < 1e-4 && at.steps.at(-1) === 2990, `${loss} ${at.steps.at(-1)}`);
        const args = { step: 2999, train: figures(loss, 7) };
        const test = { step: 2990, test: figures(at.values.at(-1) ?? 0, 7) };
        await page.getByText(say('chart.atTrain', language, args), { exact: true }).waitFor();
        await page.getByText(say('chart.testEarlier', language, test), { exact: true }).waitFor();
        assert.match(args.train, /^\d\.\d+e−\d$/);
        assert.ok(await fits(), `${await reading.innerText()}`);
        assert.equal(await top(), before);
      },
      {
        language: language === 'ko' ? 'ko-KR' : 'en-US',
        width,
        hash: '#v=1&run=0&s=moons&c.stop_step=2999',
      },
    );
  }
}

onPage(
  '5. values and gradients that are not finite are told apart, and the rate is 0',
  async (page) => {
    const run = await inNode();
    run.train(12);
    run.set('lr', '1000');
    const { badNode, badGradient } = run.train(100);
    const node = run.graph?.nodes.find(({ id }) => id === badNode?.id);
    assert.ok(node && run.graph && !badGradient);
    const {
      bad,
      badGradient: gradients,
      statistics,
    } = nodesOf(run.subject).get(node.id) ?? assert.fail();
    // Added they would be more than there are.
    assert.ok(bad > 0 && gradients > 0 && bad + gradients > 128, `${bad} ${gradients}`);
    await trainTo(page, 12);
    const sheet = await drawer(page, 'Network & training');
    const rate = sheet.getByRole('textbox', { name: 'lr', exact: true });
    await rate.fill('1000');
    await rate.press('Enter');
    await page.keyboard.press('Escape');
    await button(page, 'Train').click();
    const path = pathOf(node, run.graph);
    const { step } = run.progress();
    await page
      .getByText(say('say.nan', 'en', { step, count: bad }).replace('{name}', path))
      .waitFor();
    await until(async () => (await count(page, 'rate')) === 0, 'it rests');
    const panel = await choose(page, path);
    await panel.getByText(say('health.badRule', 'en', { bad, badGradient: gradients })).waitFor();
    await panel.getByText(say('inspect.finite')).waitFor();
    for (const name of ['nonfinite', 'gradient nonfinite', 'dead units']) {
      const wanted = String(statistics[name.replace(' ', '_')]);
      assert.match(wanted, /^\d+$/);
      await panel.getByText(new RegExp(`^${name}$`)).waitFor();
      const told = panel
        .locator('dl > div')
        .filter({ hasText: new RegExp(`^\\s*${name}\\s*${wanted}\\s*$`) });
      assert.equal(await told.count(), 1, `${name} ${wanted}`);
    }
  },
);

onPage(
  '10. the steepest parameter changes, and does not move a narrow page',
  async (page) => {
    const sentence = page.locator('.sentence p').first();
    await sentence.evaluate((element) => {
      const seen = {
        names: 0,
        heights: /** @type {number[]} */ ([]),
        name: '',
      };
      Object.assign(window, { seen });
      const look = () => {
        const name = element.querySelector('button')?.textContent ?? '';
        if (name && name !== seen.name) {
          seen.name = name;
          seen.names++;
        }
        if (
          name &&
          Number(document.querySelector('[data-count="step"]')?.textContent?.replaceAll(',', '')) >
            20
        )
          seen.heights.push(element.getBoundingClientRect().height);
      };
      new MutationObserver(look).observe(element, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    await button(page, say('control.play', 'ko')).click();
    const seen = () => page.evaluate(() => /** @type {any} */ (window).seen);
    await until(async () => (await seen()).names >= 4, 'another name, thrice');
    const { heights } = await seen();
    assert.ok(heights.length > 20 && new Set(heights).size === 1, `${[...new Set(heights)]}`);
  },
  { language: 'ko-KR', width: 360, hash: '#v=1&run=0&s=spiral' },
);
