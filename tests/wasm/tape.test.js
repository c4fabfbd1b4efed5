import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { loadEngine } from 'slm';
import { refusal } from './helpers.js';

const float = await loadEngine();
const double = await loadEngine({ double: true });

test('y = x*x + x, in either engine', () => {
  for (const engine of [float, double]) {
    const slm = engine.createContext();
    const { add, mul } = slm.ops;
    const x = slm.tensor(3, { requiresGrad: true });
    const y = add(mul(x, x), x);
    y.backward();
    assert.equal(y.item(), 12);
    assert.deepEqual(x.grad(), new engine.Real([7]));
    assert.ok(slm.gradcheck(y).passed);
    slm.free();
  }
  assert.equal(float.real, 'float');
  assert.equal(double.real, 'double');
});

/** @param {import('slm').Context} slm a small network with a repeated operand */
function network(slm) {
  const { add, matmul, mul, relu, sum } = slm.ops;
  const x = slm.tensor([
    [1, -2],
    [3, 0.5],
    [-1, 4],
  ]);
  const w = slm.parameter('w', [2, 2], [0.5, -1, 2, 0.25]);
  const b = slm.parameter('b', [2], [0.1, -0.3]);
  const hidden = relu(add(matmul(x, w), b));
  return { x, w, b, hidden, loss: sum(mul(hidden, hidden)) };
}

