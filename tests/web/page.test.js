/** The page as a person uses it, opened from file:// in each browser that is installed. */

import assert from 'node:assert/strict';
import { probeOf } from '../../web/src/engine/look/probe.js';
import { short } from '../../web/src/shared/formats.js';
import { inNode } from '../page/in-node.js';
import { count, until } from './browser.js';
import {
  addressOf,
  button,
  card,
  choose,
  drawer,
  inspector,
  loss,
  onPage,
  sameLoss,
  say,
  trainTo,
} from './on-page.js';

onPage('trains from file:// until the loss falls, and stops when told', async (page) => {
  await button(page, 'One step').click();
  await until(async () => (await count(page, 'step')) === 1, 'the first step');
  const first = await loss(page);
  await button(page, 'Train').click();
  await until(async () => (await loss(page)) < first / 2, 'the loss is halved');
  await button(page, 'Pause').click();
  await button(page, 'Train').waitFor();
  await page.waitForTimeout(150);
  const stopped = await count(page, 'step');
  await page.waitForTimeout(200);
  assert.equal(await count(page, 'step'), stopped);
});

onPage('1. steps, reset and seeds are the engine’s', async (page) => {
  const run = await inNode();
  run.settle();
  const at = (/** @type {number} */ value) => value.toFixed(3);
  await until(async () => (await loss(page)) > 0, 'the first loss');
  assert.equal(at(await loss(page)), at(run.progress().loss));
  await trainTo(page, 3);
  run.train(3);
  run.settle();
  await until(
    async () => at(await loss(page)) === at(run.progress().loss),
    'the loss after 3 steps',
  );
  // Keys do the same as buttons.
  await page.locator('body').press('ArrowRight');
  await until(async () => (await count(page, 'step')) === 4, 'a step by key');
  await page.locator('body').press('r');
  await until(async () => (await count(page, 'step')) === 0, 'the reset');
  const again = await inNode();
  again.settle();
  await until(
    async () => at(await loss(page)) === at(again.progress().loss),
    'the first loss again',
  );
  // With Caps Lock, and with a Korean keyboard switched to Hangul.
  for (const init of [
    { key: 'R', code: 'KeyR' },
    { key: 'ㄱ', code: 'KeyR' },
  ]) {
    await page.locator('body').press('ArrowRight');
    await until(async () => (await count(page, 'step')) === 1, 'a step by key');
    await page.locator('body').dispatchEvent('keydown', init);
    await until(async () => (await count(page, 'step')) === 0, `the reset by ${init.key}`);
  }
  await page.keyboard.press('Space');
  await until(async () => (await count(page, 'step')) > 10, 'training by the space bar');
  await page.keyboard.press('Space');
  await button(page, 'New seed').click();
  await until(async () => (await count(page, 'step')) === 0, 'a new run');
  await until(async () => at(await loss(page)) !== at(again.progress().loss), 'other data');
});

onPage(
  'without a link a small network is already training',
  async (page) => {
    await until(async () => (await count(page, 'step')) > 100, 'training');
    await button(page, 'Pause').waitFor();
    // Slowly enough to see the loss fall: the engine could make a hundred times as many.
    const speed = page.getByRole('slider', { name: 'Speed' });
    const text = say('control.speedValue', 'en', { rate: 60 });
    assert.equal(await speed.getAttribute('aria-valuetext'), text);
    assert.ok((await count(page, 'rate')) > 0);
  },
  { hash: '', ready: false },
);

onPage(
  'whoever asked for less motion begins the training, but the link begins for others',
  async (page) => {
    await page.getByText(say('say.ready')).waitFor();
    assert.equal(await count(page, 'step'), 0);
    assert.doesNotMatch(await addressOf(page), /run=0/);
    await button(page, 'Train').click();
    await until(async () => (await count(page, 'step')) > 3, 'training');
  },
  { hash: '', still: true },
);

onPage('1. the speed control goes from slow motion to as fast as it goes', async (page) => {
  const speed = page.getByRole('slider', { name: 'Speed' });
  await speed.fill('0');
  await page.locator('[data-count="step"]').evaluate((element) => {
    const seen = ['0'];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const step = element.textContent?.trim() ?? '';
      if (step !== seen.at(-1)) seen.push(step);
    }).observe(element, { childList: true, subtree: true, characterData: true });
  });
  await button(page, 'Train').click();
  await until(async () => (await count(page, 'step')) >= 3, 'three steps in slow motion');
  // Each of them is seen. How long each takes is asked of the pace, by a clock of the test's own.
  const seen = await page.evaluate(() => /** @type {any} */ (window).seen);
  assert.deepEqual(seen.slice(0, 4), ['0', '1', '2', '3']);
  const step = await count(page, 'step');
  await speed.fill('8');
  await until(async () => (await count(page, 'step')) > step + 2000, 'thousands of steps');
});

