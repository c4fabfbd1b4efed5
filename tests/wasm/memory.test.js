/** Memory that grows, memory that is not there, an engine that has died, and nothing that leaks. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from 'slm';
import { refusal } from './helpers.js';

const MEGABYTE = 1 << 20;

test('growing memory leaves copies alone and detaches views', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext();
  const x = slm.tensor([1, 2, 3], { requiresGrad: true });
  const copy = x.values();
  const view = x.view();
  const before = engine.bytes.reserved;
  const large = slm.zeros([8 * MEGABYTE]);
  assert.ok(engine.bytes.reserved > before);
  assert.equal(view.length, 0, 'a view from before shows nothing rather than something old');
  assert.deepEqual([...copy], [1, 2, 3]);
  assert.deepEqual([...x.view()], [1, 2, 3]);
  const y = slm.ops.sum(slm.ops.mul(x, x));
  y.backward();
  assert.deepEqual([...(x.grad() ?? [])], [2, 4, 6]);
  assert.equal(large.view().length, 8 * MEGABYTE);
  slm.free();
});

test('a view is handed over whole though the memory grows for it', async () => {
  const count = 3 * MEGABYTE;
  /** @type {((t: import('slm').Tensor) => import('slm').Tensor)[]} */
  const uses = [
    (t) => t.context.tensor(/** @type {Float32Array} */ (t.view())),
    (t) => t.context.parameter('p', [count], /** @type {Float32Array} */ (t.view())),
    (t) => t.set(/** @type {Float32Array} */ (t.view())),
  ];
  for (const use of uses) {
    const engine = await loadEngine();
    const slm = engine.createContext();
    const x = slm.zeros([count]);
    x.writableView().set(new Float32Array(count).map((_, i) => i % 1000));
    const before = engine.bytes.reserved;
    const copy = use(x);
    assert.ok(engine.bytes.reserved > before, 'the memory did not grow');
    assert.deepEqual(copy.values(), x.values());
    slm.free();
  }
});

test('a view that has ended is refused, not taken for an empty one', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext();
  const ended = /** @type {Float32Array} */ (slm.tensor([1, 2]).view());
  const endedIndex = /** @type {Int32Array} */ (slm.index([1, 2]).view());
  const endedBytes = new Uint8Array(ended.buffer, 0, 8);
  slm.zeros([8 * MEGABYTE]);
  assert.equal(
    refusal('TYPE', () => slm.tensor(ended)).message,
    'tensor: data is a view whose memory is gone; it must be a view taken anew, or a copy',
  );
  refusal('TYPE', () => slm.index(endedIndex));
  refusal('TYPE', () => slm.load(endedBytes));
  assert.deepEqual(slm.tensor(new Float32Array(0)).shape, [0]);
  slm.free();
});

test('data larger than the memory there is makes it grow while it is handed over', async () => {
  const engine = await loadEngine();
  const before = engine.bytes.inUse;
  const slm = engine.createContext();
  const data = new Float32Array(6 * MEGABYTE).map((_, i) => i % 1000);
  const x = slm.tensor(data);
  assert.deepEqual(x.view().subarray(-3), data.subarray(-3));
  assert.deepEqual(x.values(), data);
  slm.free();
  assert.equal(engine.bytes.inUse, before);
});

test('a context past its limit says so, and goes on', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext({ limitBytes: MEGABYTE });
  const x = slm.tensor([1, 2], { requiresGrad: true });
  const error = refusal('MEMORY', () => slm.zeros([MEGABYTE]));
  assert.equal(error.args.op, 'tensor');
  const y = slm.ops.sum(slm.ops.mul(x, x));
  y.backward();
  assert.deepEqual([...(x.grad() ?? [])], [2, 4]);
  assert.ok(slm.bytes.inUse <= MEGABYTE && slm.bytes.peak >= slm.bytes.inUse);
  slm.limitBytes(Infinity);
  assert.equal(slm.zeros([MEGABYTE]).count, MEGABYTE);
  slm.limitBytes(0);
  refusal('MEMORY', () => slm.describeGraph(slm.ops.exp(slm.zeros([MEGABYTE]))));
  slm.free();
});

test('what cannot have its name is not made', async () => {
  const engine = await loadEngine();
  const name = 'x'.repeat(2000);
  /** @type {((slm: import('slm').Context, name: string) => import('slm').Tensor)[]} */
  const leaves = [
    (slm, name) => slm.tensor(3, { name, requiresGrad: true }),
    (slm, name) => slm.zeros([3], { name }),
    (slm, name) => slm.index([3], { name }),
  ];
  for (const leaf of leaves) {
    const slm = engine.createContext();
    refusal('VALUE', () => leaf(slm, name));
    assert.equal(slm.tape.length, 0);
    const x = slm.tensor(3, { requiresGrad: true });
    slm.limitBytes(slm.bytes.inUse);
    // There is room for the leaf, but none for a first name.
    assert.equal(refusal('MEMORY', () => leaf(slm, 'a')).args.op, 'name');
    assert.equal(slm.tape.length, 1);
    slm.limitBytes(Infinity);
    assert.equal(leaf(slm, 'a').name, 'a');
    slm.ops.mul(x, x).backward();
    assert.deepEqual([...(x.grad() ?? [])], [6]);
    slm.free();
  }
});