describe('a tape', () => {
  /** @type {import('slm').Context} */
  let slm;
  beforeEach(() => {
    slm = double.createContext();
  });

  test('tells what its tensors are', () => {
    const { w, hidden, loss } = network(slm);
    assert.deepEqual(w.shape, [2, 2]);
    assert.ok(w.isParameter && w.requiresGrad && !w.isIndex);
    assert.deepEqual([w.name, w.op, w.inputs], ['w', null, []]);
    assert.deepEqual([hidden.shape, hidden.op, hidden.count], [[3, 2], 'relu', 6]);
    assert.deepEqual(
      loss.inputs.map(({ op }) => op),
      ['mul'],
    );
    assert.deepEqual(
      slm.parameters.map(({ name }) => name),
      ['w', 'b'],
    );
    assert.equal(slm.tape.at(-1)?.id, loss.id);
    assert.equal(slm.at(loss.id).op, 'sum');
  });

  test('is run again with new values', () => {
    const { x, w, loss } = network(slm);
    const before = loss.item();
    w.set([0, 0, 0, 0]);
    assert.equal(refusal('STALE', () => loss.backward()).code, 'STALE');
    loss.forward().backward();
    assert.notEqual(loss.item(), before);
    assert.equal(loss.item(), 3 * 0.1 ** 2);
    x.writableView().fill(1);
    assert.equal(loss.forward().item(), 3 * 0.1 ** 2);
  });

  test('adds up gradients until zeroGrad', () => {
    const { w, loss } = network(slm);
    loss.backward();
    const once = w.grad();
    loss.backward();
    assert.deepEqual(
      w.grad(),
      once?.map((g) => 2 * g),
    );
    slm.zeroGrad();
    assert.deepEqual(w.grad(), new Float64Array(4));
    w.setGrad([1, 2, 3, 4]);
    assert.deepEqual(w.grad(), new Float64Array([1, 2, 3, 4]));
    assert.equal(network(slm).x.grad(), null);
  });

  test('takes an upstream gradient where the root is no scalar', () => {
    const x = slm.tensor([1, 2], { requiresGrad: true });
    const y = slm.ops.mul(x, x);
    refusal('NOT_SCALAR', () => y.backward());
    refusal('LENGTH', () => y.backward([1]));
    y.backward(new Float64Array([10, 100]));
    assert.deepEqual(x.grad(), new Float64Array([20, 400]));
  });

  test('steps through backward to the same gradients', () => {
    const { w, b, loss } = network(slm);
    loss.backward();
    const whole = [w.grad(), b.grad()];
    slm.zeroGrad();
    const nodes = [];
    for (const { node, inputs } of loss.backwardSteps()) {
      nodes.push(node.id);
      for (const { before, contribution, after, first } of inputs) {
        if (!before || !contribution || !after) continue;
        if (first) assert.ok(before.every((g) => g === 0));
        assert.deepEqual(
          after,
          before.map((g, i) => g + contribution[i]),
        );
      }
      refusal('STEPPING', () => loss.backward());
    }
    assert.deepEqual([w.grad(), b.grad()], whole);
    assert.deepEqual(nodes, slm.describeGraph(loss).backward);
  });

  test('shows a repeated operand as two contributions', () => {
    const x = slm.tensor(3, { requiresGrad: true });
    const [step] = slm.ops.mul(x, x).backwardSteps();
    assert.deepEqual(
      step.inputs.map(({ first, before, contribution, after }) => [
        first,
        before?.[0],
        contribution?.[0],
        after?.[0],
      ]),
      [
        [true, 0, 3, 3],
        [false, 3, 3, 6],
      ],
    );
  });

  test('may be left in the middle of a stepped pass', () => {
    const { w, loss } = network(slm);
    for (const node of loss.forwardSteps()) if (node.op === 'relu') break;
    for (const { node } of loss.backwardSteps()) if (node.op === 'mul') break;
    w.set(w.values());
    const order = [...loss.forwardSteps()].map(({ op }) => op);
    assert.deepEqual(order, ['matmul', 'add', 'relu', 'mul', 'sum']);
    loss.backward();
  });

  test('leaves a pass alone that was begun after its own was over', () => {
    const { loss } = network(slm);
    const mark = slm.mark();
    const passes = [
      () => slm.ops.exp(loss).forwardSteps(),
      () => slm.ops.exp(loss).backwardSteps(),
    ];
    for (const begin of passes) {
      for (const later of passes) {
        const [driven, ended] = [0, 1].map(() => {
          const steps = begin();
          steps.next();
          slm.rewind(mark);
          return steps;
        });
        const whole = [...later()].length;
        const next = later();
        next.next();
        assert.match(
          refusal('HANDLE', () => driven.next()).message,
          /_next: the pass \d+ is not there/,
        );
        assert.deepEqual(ended.return(), { value: undefined, done: true });
        assert.equal([...next].length, whole - 1);
        slm.rewind(mark);
      }
    }
  });

  test('leaves a pass alone when a trainer was reset before it', () => {
    const trainer = double.createTrainer({ data: 'xor', hidden: 2 }).reset();
    const begin = () => {
      trainer.prepare();
      const steps = trainer.loss.backwardSteps();
      steps.next();
      return steps;
    };
    const old = begin();
    trainer.reset();
    refusal('NOT_STEPPING', () => old.next());
    const older = begin();
    trainer.reset();
    const steps = begin();
    refusal('HANDLE', () => older.next());
    assert.ok(!steps.next().done);
    trainer.free();
  });

  test('is named by scopes, and knows where no gradient is wanted', () => {
    const x = slm.tensor([1, 2], { requiresGrad: true, name: 'x' });
    const y = slm.scope('outer', () => slm.scope('inner', () => slm.ops.exp(x))).named('e');
    assert.deepEqual([x.name, y.name, y.scope], ['x', 'e', 'outer/inner']);
    // A byte order mark is a character like any other.
    assert.equal(slm.tensor(1, { name: '\uFEFFa' }).name, '\uFEFFa');
    const z = slm.noGrad(() => slm.noGrad(() => slm.ops.exp(x)) && slm.ops.exp(x));
    assert.ok(!z.requiresGrad && slm.ops.exp(x).requiresGrad);
    assert.throws(
      () =>
        slm.scope('broken', () => {
          throw new RangeError('own');
        }),
      RangeError,
    );
    assert.equal(slm.ops.exp(x).scope, '');
  });

  test('is rewound to a mark, and refuses what was forgotten', () => {
    const { w, loss } = network(slm);
    const mark = slm.mark();
    const inUse = () => slm.tape.length;
    const before = inUse();
    const later = slm.ops.exp(loss);
    const laterMark = slm.mark();
    slm.rewind(mark);
    assert.equal(inUse(), before);
    for (const use of [
      () => later.values(),
      () => later.shape,
      () => later.backward(),
      () => slm.ops.exp(later),
      () => slm.describeGraph(later),
    ]) {
      assert.match(refusal('HANDLE', use).message, new RegExp(`tensor ${later.id} `));
    }
    const again = slm.ops.exp(loss);
    assert.notEqual(again.id, later.id);
    refusal('HANDLE', () => later.item());
    refusal('MARK', () => slm.rewind(laterMark));
    slm.rewind(mark);
    slm.rewind(mark);
    assert.equal(w.values().length, 4);
    refusal('MARK', () => double.createContext().rewind(mark));
  });

  test('is not rewound to a mark of an engine that looks the same', async () => {
    const [one, two] = [await loadEngine(), await loadEngine()].map((engine) => {
      const context = engine.createContext();
      context.tensor([1, 2]);
      return context;
    });
    assert.equal(one.handle, two.handle);
    refusal('MARK', () => two.rewind(one.mark()));
  });

  test('keeps the masks of dropout when asked', () => {
    slm.seed(5);
    const x = slm.tensor(new Float64Array(64).fill(1));
    const y = slm.ops.dropout(x, { p: 0.5 });
    slm.freezeRandom(true);
    const mask = y.values();
    assert.deepEqual(y.forward().values(), mask);
    slm.freezeRandom(false);
    assert.notDeepEqual(y.forward().values(), mask);
    const state = slm.randomState;
    const drawn = y.forward().values();
    slm.randomState = state;
    assert.deepEqual(y.forward().values(), drawn);
  });

  test('moves between the float and the double engine', () => {
    const single = float.createContext();
    const { matmul, sum, tanh, dropout } = single.ops;
    const w = single.parameter('w', [2, 3], [0.1, 0.2, 0.3, -0.4, 0.5, -0.6]);
    const x = single.tensor([[1, 2]], { name: 'x' });
    const root = single.scope('net', () => sum(dropout(tanh(matmul(x, w)), { p: 0.4 })));
    const bytes = single.save(root);

    const copy = slm.load(bytes);
    assert.equal(copy.item(), 0, 'a loaded tape is recorded, not computed');
    slm.freezeRandom(true);
    copy.forward();
    assert.ok(Math.abs(copy.item() - root.item()) < 1e-6);
    assert.deepEqual(slm.parameters[0].values(), Float64Array.from(w.values()));
    assert.deepEqual(
      slm.describeGraph(copy).nodes.map(({ op, name, scope, kind }) => ({ op, name, scope, kind })),
      single
        .describeGraph(root)
        .nodes.map(({ op, name, scope, kind }) => ({ op, name, scope, kind })),
    );
    const report = slm.gradcheck(copy);
    assert.ok(report.passed && report.checked === 6, JSON.stringify(report));

    // As it was saved, wherever it is loaded.
    const elsewhere = slm.scope('outer', () => slm.noGrad(() => slm.load(bytes)));
    assert.deepEqual([elsewhere.requiresGrad, elsewhere.scope], [true, 'net']);

    const again = float.createContext();
    const back = again.load(slm.save(copy));
    again.freezeRandom(true);
    back.forward();
    assert.deepEqual(back.values(), root.values());

    const parameters = slm.parameters.length;
    for (const broken of [bytes.subarray(0, 40), new Uint8Array(0), bytes.map((b) => b ^ 1)]) {
      refusal('BYTES', () => slm.load(broken));
    }
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] ^= 1;
      refusal('BYTES', () => slm.load(changed));
    }
    assert.equal(slm.parameters.length, parameters);
  });
});

