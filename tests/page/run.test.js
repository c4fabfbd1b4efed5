/** The worker's run, on the engine that ships: frames hold the engine's numbers, recipes repeat. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { readHash, writeHash } from '../../web/src/app/address.js';
import { initialState } from '../../web/src/app/state.js';
import { nodesOf } from '../../web/src/engine/look/cards.js';
import { frameOf } from '../../web/src/engine/look/frame.js';
import { Maps } from '../../web/src/engine/look/maps.js';
import { probeOf } from '../../web/src/engine/look/probe.js';
import { Pace } from '../../web/src/engine/pace.js';
import { Run } from '../../web/src/engine/run.js';
import { has } from '../../web/src/engine/subjects/subject.js';
import { groupsOf } from '../../web/src/state/layers.js';
import { windowIn } from './in-node.js';

/** @typedef {import('../../web/src/shared/protocol.js').Recipe} Recipe */

/** @type {Recipe} */
const manual = { scenario: 'manual', config: {}, points: null, changes: [] };
const map = {
  area: /** @type {[number, number, number, number]} */ ([-3, 3, -3, 3]),
  size: 16,
  neuron: null,
  discrete: false,
  colours: [0xff0000, 0xffffff, 0x0000ff],
  classColours: [1, 2, 3, 4, 5, 6, 7, 8],
};
const small = { area: map.area, colours: map.colours };
/** @type {import('../../web/src/shared/protocol.js').Look} */
const everything = {
  nodes: true,
  curves: true,
  rows: true,
  confusion: true,
  neurons: { layer: 0, from: 0, count: 16, ...small },
  map,
};
const newRun = async () => new Run(await loadEngine());

/** @param {Run} run */
const weights = (run) => run.engineContext.parameters.map((p) => Array.from(p.values()));

test('a frame holds what the engine says of the same step', async () => {
  const run = await newRun();
  assert.deepEqual(run.start(structuredClone(manual)), []);
  run.train(50);
  run.settle();
  const { progress, nodes, curves, map, neurons, confusion } = frameOf(run, everything);
  assert.equal(progress.step, 50);
  const loss = run.root.item();
  assert.equal(progress.loss, loss);
  assert.equal(nodes?.get(run.root.id)?.statistics.mean, loss);
  for (const parameter of run.engineContext.parameters) {
    const grad = parameter.grad() ?? [];
    const norm = Math.sqrt(Array.from(grad).reduce((sum, g) => sum + g * g, 0));
    const told = nodes?.get(parameter.id)?.norm ?? Number.NaN;
    assert.ok(Math.abs(told - norm) <= 1e-6 * norm, `${told} ${norm}`);
  }
  // After 50 updates there are 51 losses: the last is that of the coming one.
  assert.equal(curves?.loss.steps.length, 51);
  assert.equal(curves?.loss.values[50], loss);
  assert.equal(map?.rgba.length, 16 * 16 * 4);
  assert.equal(neurons?.length, 16);
  assert.equal(confusion?.train.total, 128);
  assert.equal(
    confusion?.train.counts.flat().reduce((a, b) => a + b),
    128,
  );
});

test('looking does not change the run', async () => {
  const [looked, plain] = [await newRun(), await newRun()];
  for (const run of [looked, plain]) run.start(structuredClone(manual));
  for (let i = 0; i < 20; i++) {
    looked.settle();
    frameOf(looked, everything);
    probeOf(looked, [0.1, 0.2]);
    looked.train(3);
    plain.train(3);
  }
  assert.deepEqual(weights(looked), weights(plain));
});

test('a link makes the same run again, later changes and edited weights included', async () => {
  const first = await newRun();
  first.start({ ...structuredClone(manual), config: { hidden: '6', optimizer: 'adam' } });
  first.train(30);
  first.set('lr', '0.02');
  first.train(20);
  const [parameter] = first.engineContext.parameters;
  first.edit(parameter.id, 3, 0.75);
  first.train(40);

  const link = readHash(writeHash(first.recipe, initialState));
  const second = await newRun();
  assert.deepEqual(second.start(/** @type {Recipe} */ (link?.recipe)), []);
  while (second.progress().step < 90) second.train(90 - second.progress().step);
  assert.deepEqual(weights(second), weights(first));
});