onPage('2. scenarios and CSV: bad rows are named by line', async (page) => {
  await button(page, 'Data').click();
  await page.getByRole('button', { name: /^XOR/ }).click();
  const run = await inNode({}, 'xor');
  run.settle();
  await until(
    async () => (await loss(page)).toFixed(3) === run.progress().loss.toFixed(3),
    'the loss of xor',
  );
  await page
    .getByRole('textbox', { name: 'Table of points' })
    .fill('0,0,0\n1,1,1\nx,2,1\n-1,1,0,3\n0.5,-1,1');
  await button(page, 'Use this table').click();
  await page.getByText('3 rows were kept.').waitFor();
  await page.getByText(/^Line 3 was left out/).waitFor();
  await page.getByText(/^Line 4 was left out/).waitFor();
  await page.getByText('3 points').waitFor();
});

onPage('2. own points are drawn and erased on the map', async (page) => {
  await button(page, 'Data').click();
  await button(page, 'Own data').click();
  const map = page.getByRole('application');
  const box = await map.boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width * 0.25, box.y + box.height * 0.25);
  await page.getByText('1 point', { exact: true }).waitFor();
  await button(page, 'class 0').click();
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height * 0.75);
  await page.getByText('2 points', { exact: true }).waitFor();
  await button(page, 'Erase').click();
  await page.mouse.click(box.x + box.width * 0.25, box.y + box.height * 0.25);
  await page.getByText('1 point', { exact: true }).waitFor();
});

onPage(
  '3. a setting takes effect at once or starts anew, and a refused one says why',
  async (page) => {
    await trainTo(page, 2);
    await button(page, 'Network & training').click();
    const rate = page.getByRole('textbox', { name: 'lr', exact: true });
    await rate.fill('0.5');
    await rate.press('Enter');
    await trainTo(page, 3);
    const run = await inNode();
    run.train(2);
    run.set('lr', '0.5');
    run.train(1);
    run.settle();
    await until(
      async () => (await loss(page)).toFixed(3) === run.progress().loss.toFixed(3),
      'the loss with the new rate',
    );
    await rate.fill('-3');
    await rate.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'lr is -3' }).waitFor();
    // What is being typed is not overwritten while the page is drawn anew.
    await rate.fill('0.25');
    await button(page, 'Train').evaluate((/** @type {HTMLElement} */ train) => train.click());
    await until(async () => (await count(page, 'step')) > 20, 'some steps');
    assert.equal(await rate.inputValue(), '0.25');
    await button(page, 'Pause').evaluate((/** @type {HTMLElement} */ pause) => pause.click());
    const sheet = page.getByRole('dialog', { name: 'Network & training' });
    await button(page, '+ Add a layer').click();
    await until(async () => (await count(page, 'step')) === 0, 'a new network');
    await button(page, /^Fold mlp\/linear3/).waitFor();
    await sheet.getByRole('spinbutton', { name: 'Width of layer 2' }).fill('5');
    await sheet.getByRole('spinbutton', { name: 'Width of layer 2' }).press('Enter');
    await button(page, /^weight \(16,5\) .*, parameter$/).waitFor();
  },
);

onPage(
  '4. the graph is the tape: every node, folded modules, hidden data',
  async (page) => {
    const run = await inNode();
    const nodes = run.graph?.nodes ?? [];
    const cards = page
      .getByRole('region', { name: /^The engine’s tape/ })
      .getByRole('button', { name: /, (operation|parameter|leaf|data|indices|module)$/ });
    assert.equal(await cards.count(), nodes.length);
    for (const { name, shape } of nodes) {
      const shapeName = shape.length > 0 ? `\\(${shape.join(',')}\\)` : 'scalar';
      assert.ok((await button(page, new RegExp(`^${name} ${shapeName} `)).count()) >= 1, name);
    }
    await button(page, 'Fold modules').click();
    await until(async () => (await cards.count()) === nodes.length - 6, 'the cards');
    await button(page, 'Unfold modules').click();
    await button(page, 'Hide what has no gradient').click();
    await until(
      async () => (await cards.count()) === nodes.filter((node) => node.requires_grad).length,
      'the cards',
    );
  },
  { firefox: true },
);