test('a parameter whose values do not fit is not made', async () => {
  /** A context with room for so large a parameter, and not for its values beside it. */
  const full = async () => {
    const slm = (await loadEngine()).createContext();
    const { memory } = slm;
    const room = memory.call('lend', 18 * MEGABYTE);
    for (let bytes = 1 << 30; bytes >= 1024; ) if (!memory.call('lend', bytes)) bytes /= 2;
    memory.call('take_back', room, 18 * MEGABYTE);
    return slm;
  };
  assert.equal((await full()).parameter('p', [MEGABYTE]).count, MEGABYTE);
  const slm = await full();
  refusal('MEMORY', () => slm.parameter('p', [MEGABYTE], new Float32Array(MEGABYTE)));
  assert.equal(slm.parameters.length, 0);
});

test('what there is no handle for is not made', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext();
  let made = 1;
  const error = refusal('MEMORY', () => {
    for (; ; made++) slm.optimizer('sgd');
  });
  assert.equal(made, 2 ** 16 - 1);
  assert.ok(Number(error.args.bytes) > 0, error.message);
  const { inUse } = engine.bytes;
  const uses = [
    () => slm.mlp({ inputs: 2, outputs: 1 }),
    () => slm.optimizer('adam'),
    () => engine.createContext(),
    () => engine.createTrainer(),
  ];
  for (const use of uses) refusal('MEMORY', use);
  assert.deepEqual([slm.parameters.length, slm.tape.length], [0, 0]);
  assert.equal(engine.bytes.inUse, inUse);
  slm.free();
  for (const use of [() => engine.createContext(), () => engine.createTrainer()]) use().free();
});

test('more than there can ever be is an error, not a trap', async () => {
  const engine = await loadEngine();
  const before = engine.bytes.inUse;
  const slm = engine.createContext();
  refusal('MEMORY', () => slm.zeros([2 ** 29 - 1024]));
  refusal('SIZE', () => slm.zeros([2 ** 29]));
  refusal('MEMORY', () => slm.ops.broadcast_to(slm.tensor(1), { shape: [2 ** 29 - 1024] }));
  assert.ok(!engine.dead);
  assert.equal(slm.ops.exp(slm.tensor(0)).item(), 1);
  slm.free();
  assert.equal(engine.bytes.inUse, before);
});

describe('after a trap', () => {
  /** Overwrites all of an engine's memory through a view: a fault that traps. */
  async function trapped() {
    const engine = await loadEngine();
    const slm = engine.createContext();
    const x = slm.tensor([1, 2, 3], { requiresGrad: true });
    const y = slm.ops.mul(x, x);
    const steps = slm.ops.sum(y).backwardSteps();
    steps.next();
    new Uint8Array(x.view().buffer).fill(0xff);
    const first = refusal('DEAD', () => slm.ops.exp(x));
    assert.ok(first.cause instanceof WebAssembly.RuntimeError);
    return { engine, slm, x, y, steps };
  }

  test('every call says that the engine is dead', async () => {
    const { engine, slm, x, y, steps } = await trapped();
    assert.ok(engine.dead);
    for (const use of [
      () => x.values(),
      () => x.set([1, 2, 3]),
      () => y.forward(),
      () => y.backward(),
      () => slm.mark(),
      () => slm.free(),
      () => slm.scope('a', () => 0),
      () => slm.noGrad(() => 0),
      () => slm.gradcheck(y),
      () => engine.createContext(),
      () => engine.createTrainer(),
      () => engine.bytes,
      () => steps.next(),
    ]) {
      assert.match(refusal('DEAD', use).message, /trap/);
    }
    assert.ok(engine.describeOps().length > 0, 'what was described before is still there');
  });

  test('a new engine works in the same process', async () => {
    await trapped();
    const engine = await loadEngine();
    const slm = engine.createContext();
    assert.equal(slm.ops.exp(slm.tensor(0)).item(), 1);
  });

  test('another engine of the same module is not touched', async () => {
    const other = await loadEngine();
    const slm = other.createContext();
    const x = slm.tensor(2);
    await trapped();
    assert.equal(slm.ops.mul(x, x).item(), 4);
  });
});

test('10,000 cycles of create, train and free end with the bytes they began with', async () => {
  const engine = await loadEngine();
  const cycle = () => {
    const slm = engine.createContext({ seed: 1 });
    const net = slm.mlp({ inputs: 2, outputs: 1, hidden: [4], activation: 'tanh' });
    const optimizer = slm.optimizer('adam');
    const x = slm.tensor([[0.5, -1]]);
    const loss = slm.ops.mse(net.forward(x), slm.tensor([[1]]));
    loss.backward();
    optimizer.step();
    slm.describeGraph(loss);
    slm.save(loss);
    refusal('BROADCAST', () => slm.ops.add(x, slm.zeros([3])));
    slm.free();
  };
  const trainer = () => {
    const t = engine.createTrainer({ data: 'xor', samples: 16, hidden: 4 }).reset();
    t.train(2);
    t.restore(t.save());
    t.free();
  };
  const { inUse } = engine.bytes;
  cycle();
  trainer();
  const before = engine.bytes;
  assert.equal(before.inUse, inUse);
  for (let i = 0; i < 10_000; i++) {
    cycle();
    if (i % 10 === 0) trainer();
  }
  assert.deepEqual(engine.bytes, before);
});

test('a tape that is rewound at every step stops growing', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext();
  const w = slm.parameter('w', [4], [1, 2, 3, 4]);
  const optimizer = slm.optimizer('sgd');
  const mark = slm.mark();
  let inUse = 0;
  for (let i = 0; i < 500; i++) {
    const rows = 1 + (i % 7);
    const x = slm.tensor(new Float32Array(4 * rows).fill(0.1), { shape: [rows, 4] });
    slm.ops.mean(slm.ops.mul(x, w)).backward();
    optimizer.step();
    slm.zeroGrad();
    slm.rewind(mark);
    if (i === 100) inUse = slm.bytes.inUse;
  }
  assert.equal(slm.bytes.inUse, inUse);
});