test('a checkpoint in a new engine goes on as if nothing had happened', async () => {
  const first = await newRun();
  first.start({ ...structuredClone(manual), config: { dropout: '0.2', batch: '16' } });
  first.train(25);
  first.set('lr', '0.05');
  first.train(10);
  const bytes = first.save();
  const recipe = structuredClone(first.recipe);
  first.train(30);

  const second = await newRun();
  second.start(recipe);
  second.restore(bytes);
  assert.equal(second.progress().step, 35);
  second.train(30);
  assert.deepEqual(weights(second), weights(first));
});

test('what is refused is told and changes nothing', async () => {
  const run = await newRun();
  const refused = run.start({
    ...structuredClone(manual),
    config: { lr: '-1', nonsense: '2', momentum: '0.5' },
  });
  assert.deepEqual(
    refused.map((error) => /** @type {any} */ (error).code),
    ['KEY_NUMBER', 'KEY_UNKNOWN'],
  );
  assert.deepEqual(run.recipe.config, { momentum: '0.5' });
  assert.throws(() => run.set('hidden', '1000'));
  assert.equal(run.describe(false).config.hidden, '16');
  run.train(1);
});

test('a run that begins anew keeps what was set on the way, and its link says so', async () => {
  const run = await newRun();
  run.start(structuredClone(manual));
  run.train(3);
  run.set('lr', '0.5');
  run.set('hidden', '5');
  assert.deepEqual(run.recipe.changes, []);
  assert.deepEqual(run.recipe.config, { lr: '0.5', hidden: '5' });
  run.train(3);
  const again = await newRun();
  again.start(structuredClone(run.recipe));
  again.train(3);
  assert.deepEqual(weights(again), weights(run));
});

test('the first weights are those typed in before the first step; others are forgotten', async () => {
  const run = await newRun();
  run.start(structuredClone(manual));
  const [parameter] = run.engineContext.parameters;
  run.edit(parameter.id, 1, 0.75);
  const first = weights(run);
  run.train(3);
  run.set('lr', '0.5');
  run.edit(parameter.id, 2, -4);
  run.reset();
  assert.equal(run.progress().step, 0);
  assert.deepEqual(weights(run), first);
  const typed = [{ step: 0, key: 'weight:0:1', value: '0.75' }];
  assert.deepEqual(run.recipe, { ...manual, config: { lr: '0.5' }, changes: typed });
  // Another network has none of them.
  run.set('hidden', '5');
  assert.deepEqual(run.recipe.changes, []);
});

test('an element that there is not is refused, whatever stands for it', async () => {
  for (const element of ['-1', '1.5', '', 'length', '1e9']) {
    for (const kind of ['weight', 'batch']) {
      const run = await newRun();
      const changes = [{ step: 0, key: `${kind}:0:${element}`, value: '1' }];
      const [error] = run.start({ ...structuredClone(manual), changes });
      assert.equal(/** @type {any} */ (error)?.code, 'KEY_UNKNOWN', `${kind} ${element}`);
      assert.deepEqual(run.recipe.changes, []);
    }
  }
});

