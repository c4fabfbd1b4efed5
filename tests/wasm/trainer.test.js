import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { loadEngine } from 'slm';
import { refusal } from './helpers.js';

const engine = await loadEngine();

const config = { data: 'xor', hidden: [8, 4], activation: 'tanh', optimizer: 'adam', lr: 0.02 };

/** @param {import('slm').Trainer} trainer the bits of its weights */
const weights = (trainer) => trainer.context.parameters.map((parameter) => [...parameter.values()]);

describe('a trainer', () => {
  /** @type {import('slm').Trainer} */
  let trainer;
  beforeEach(() => {
    trainer = engine.createTrainer(config).reset();
  });

  test('trains', () => {
    assert.ok(trainer.ready && !trainer.needsReset);
    const start = trainer.progress;
    assert.deepEqual([start.step, start.loss], [0, Number.NaN]);
    assert.deepEqual(trainer.train(300), {
      done: 300,
      stop: 'done',
      badNode: null,
      badGradient: false,
    });
    const { step, loss, testAccuracy, gradientNorm } = trainer.progress;
    assert.equal(step, 300);
    assert.ok(loss < 0.05 && testAccuracy > 0.9 && gradientNorm > 0, `${loss} ${testAccuracy}`);
  });

  test('a reset ends what was made in its context', () => {
    const own = engine.createTrainer(config).reset();
    const network = own.context.mlp({ inputs: 2, hidden: [3], outputs: 1 });
    const optimizer = own.context.optimizer('adam');
    own.prepare();
    optimizer.step();
    own.reset();
    refusal('HANDLE', () => optimizer.step());
    refusal('HANDLE', () => network.forward(own.context.tensor([1, 2], { shape: [1, 2] })));
    own.free();
  });

  test('a reset refused before anything ended leaves what was made in its context', () => {
    const first = engine.createTrainer({ data: 'own' });
    const weight = first.context.parameter('w', [1], [2]);
    const layer = first.context.linear('head', 2, 1);
    const optimizer = first.context.optimizer('sgd', { lr: 0.5 });
    const used = () => {
      first.context.zeroGrad();
      first.context.ops.sum(weight).backward();
      optimizer.step();
      layer.forward(first.context.tensor([1, 2], { shape: [1, 2] }));
    };
    refusal('KEY_CONFLICT', () => first.reset()); // no points
    used();
    first.set('data', 'xor');
    refusal('SCOPE', () => first.context.scope('mine', () => first.reset()));
    used();
    assert.deepEqual([...weight.values()], [1]);
    first.context.limitBytes(0);
    refusal('MEMORY', () => first.reset()); // none for the data
    first.context.limitBytes(Infinity);
    used();
    first.reset();
    refusal('HANDLE', () => optimizer.step());
    first.free();

    // One that ends what there was and then comes to nothing takes the handles with it.
    let ended = false;
    for (let room = 1024; !ended; room *= 2) {
      const other = engine.createTrainer(config);
      const kept = other.context.parameter('w', [1]);
      const itsOptimizer = other.context.optimizer('sgd');
      other.context.limitBytes(other.context.bytes.inUse + room);
      refusal('MEMORY', () => other.reset());
      ended = other.context.parameters.length === 0;
      if (ended) {
        refusal('HANDLE', () => itsOptimizer.step());
        refusal('HANDLE', () => kept.values());
      } else itsOptimizer.step();
      other.free();
    }
  });

  test('takes keys as text, numbers and lists', () => {
    trainer.set('lr', 0.5).set('hidden', [3, 5]).set('batch', '16');
    assert.deepEqual(
      ['lr', 'hidden', 'batch'].map((key) => trainer.get(key)),
      ['0.5', '3,5', '16'],
    );
    assert.ok(trainer.needsReset);
    assert.deepEqual(trainer.reset().context.parameters[0].shape, [2, 3]);
    for (const { key, default: text } of engine.describeConfig().keys) trainer.set(key, text);
    assert.equal(trainer.get('hidden'), '16');
    const refused = refusal('KEY_NUMBER', () => trainer.set('lr', -1));
    assert.match(refused.message, /lr is -1; it must be a number from 0 to/);
    assert.equal(trainer.get('lr'), '0.1');
    refusal('KEY_UNKNOWN', () => trainer.get('speed'));
    trainer.scenario('spiral');
    assert.equal(trainer.get('data'), 'spiral');
    assert.throws(() => trainer.scenario('nothing'));
  });

  test('gives the same bits in one call and in many, whole and in halves', () => {
    trainer.train(30);
    const many = engine.createTrainer(config).reset();
    for (let i = 0; i < 20; i++) many.train(1);
    for (let i = 0; i < 10; i++) {
      many.prepare();
      many.update();
    }
    assert.deepEqual(weights(many), weights(trainer));
    assert.deepEqual(many.progress, trainer.progress);
  });

  test('is saved and goes on as it would have', () => {
    trainer.train(20);
    const bytes = trainer.save();
    trainer.train(15);
    const other = engine.createTrainer(config).reset();
    other.restore(bytes);
    assert.equal(other.progress.step, 20);
    other.train(15);
    assert.deepEqual(weights(other), weights(trainer));
    refusal('BYTES', () => other.restore(bytes.slice(0, -1)));
    refusal('TYPE', () => other.restore(/** @type {any} */ ('bytes')));
    assert.deepEqual(weights(other), weights(trainer));
  });

  test('tells what the optimizer keeps of a parameter', () => {
    const [weight] = trainer.context.parameters;
    assert.deepEqual(trainer.moments(weight), { t: 0, moments: [null, null] });
    trainer.train(1);
    const first = trainer.moments(weight);
    const gradient = weight.grad();
    assert.equal(first.t, 1);
    first.moments.forEach((moment, i) => {
      assert.equal(moment?.length, weight.count);
      const scale = i === 0 ? 1 - 0.9 : 1 - 0.999;
      moment?.forEach((value, k) => {
        const wanted = scale * (gradient?.[k] ?? Number.NaN) ** (i + 1);
        assert.ok(Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted), `${value} ${wanted}`);
      });
    });
    const copy = structuredClone(first);
    trainer.train(4);
    assert.deepEqual(first, copy, 'a copy');
    const fifth = trainer.moments(weight);
    assert.equal(fifth.t, 5);
    assert.notDeepEqual(fifth.moments, first.moments);
    const other = engine.createTrainer(config).reset();
    other.restore(trainer.save());
    assert.deepEqual(other.moments(other.context.parameters[0]), fifth);
    trainer.set('optimizer', 'sgd');
    assert.deepEqual(trainer.moments(weight), { t: 0, moments: [null, null] });
    const { updates } = engine.describeConfig();
    assert.deepEqual(
      updates.map(({ moments }) => moments),
      [['d'], ['m', 'v'], ['m', 'v']],
    );
    const refused = refusal('STRUCTURE', () => trainer.moments(trainer.loss));
    assert.equal(refused.message, 'moments: the tensor is not usable here; it must be a parameter');
    refusal('FOREIGN', () => trainer.moments(other.loss));
    refusal('TYPE', () => trainer.moments(/** @type {any} */ (0)));
  });

  test('keeps samples of its history', () => {
    trainer.train(50);
    const { steps, values } = trainer.history('loss');
    assert.equal(steps.at(-1), 49, 'the loss belongs to the weights before the update');
    assert.equal(values.at(-1), trainer.progress.loss);
    assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]));
    for (const series of engine.describeConfig().series) trainer.history(series);
    assert.equal(trainer.layers.length, 3);
    for (const i of trainer.layers.keys())
      assert.ok(trainer.history('gradient_norm', i).steps.length);
    refusal('CHOICE', () => trainer.history('mood'));
    const last = trainer.layers.length + trainer.context.parameters.length - 1;
    // A bias that is 0 at first has no ratio then.
    const ratios = trainer.history('update_ratio', last).values.slice(1);
    assert.ok(ratios.every((ratio) => ratio > 0));
    assert.throws(() => trainer.history('gradient_norm', last + 1));
  });

  test('shows its tape, and stays where it is until it is recorded again', () => {
    const { loss, x, output, recording } = trainer;
    assert.ok(x);
    trainer.train(5);
    assert.equal(trainer.loss.id, loss.id);
    const graph = trainer.context.describeGraph(loss);
    assert.ok(graph.nodes.some(({ id }) => id === output.id));
    assert.equal(trainer.context.statistics(loss).rows, graph.nodes.length);
    assert.equal(x.shape[1], 2);
    trainer.set('batch', 4).train(1);
    assert.notEqual(trainer.recording, recording);
    refusal('HANDLE', () => loss.values());
    assert.equal(trainer.x?.shape[0], 4);
  });

  test('has weights that can be edited between steps', () => {
    trainer.train(5);
    const [first] = trainer.context.parameters;
    first.set(first.values().fill(0));
    trainer.prepare();
    assert.ok(first.values().every((v) => v === 0));
    assert.ok(first.grad()?.some((g) => g !== 0));
    assert.equal(trainer.update().done, 1);
    assert.ok(first.values().some((v) => v !== 0));
  });

  test('predicts, maps, probes and counts', () => {
    trainer.train(300);
    const [low, high] = trainer.predict([0.5, 0.5, -0.5, 0.5]);
    assert.ok(low < 0.2 && high > 0.8, `${low} ${high}`);
    refusal('LENGTH', () => trainer.predict([1, 2, 3]));

    const corners = { x0: -1, x1: 1, y0: -1, y1: 1, width: 2, height: 2 };
    const colours = [0x0000ff, 0xffffff, 0xff0000];
    const { rgba, values } = trainer.map({ ...corners, colours, values: true });
    assert.deepEqual(
      values,
      Float32Array.from(trainer.predict([-0.5, 0.5, 0.5, 0.5, -0.5, -0.5, 0.5, -0.5])),
    );
    assert.ok(rgba[0] > 200 && rgba[2] < 100 && rgba[3] === 255, `${rgba}`);
    const into = new Uint8ClampedArray(16);
    assert.equal(trainer.map({ ...corners, colours, into }).rgba, into);
    assert.deepEqual(into, rgba);
    refusal('LENGTH', () => trainer.map({ ...corners, colours, into: new Uint8ClampedArray(4) }));
    refusal('WHOLE', () => trainer.map({ ...corners, colours, width: 1.5 }));
    refusal('WHOLE', () => trainer.map({ ...corners, colours: [-1, 0, 0] }));
    assert.throws(() => trainer.map({ ...corners, colours, layer: 9 }));

    const probe = trainer.probe([0.5, 0.5]);
    assert.deepEqual(probe.shape, [1, 1]);
    assert.equal(trainer.probe([0.5, 0.5]).id, probe.id);
    assert.throws(() => trainer.probe([1]));

    const { counts, correct, total } = trainer.confusion();
    assert.equal(counts.length, 4);
    assert.equal(counts[0] + counts[3], correct);
    assert.equal(
      counts.reduce((a, b) => a + b, 0),
      total,
    );
    assert.ok(trainer.confusion({ test: true }).total < total);
  });

  test('learns from own points', () => {
    const x = new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]);
    const own = engine.createTrainer({ data: 'own', hidden: [8], activation: 'tanh', lr: 0.5 });
    own.setPoints({ inputs: 2, classes: 2, x, label: [0, 1, 1, 0] });
    own.reset().train(2000);
    assert.deepEqual(own.data?.label, new Int32Array([0, 1, 1, 0]));
    assert.deepEqual(own.data?.x, x);
    assert.equal(own.confusion().correct, 4);
    refusal('LENGTH', () => own.setPoints({ inputs: 3, x }));
    refusal('LENGTH', () => own.setPoints({ inputs: 2, x, y: [1] }));
    refusal('LENGTH', () => own.setPoints({ inputs: 2, classes: 2, x, label: [1] }));
    refusal('TYPE', () =>
      own.setPoints({ inputs: 2, classes: 2, x, label: /** @type {any} */ (x) }),
    );
    refusal('WHOLE', () => own.setPoints({ inputs: 0, x }));
    assert.equal(own.confusion().correct, 4);
    const test = new Uint8Array([0, 0, 0, 1]);
    own.setPoints({ inputs: 2, classes: 2, x, label: [0, 1, 1, 0], test });
    assert.deepEqual([own.data?.train, own.data?.test], [3, 1]);
  });

  test('says which tensor stopped being finite', () => {
    const [first] = trainer.context.parameters;
    first.set(first.values().fill(Infinity));
    const { done, stop, badNode } = trainer.train(5);
    assert.deepEqual([done, stop, badNode?.id], [0, 'nonfinite', first.id]);
  });

  test('is refused once it is freed, with all its tensors', () => {
    const { loss, context } = trainer;
    trainer.free();
    refusal('HANDLE', () => trainer.train(1));
    refusal('HANDLE', () => loss.values());
    refusal('HANDLE', () => context.parameters);
    refusal('HANDLE', () => trainer.free());
    const plain = engine.createContext();
    Object.assign(trainer, { context: plain });
    assert.match(refusal('HANDLE', () => trainer.train(1)).message, /trainer/);
  });
});