describe('gradcheck', () => {
  test('checks all leaves, one, or one element, and leaves no trace', () => {
    const slm = double.createContext();
    const { w, b, loss } = network(slm);
    loss.backward();
    const before = [w.grad(), loss.values(), slm.randomState];
    assert.equal(slm.gradcheck(loss).checked, 6);
    assert.equal(slm.gradcheck(loss, { leaf: b }).checked, 2);
    const one = slm.gradcheck(loss, { leaf: w, element: 3, seed: 9, h: 1e-5, tolerance: 1e-5 });
    assert.deepEqual([one.checked, one.leaf?.id, one.element, one.passed], [1, w.id, 3, true]);
    assert.ok(Math.abs(one.analytic - one.numeric) < 1e-5);
    assert.deepEqual([w.grad(), loss.values(), slm.randomState], before);
    assert.ok(!slm.gradcheck(loss, { tolerance: 1e-30 }).passed);
    const other = slm.tensor(1, { requiresGrad: true });
    refusal('UNREACHED', () => slm.gradcheck(loss, { leaf: other }));
    refusal('INDEX', () => slm.gradcheck(loss, { leaf: b, element: 2 }));
    refusal('VALUE', () => slm.gradcheck(loss, { h: -1 }));
  });
});

describe('layers and optimizers', () => {
  test('a linear layer has named parameters', () => {
    const slm = float.createContext({ seed: 1 });
    const layer = slm.scope('net', () => slm.linear('first', 2, 3, { init: 'kaiming' }));
    assert.deepEqual([layer.weight.shape, layer.bias.shape], [[2, 3], [3]]);
    assert.ok(layer.weight.values().some((v) => v !== 0));
    const y = layer.forward(slm.tensor([[1, 2]]));
    assert.deepEqual(
      y.values(),
      slm.ops.add(slm.ops.matmul(slm.tensor([[1, 2]]), layer.weight), layer.bias).values(),
    );
    slm.initWeight(layer.weight, 'zeros');
    assert.ok(layer.weight.values().every((v) => v === 0));
    refusal('CHOICE', () => slm.initWeight(layer.weight, 'nice'));
    refusal('MATMUL', () => layer.forward(slm.tensor([[1, 2, 3]])));
  });

  test('every optimizer trains a network', () => {
    const choices = float.describeConfig().keys.find(({ key }) => key === 'optimizer')?.choices;
    assert.ok(choices?.length);
    for (const kind of choices) {
      const slm = float.createContext({ seed: 3 });
      const net = slm.mlp({ inputs: 1, outputs: 1, hidden: [8, 4], activation: ['tanh', 'gelu'] });
      const x = slm.tensor([[-1], [-0.5], [0], [0.5], [1]]);
      const loss = slm.ops.mse(net.forward(x, { training: true }), slm.ops.mul(x, x));
      const optimizer = slm.optimizer(kind, { lr: 0.02 });
      const before = loss.item();
      for (let i = 0; i < 200; i++) {
        loss.forward();
        slm.zeroGrad();
        loss.backward();
        assert.ok(slm.clipGradNorm(10) >= 0);
        optimizer.step();
      }
      assert.ok(loss.forward().item() < before / 2, `${kind}: ${before} -> ${loss.item()}`);
      optimizer.set(kind, { lr: 0 });
      const still = slm.parameters[0].values();
      optimizer.step();
      if (kind !== 'sgd') assert.deepEqual(slm.parameters[0].values(), still);
    }
  });

  test('what cannot be is refused', () => {
    const slm = float.createContext();
    refusal('CHOICE', () => slm.optimizer('magic'));
    refusal('VALUE', () => slm.optimizer('adam', { lr: -1 }));
    refusal('TYPE', () => slm.optimizer('adam', { lr: Number.NaN }));
    refusal('CHOICE', () => slm.mlp({ inputs: 1, outputs: 1, hidden: [2], activation: 'step' }));
    refusal('LENGTH', () => slm.mlp({ inputs: 1, outputs: 1, hidden: [2], activation: [] }));
    refusal('WHOLE', () => slm.mlp({ inputs: 1.5, outputs: 1 }));
    assert.throws(() => slm.mlp({ inputs: 1, outputs: 1, hidden: [1, 1, 1, 1, 1, 1, 1] }));
    assert.equal(slm.parameters.length, 0);
  });
});

test('statistics and histograms', () => {
  const slm = double.createContext();
  const x = slm.tensor([1, 2, 3, 4, Number.NaN], { requiresGrad: true });
  const y = slm.ops.sum(slm.ops.mul(x, x));
  const { columns, rows, values } = slm.statistics(y);
  assert.equal(rows, 3);
  assert.equal(values.length, rows * columns.length);
  const of = (/** @type {string} */ name) => values[columns.indexOf(name)];
  assert.deepEqual([of('min'), of('max'), of('mean'), of('nonfinite')], [1, 4, 2.5, 1]);
  // Of five units of one row two are above 0, and only a result has such units.
  const units = slm.statistics(slm.ops.relu(slm.tensor([-1, 2, 0, 4, Number.NaN])));
  const dead = columns.indexOf('dead_units');
  assert.ok(Number.isNaN(units.values[dead]));
  assert.equal(units.values[columns.length + dead], 3);
  const { counts, low, high } = slm.histogram(x, 3);
  assert.deepEqual([[...counts], low, high], [[1, 1, 2], 1, 4]);
  refusal('WHOLE', () => slm.histogram(x, 0));
});