test('later changes that cannot be made are told when they come due, and the run goes on', async () => {
  const run = await newRun();
  const change = (/** @type {number} */ step, /** @type {string} */ key) => ({
    step,
    key,
    value: '-5',
  });
  const changes = [
    change(0, 'weight:99:0'),
    change(0, 'lr'),
    change(0, 'weight:0:5'),
    { ...change(0, 'weight:0:4'), value: '1e39' },
    change(2, 'weight:0:99999'),
    change(3, 'nonsense'),
  ];
  const codes = (/** @type {Error[]} */ errors) =>
    errors.map((error) => /** @type {any} */ (error).code);
  assert.deepEqual(codes(run.start({ ...structuredClone(manual), changes })), [
    'KEY_UNKNOWN',
    'KEY_NUMBER',
    'KEY_UNKNOWN',
  ]);
  assert.equal(weights(run)[0][5], -5);
  assert.deepEqual(codes(run.train(1).refused), []);
  assert.deepEqual(codes(run.train(1).refused), ['KEY_UNKNOWN']);
  assert.deepEqual(codes(run.train(9).refused), ['KEY_UNKNOWN']);
  assert.deepEqual(run.recipe.changes, [change(0, 'weight:0:5')]);
  const plain = await newRun();
  plain.start({ ...structuredClone(manual), changes: [change(0, 'weight:0:5')] });
  plain.train(run.progress().step);
  assert.deepEqual(weights(run), weights(plain));
});

test('own points begin with their scenario’s network, as their link says', async () => {
  const points = {
    inputs: 2,
    classes: 2,
    rows: [
      [0, 0, 0],
      [1, 1, 1],
    ],
  };
  const drawn = await newRun();
  assert.deepEqual(drawn.start({ ...structuredClone(manual), scenario: 'own' }), []);
  drawn.points(points);
  const linked = await newRun();
  assert.deepEqual(linked.start(structuredClone(drawn.recipe)), []);
  assert.deepEqual(linked.describe(false).config, drawn.describe(false).config);
  assert.equal(drawn.describe(false).config.optimizer, 'adam');
  for (const run of [drawn, linked]) run.train(20);
  assert.deepEqual(weights(linked), weights(drawn));
});

test('points of another form are another run, and refused ones leave the old run whole', async () => {
  const run = await newRun();
  run.start({ ...structuredClone(manual), scenario: 'by_hand' });
  run.train(3);
  const points = {
    inputs: 1,
    classes: 0,
    rows: [
      [0, 1],
      [1, 3],
    ],
  };
  assert.throws(() => run.points(points), /by_hand/);
  assert.deepEqual([run.progress().step, run.recipe.points], [3, null]);
  run.set('lr', '0.25');
  assert.equal(run.progress().step, 3);

  run.start(structuredClone(manual));
  run.points({
    inputs: 2,
    classes: 3,
    rows: [
      [0, 0, 0],
      [1, 1, 1],
      [0, 1, 2],
    ],
  });
  run.train(3);
  run.points(points);
  assert.equal(run.progress().step, 0);
  const data = run.describe(false).points;
  assert.deepEqual([data.inputs, data.classes, Array.from(data.y)], [1, 0, [1, 3]]);
});

test('own points train, and more of them go on', async () => {
  const run = await newRun();
  const rows = [
    [0, 0, 0],
    [1, 1, 1],
    [0.1, -0.2, 0],
  ];
  run.points({ inputs: 2, classes: 2, rows });
  assert.equal(run.describe(false).points.train, 3);
  run.train(20);
  run.points({ inputs: 2, classes: 2, rows: [...rows, [1, 0.9, 1]] });
  assert.equal(run.progress().step, 20);
  assert.equal(run.describe(false).points.train, 4);
  assert.ok(!run.rerecorded, 'the tape that was described is the one that trains');
});

test('a table window shows the numbers, and an edit runs the tape again', async () => {
  const run = await newRun();
  run.start(structuredClone(manual));
  const [parameter] = run.engineContext.parameters;
  const window = windowIn(run, parameter.id, 'value', 0);
  assert.deepEqual([window.rows, window.columns, window.editable], [2, 16, true]);
  assert.deepEqual(window.cells.flat(), Array.from(parameter.values()));
  assert.equal(
    window.histogram.counts.reduce((a, b) => a + b),
    32,
  );
  const before = run.root.item();
  run.edit(parameter.id, 0, 3);
  run.settle();
  assert.notEqual(run.root.item(), before);
  assert.equal(windowIn(run, parameter.id, 'value', 0).cells[0][0], 3);
  assert.ok(has(run.subject, parameter.id));
  run.set('hidden', '4');
  assert.ok(!has(run.subject, parameter.id), 'another recording has other ids');
});