onPage('4. the folded module stays where it was on the screen', async (page) => {
  const frame = button(page, 'Fold mlp/linear2');
  const before = await frame.boundingBox();
  await frame.click();
  const card = page.getByRole('button', { name: /^linear2 4 nodes .*, module$/ });
  const box = await card.boundingBox();
  assert.ok(before && box);
  assert.ok(
    Math.abs(before.x - box.x) < 24 && Math.abs(before.y - box.y) < 24,
    JSON.stringify([before, box]),
  );
});

onPage('4. a folded module is opened by its button, with keys', async (page) => {
  await button(page, 'Fold modules').click();
  await button(page, 'Unfold mlp/linear2').press('Enter');
  await button(page, 'Fold mlp/linear2').waitFor();
  await button(page, 'Unfold mlp/linear1').waitFor();
  assert.equal(await button(page, 'Unfold mlp/linear2').count(), 0);
});

onPage(
  '4. the chosen node stays where it is when all is laid out anew, and how large it is',
  async (page) => {
    await choose(page, 'mlp/relu1');
    await button(page, 'Zoom in').click();
    const chosen = card(page, 'mlp/relu1');
    const before = await chosen.boundingBox();
    assert.ok(before);
    for (const name of [
      'Hide what has no gradient',
      'Module frames',
      'Module frames',
      'Fold modules',
      'Unfold modules',
    ]) {
      await button(page, name).click();
      const box = await chosen.boundingBox();
      assert.ok(box, name);
      for (const of of /** @type {const} */ (['x', 'y', 'width', 'height']))
        assert.ok(Math.abs(box[of] - before[of]) < 1, JSON.stringify([name, before, box]));
    }
  },
);

onPage('7. the probe tells what the network answers, a neuron shows its own map', async (page) => {
  const map = page.getByRole('application');
  await map.focus();
  await map.press('ArrowRight');
  const run = await inNode();
  const [x0, x1] = [
    run.descriptions.config.data[0].low[0],
    run.descriptions.config.data[0].high[0],
  ];
  const x = Number(((x0 + x1) / 2 + (x1 - x0) / 40).toFixed(3));
  const { output, nodes } = probeOf(run, [x, 0]);
  const [answer] = output;
  const text = Math.abs(answer).toFixed(3);
  await until(
    async () => ((await map.getAttribute('aria-label')) ?? '').includes(text),
    `the answer ${text}`,
  );
  const short = (/** @type {number} */ value) => Math.abs(value).toFixed(3);
  for (const [card, path] of [
    ['relu1', 'mlp/relu1'],
    ['x', 'x'],
  ]) {
    const numbers = nodes[path].map(short);
    const name = button(page, new RegExp(`^${card} .*the probe’s point here`)).first();
    await name.waitFor();
    const spoken = ((await name.getAttribute('aria-label')) ?? '').split('point here: ')[1];
    const said = spoken.split(', ').slice(0, numbers.length);
    assert.deepEqual(
      said.map((number) => short(Number(number.replace('−', '-')))),
      numbers,
    );
  }
  await button(page, 'Remove the point').click();
  await until(
    async () => (await page.getByRole('button', { name: /probe’s point/ }).count()) === 0,
    'the cards show the batch again',
  );
  await button(page, 'Neuron 3 of mlp/linear1').click();
  const title = page.getByRole('heading', { name: 'Neuron 3 of linear1' });
  await title.waitFor();
  const cut = await title.evaluate((heading) => heading.scrollWidth - heading.clientWidth);
  assert.ok(cut <= 0, `${cut} px of the title are cut off`);
});