test('in double, too, a trainer tells what its optimizer keeps', async () => {
  const double = await loadEngine({ double: true });
  const trainer = double.createTrainer(config).reset();
  const [weight] = trainer.context.parameters;
  trainer.train(2);
  const before = trainer.moments(weight);
  trainer.train(1);
  const { t, moments } = trainer.moments(weight);
  assert.equal(t, 3);
  const gradient = /** @type {Float64Array} */ (weight.grad());
  for (const [i, beta] of [0.9, 0.999].entries()) {
    assert.ok(moments[i] instanceof Float64Array);
    moments[i].forEach((value, k) => {
      const old = before.moments[i]?.[k] ?? Number.NaN;
      const wanted = beta * old + (1 - beta) * gradient[k] ** (i + 1);
      assert.ok(Math.abs(value - wanted) <= 1e-14 * (Math.abs(old) + 1), `${value} ${wanted}`);
    });
  }
  trainer.free();
  refusal('HANDLE', () => trainer.moments(weight));
});

test('before the first reset there is no run', () => {
  const trainer = engine.createTrainer();
  assert.ok(!trainer.ready && trainer.data === null);
  refusal('STRUCTURE', () => trainer.loss);
  assert.throws(() => trainer.train(1));
  assert.throws(() => trainer.predict([1, 2]));
  assert.throws(() => trainer.confusion());
  assert.throws(() => trainer.save());
  refusal('WHOLE', () => trainer.train(-1));
  refusal('WHOLE', () => trainer.train(0.5));
  trainer.free();
});