test('units of a wide layer come in groups, each map that of its unit', async () => {
  const run = await newRun();
  run.start({ ...structuredClone(manual), config: { hidden: '40,3' } });
  run.settle();
  const groups = groupsOf(run.hidden());
  assert.deepEqual(groups, [
    { layer: 0, from: 0, count: 32 },
    { layer: 0, from: 32, count: 8 },
    { layer: 1, from: 0, count: 3 },
  ]);
  for (const { layer, from, count } of groups) {
    const { neurons } = frameOf(run, { ...everything, neurons: { layer, from, count, ...small } });
    assert.equal(neurons?.length, count);
    const neuron = { layer: layer + 1, unit: from + count - 1 };
    const alone = new Maps(run).large({ ...map, size: 20, neuron });
    assert.deepEqual(neurons?.at(-1)?.rgba, alone?.rgba);
  }
});

test('a number of the batch can be changed for its step, and the recipe makes it again', async () => {
  const run = await newRun();
  run.start({ ...structuredClone(manual), config: { batch: '16' } });
  run.train(4);
  run.settle();
  const x = /** @type {import('../../wasm/slm.js').Tensor} */ (run.trainer.x);
  const drawn = Array.from(x.values() ?? []);
  const loss = run.root.item();
  assert.ok(windowIn(run, x.id, 'value', 0).editable);
  assert.ok(!windowIn(run, run.root.id, 'value', 0).editable, 'a result is computed');
  run.edit(x.id, 5, 4);
  run.edit(/** @type {any} */ (run.trainer.y).id, 3, -2);
  const edited = run.root.item();
  assert.notEqual(edited, loss);
  const changes = [
    { step: 4, key: 'batch:0:5', value: '4' },
    { step: 4, key: 'batch:1:3', value: '-2' },
  ];
  assert.deepEqual(run.recipe.changes, changes);

  const restored = await newRun();
  restored.start(structuredClone(run.recipe));
  restored.restore(run.save());
  restored.settle();
  assert.equal(restored.root.item(), edited, 'a saved run comes back with what was typed in');

  run.train(1);
  run.settle();
  assert.notDeepEqual(Array.from(x.values() ?? []), drawn, 'the next step has its own batch');
  assert.ok(!Array.from(x.values() ?? []).includes(4));
  run.train(5);
  restored.train(6);
  const again = await newRun();
  again.start(structuredClone(run.recipe));
  while (again.progress().step < 10) again.train(10 - again.progress().step);
  assert.deepEqual(weights(again), weights(run));
  assert.deepEqual(weights(restored), weights(run));
  const untouched = await newRun();
  untouched.start({ ...structuredClone(manual), config: { batch: '16' } });
  untouched.train(10);
  assert.notDeepEqual(weights(untouched), weights(run));

  run.reset();
  assert.deepEqual(run.recipe.changes, []);
});

test('a class that there is not is refused, and the batch is as it was', async () => {
  const run = await newRun();
  run.start({ scenario: 'three', config: {}, points: null, changes: [] });
  run.settle();
  const y = /** @type {import('../../wasm/slm.js').Tensor} */ (run.trainer.y);
  const loss = run.root.item();
  assert.throws(() => run.edit(y.id, 0, 3), { code: 'INDEX' });
  assert.throws(() => run.edit(y.id, 0, 1.5), { code: 'WHOLE' });
  assert.equal(run.root.item(), loss);
  assert.deepEqual(run.recipe.changes, []);
  run.edit(y.id, 0, ((y.values() ?? [])[0] + 1) % 3);
  assert.notEqual(run.root.item(), loss);
  run.train(1);
  assert.equal(run.progress().step, 1);
  const changes = [{ step: 0, key: 'batch:1:0', value: '7' }];
  const [error] = run.start({ scenario: 'three', config: {}, points: null, changes });
  assert.equal(/** @type {any} */ (error).code, 'INDEX');
  assert.deepEqual(run.recipe.changes, []);
});