onPage(
  '8. the inspector: formula, derivative, C source, numbers, edit',
  async (page) => {
    await button(page, /^matmul \(128,16\) .*, operation$/).click();
    const panel = page.getByRole('region', { name: 'Chosen node' });
    await panel.getByText(/Multiplies matrices/).waitFor();
    assert.equal(await panel.locator('math').count(), 3);
    await panel.getByText('static void matmul_backward', { exact: false }).waitFor();
    await panel.getByText('naive twin slm_gemm_naive').click();
    await panel.getByText('sum += group_sum', { exact: false }).waitFor();

    await button(page, /^weight \(2,16\) .*, parameter$/).click();
    const run = await inNode();
    const [parameter] = run.engineContext.parameters;
    const cell = panel.getByRole('textbox', { name: 'row 0, column 0' });
    await cell.waitFor();
    const shown = Number((await cell.inputValue()).replace('\u2212', '-'));
    assert.ok(Math.abs(shown - Number(parameter.values()[0])) < 1e-6);
    await cell.fill('2.5');
    await cell.press('Enter');
    run.edit(parameter.id, 0, 2.5);
    run.settle();
    await until(
      async () => (await loss(page)).toFixed(3) === run.progress().loss.toFixed(3),
      'the loss of the edited weight',
    );
  },
  { firefox: true },
);

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `8. the signs of a derivative are told where they occur, and no others: ${language}`,
    async (page) => {
      /** @type {[string, string, string, boolean, string | undefined][]} */
      const nodes = [
        ['mul', 'a', 'da', true, undefined],
        ['mlp/relu1', 'x', 'dx', false, '[x > 0]'],
        ['mlp/linear1/matmul', 'a', 'da', false, undefined],
      ];
      for (const [path, name, code, times, where] of nodes) {
        const panel = await choose(page, path, language);
        const line = panel.getByText(`∂loss/∂${name}`);
        const text = (await line.innerText()).replace(/\s+/g, ' ').trim();
        const told = [
          say('inspect.bar', language, { name, code }),
          ...(times ? [say('inspect.times', language)] : []),
          ...(where ? [say('inspect.holds', language, { test: where })] : []),
        ];
        assert.equal(text, told.join(' '), path);
      }
      await choose(page, 'x', language);
      assert.equal(await inspector(page, language).getByText('∂loss/∂').count(), 0);
    },
    { language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

onPage(
  '9. the link gives the same run, hides parts, and a bad one says so',
  async (page) => {
    const run = await inNode({ lr: '0.3', hidden: '4' });
    run.settle();
    await until(
      async () => (await loss(page)).toFixed(3) === run.progress().loss.toFixed(3),
      'the run of the link',
    );
    assert.equal(await button(page, 'Data').count(), 0);
    await button(page, 'Link').click();
    const address = await page.getByRole('textbox', { name: 'Address' }).inputValue();
    assert.match(address, /c\.lr=0\.3/);
    assert.match(address, /hide=data/);
  },
  { firefox: true, hash: '#v=1&run=0&s=manual&c.lr=0.3&c.hidden=4&hide=data' },
);

onPage(
  '9. the link holds the speed, the chart and what is drawn',
  async (page) => {
    const speed = page.getByRole('slider', { name: 'Speed' });
    assert.equal(await speed.getAttribute('aria-valuetext'), say('control.speedMax'));
    const tab = page.getByRole('tab', { name: 'Gradients' });
    assert.equal(await tab.getAttribute('aria-selected'), 'true');
    await button(page, 'update ÷ weight').and(page.locator('[aria-pressed="true"]')).waitFor();
    assert.equal(await button(page, 'Module frames').getAttribute('aria-pressed'), 'false');
    await page.getByText('Some of this link was refused. Unknown here: hide=map.').waitFor();
    await speed.fill('0');
    await page.getByRole('tab', { name: 'Loss' }).click();
    const { hash } = new URL(await addressOf(page));
    assert.equal(hash, '#v=1&s=manual&speed=1&run=0&frames=0&measure=ratio');
  },
  { hash: '#v=1&run=0&speed=Infinity&chart=norms&measure=ratio&frames=0&hide=map' },
);

onPage(
  '9. the first change reaches the address, however soon after opening it comes',
  async (page) => {
    await button(page, say('graph.unfold', 'en', { name: 'mlp/linear1' })).click();
    await until(async () => !page.url().includes('fold='), 'nothing is folded any more');
  },
  {
    hash: '#v=1&run=0&fold=mlp%2Flinear1',
    // A slow machine's timers, so that the change comes before the first of them.
    before: (page) =>
      page.addInitScript(() => {
        const { setInterval: usual } = globalThis;
        globalThis.setInterval = /** @type {any} */ (
          (/** @type {() => void} */ action, /** @type {number} */ ms) => usual(action, ms + 5000)
        );
      }),
  },
);

onPage(
  '9. the link holds folded modules and the probe',
  async (page) => {
    await button(page, say('graph.unfold', 'en', { name: 'mlp/linear1' })).waitFor();
    const { output } = probeOf(await inNode(), [0.5, -0.25]);
    const said = say('map.probeAt', 'en', { input: '(0.500, −0.250)', output: short(output[0]) });
    await page.getByText(said).waitFor();
    await button(page, say('graph.unfold', 'en', { name: 'mlp/linear1' })).click();
    await until(async () => !page.url().includes('fold='), 'nothing is folded any more');
    assert.match(page.url(), /probe=0\.5,-0\.25/);
  },
  { hash: '#v=1&run=0&fold=mlp/linear1&probe=0.5,-0.25' },
);

onPage(
  '9. the address follows what is set, so that a reload keeps it; a link stays as it came until then',
  async (page) => {
    const hash = () => page.evaluate(() => location.hash);
    await page.getByText(/^Some of this link was refused/).waitFor();
    const entries = await page.evaluate(() => history.length);
    await drawer(page, 'Network & training');
    const rate = page.getByRole('textbox', { name: 'lr', exact: true });
    await page.waitForTimeout(1200);
    assert.equal(await hash(), '#v=1&s=moons&run=0&x=1');
    await rate.fill('0.5');
    await rate.press('Enter');
    await until(
      async () => (await hash()) === '#v=1&s=moons&c.lr=0.5&run=0',
      'the address follows',
    );
    await page.keyboard.press('Escape');
    await trainTo(page, 1);
    await drawer(page, 'Network & training');
    await rate.fill('0.25');
    await rate.press('Enter');
    const later = '#v=1&s=moons&c.lr=0.5&at=1~lr~0.25&run=0';
    await until(async () => (await hash()) === later, 'the later change is there');
    // The way back leads to where one came from.
    assert.equal(await page.evaluate(() => history.length), entries);
    await page.reload();
    await trainTo(page, 2);
    const run = await inNode({ lr: '0.5' }, 'moons');
    run.train(1);
    run.set('lr', '0.25');
    run.train(1);
    await sameLoss(page, run);
  },
  { firefox: true, hash: '#v=1&s=moons&run=0&x=1' },
);

onPage(
  '9. another link in the same page is shown as in a new one',
  async (page) => {
    /** @param {string} hash */
    const go = (hash) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash);
    await drawer(page, 'Network & training');
    await go('#v=1&run=0&s=xor&hide=network');
    await sameLoss(page, await inNode({}, 'xor'));
    await button(page, 'Train').waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
    const { hash } = new URL(await addressOf(page));
    assert.equal(hash, '#v=1&s=xor&hide=network&run=0');
    // A link to own points has the map draw; one to others does not.
    await go('#v=1&s=own');
    await page.getByText(say('map.drawHint')).waitFor();
    // One that cannot be read has the page train as it does without one.
    await go('#v=99');
    await page.getByText(/This link could not be read/).waitFor();
    await page.getByText(say('map.probeHint')).waitFor();
    await until(async () => (await count(page, 'step')) > 3, 'training');
    assert.equal(new URL(await addressOf(page)).hash, '#v=1&s=manual');
  },
  { hash: '#v=1&s=moons&log=0&hard=1&test=0&plain=0&speed=5' },
);