test('the pace asks for as many steps as are due', async () => {
  let now = 0;
  let total = 0;
  const pace = new Pace(
    {
      train(steps) {
        total += steps;
        now += steps * 0.01;
        return { done: steps, more: true };
      },
      failed: assert.ifError,
    },
    () => now,
  );
  pace.set(Infinity);
  assert.ok(total > 0, 'begins at once: no message comes between');
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  const rate = pace.rate();
  pace.set(0);
  const stopped = total;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(total, stopped);
  assert.ok(total > 1000, String(total));
  assert.ok(rate > 0);
  pace.channel.port1.close();
});

test('the pace makes the steps of its speed, by the clock that it is given', () => {
  const { setTimeout: real } = globalThis;
  for (const rate of [1, 2, 5, 15, 60, 250, 1000, 5000]) {
    let now = 0;
    let total = 0;
    /** @type {{ at: number, ring: () => void }[]} */
    const timers = [];
    const clock = (/** @type {() => void} */ ring, ms = 0) => timers.push({ at: now + ms, ring });
    globalThis.setTimeout = /** @type {any} */ (clock);
    const pace = new Pace(
      {
        train(steps) {
          total += steps;
          return { done: steps, more: true };
        },
        failed: assert.ifError,
      },
      () => now,
    );
    try {
      pace.set(rate);
      assert.equal(total, 1, 'the first step at once');
      for (let timer = timers.shift(); timer && timer.at <= 10_000; timer = timers.shift()) {
        now = timer.at;
        timer.ring();
      }
      assert.ok(Math.abs(total - 10 * rate) <= 1 + rate / 100, `${total} steps in 10 s at ${rate}`);
      assert.ok(Math.abs(pace.rate() - rate) <= 1 + rate / 10, `${pace.rate()}, not ${rate}`);
    } finally {
      globalThis.setTimeout = real;
      pace.set(0);
      pace.channel.port1.close();
    }
  }
});

test('a gradient that is not finite has no norm', async () => {
  const run = await newRun();
  run.start(manual);
  run.edit(run.engineContext.parameters[0].id, 0, 3e38);
  run.settle();
  const nodes = [...nodesOf(run.subject).values()].filter(
    (node) => node.statistics.gradient_nonfinite > 0,
  );
  assert.ok(nodes.length > 0);
  for (const { norm } of nodes) assert.ok(Number.isNaN(norm), String(norm));
});

test('a run goes on with the state of an optimizer that was chosen on the way', async () => {
  const run = await newRun();
  run.start({ ...structuredClone(manual), scenario: 'circle' });
  run.train(20);
  run.set('optimizer', 'adam');
  run.set('lr', '0.01');
  run.train(20);
  const bytes = run.save();
  const recipe = structuredClone(run.recipe);
  run.train(3);
  const again = await newRun();
  again.start(recipe);
  again.restore(bytes);
  again.train(3);
  assert.deepEqual(weights(again), weights(run));
});

test('points that are refused leave no trace: settings are taken as before', async () => {
  const run = await newRun();
  const rows = [
    [0, 1, 0],
    [1, 0, 1],
  ];
  const own = { inputs: 2, classes: 2, rows };
  run.start({ ...structuredClone(manual), scenario: 'own', config: { loss: 'bce' }, points: own });
  const before = weights(run);
  assert.throws(() => run.points({ inputs: 2, classes: 0, rows: [[0, 1, 0.3]] }));
  assert.equal(run.set('lr', '0.3'), false);
  assert.deepEqual(weights(run), before);
  assert.equal(run.recipe.points, own);
});