onPage(
  '9. a bad link starts with the defaults and says so',
  async (page) => {
    await page.getByText(/This link could not be read/).waitFor();
  },
  { hash: '#v=99&s=manual' },
);

onPage('9. weights go to a file and come back', async (page) => {
  await trainTo(page, 3);
  const before = await loss(page);
  await button(page, 'Runs & files').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Save weights').click(),
  ]);
  const file = await download.path();
  await button(page, 'First weights').click();
  await until(async () => (await count(page, 'step')) === 0, 'the reset');
  await page.getByLabel('Load weights').setInputFiles(file);
  await until(async () => (await count(page, 'step')) === 3, 'the saved step');
  await until(async () => (await loss(page)) === before, 'the saved loss');
});

onPage(
  '10. Korean and English, light and dark, by choice and by the browser',
  async (page) => {
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.equal(await page.locator('html').getAttribute('data-theme'), dark ? 'dark' : 'light');
    await button(page, '한 스텝').waitFor();
    await button(page, 'EN').click();
    await button(page, 'One step').waitFor();
    await button(page, 'Colours: as the system').click();
    await button(page, 'Colours: light').click();
    await button(page, 'Colours: dark').waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await page.reload();
    await button(page, 'One step').waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  },
  { firefox: true, language: 'ko-KR', dark: true },
);

onPage(
  'works without localStorage',
  async (page) => {
    await button(page, 'One step').click();
    await until(async () => (await count(page, 'step')) === 1, 'a step');
    await button(page, '한국어').click();
    await button(page, '한 스텝').waitFor();
  },
  {
    before: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      }),
  },
);

onPage('Escape closes a drawer and leaves the keys at the button that opened it', async (page) => {
  const opener = button(page, 'Data');
  await opener.focus();
  await opener.press('Enter');
  await page.getByRole('dialog', { name: 'Data' }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Data');
  assert.equal(await page.getByRole('dialog').count(), 0);
});
