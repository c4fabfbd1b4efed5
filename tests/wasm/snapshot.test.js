/**
 * Arguments that change between a check and their use: getters, arrays that grow, iterators and
 * lengths of their own. Each argument is read once, before anything is asked of the engine.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine } from 'slm';
import { refusal } from './helpers.js';

/**
 * A list or object that counts how often each of its properties is read.
 * @template {object} T
 * @param {T} target
 */
function counted(target) {
  /** @type {Map<PropertyKey, number>} */
  const reads = new Map();
  const proxy = new Proxy(target, {
    get(from, key, receiver) {
      reads.set(key, (reads.get(key) ?? 0) + 1);
      return Reflect.get(from, key, receiver);
    },
  });
  return { proxy, reads };
}

const engine = await loadEngine();

/** @returns {import('slm').Trainer} */
const trainerOf = (config = {}) => engine.createTrainer({ data: 'xor', ...config }).reset();

/** @type {Record<string, [given: any, use: (given: any) => unknown][]>} */
const uses = {
  'a list': [
    [[1, 2], (data) => engine.createContext().tensor(data)],
    [[2], (shape) => engine.createContext().tensor([1, 2], { shape })],
    [[2], (shape) => engine.createContext().zeros(shape)],
    [[1, 2], (data) => engine.createContext().index(data)],
    [[2], (shape) => engine.createContext().parameter('p', shape)],
    [[1, 2], (values) => engine.createContext().parameter('p', [2], values)],
    [[3, 4], (values) => engine.createContext().tensor([1, 2]).set(values)],
    [[3, 4], (values) => engine.createContext().index([1, 2]).set(values)],
    [[3, 4], (grad) => engine.createContext().tensor([1, 2], { requiresGrad: true }).setGrad(grad)],
    [[3, 4], (up) => engine.createContext().tensor([1, 2], { requiresGrad: true }).backward(up)],
    [
      [0],
      (axes) => {
        const slm = engine.createContext();
        slm.ops.sum(slm.tensor([1, 2]), { axes });
      },
    ],
    [[3, 3], (hidden) => engine.createContext().mlp({ inputs: 2, outputs: 1, hidden })],
    [
      ['relu', 'tanh'],
      (activation) =>
        engine.createContext().mlp({ inputs: 2, outputs: 1, hidden: [3, 3], activation }),
    ],
    [[0, 1, 1, 0], (x) => trainerOf().predict(x)],
    [[0, 1], (x) => trainerOf().probe(x)],
    [[0, 1, 2, 3], (x) => trainerOf().setPoints({ inputs: 2, x, y: [0, 1] })],
    [[0, 1], (y) => trainerOf().setPoints({ inputs: 2, x: [0, 1, 2, 3], y })],
    [[0, 1], (label) => trainerOf().setPoints({ inputs: 2, classes: 2, x: [0, 1, 2, 3], label })],
    [[8, 8], (hidden) => trainerOf().set('hidden', hidden)],
    [
      [0, 1, 2],
      (colours) => trainerOf().map({ x0: 0, x1: 1, y0: 0, y1: 1, width: 2, height: 2, colours }),
    ],
  ],
  'an object': [
    [{ seed: 1, limitBytes: 1e6 }, (options) => engine.createContext(options)],
    [{ lr: 0.1, data: 'xor' }, (config) => engine.createTrainer(config)],
    [
      { shape: [2], requiresGrad: true, name: 'x' },
      (options) => engine.createContext().tensor([1, 2], options),
    ],
    [{ requiresGrad: true, name: 'x' }, (options) => engine.createContext().zeros([2], options)],
    [{ shape: [2], name: 'x' }, (options) => engine.createContext().index([1, 2], options)],
    [{ inputs: 2, outputs: 1, hidden: [3] }, (options) => engine.createContext().mlp(options)],
    [{ lr: 0.1, momentum: 0 }, (options) => engine.createContext().optimizer('sgd', options)],
    [{ inputs: 2, x: [0, 1, 2, 3], y: [0, 1] }, (points) => trainerOf().setPoints(points)],
    [{ double: false }, (options) => loadEngine(options)],
  ],
};

for (const [what, list] of Object.entries(uses)) {
  describe(`${what} is read once`, () => {
    for (const [given, use] of list) {
      test(String(use).replace(/\s+/g, ' '), async () => {
        const { proxy, reads } = counted(given);
        await use(proxy);
        assert.ok(reads.size > 0, 'it is read');
        for (const [key, times] of reads) assert.equal(times, 1, `${String(key)} was read`);
      });
    }
  });
}

test('the numbers used are those checked, though an element resets the trainer', () => {
  const trainer = trainerOf();
  const expected = trainer.predict([0, 1]);
  const x = [0, 1];
  Object.defineProperty(x, 1, {
    get() {
      trainer.set('data', 'three').reset();
      trainer.set('data', 'xor').reset();
      return 1;
    },
  });
  assert.deepEqual(trainer.predict(x), expected);
});

test('an array that grows while it is read is as long as it was', () => {
  const slm = engine.createContext();
  const t = slm.tensor([1, 2]);
  const values = [3, 4];
  Object.defineProperty(values, 0, {
    get() {
      for (let i = 0; i < 100; i++) values.push(9);
      return 3;
    },
  });
  assert.deepEqual([...t.set(values).values()], [3, 4]);
});

test('the iterator of an array is not asked', () => {
  const slm = engine.createContext();
  const nested = [[1, 2]];
  nested[0][Symbol.iterator] = () => [5, 6].values();
  assert.deepEqual([...slm.tensor(nested).values()], [1, 2]);
});

test('a typed array is known by what it is, not by what it says', () => {
  const slm = engine.createContext();
  const impostor = { [Symbol.toStringTag]: 'Float32Array', length: 2, 0: 1, 1: 2 };
  refusal('TYPE', () => slm.tensor(/** @type {any} */ (impostor)));
  const long = Object.defineProperty(new Float32Array([1, 2]), 'length', { value: 1000 });
  assert.deepEqual([...slm.tensor(long).values()], [1, 2]);
  const renamed = Object.defineProperty(new Float32Array([1, 2]), Symbol.toStringTag, {
    value: 'Uint8Array',
  });
  assert.deepEqual([...slm.tensor(renamed).values()], [1, 2]);
});

test('data that another argument takes away are still those that were given', () => {
  const trainer = trainerOf();
  const x = new Float32Array([0, 1, 2, 3]);
  const y = [0, 1];
  Object.defineProperty(y, 0, {
    get() {
      structuredClone(x.buffer, { transfer: [x.buffer] });
      return 0;
    },
  });
  trainer.set('data', 'own').setPoints({ inputs: 2, x, y });
  assert.equal(x.length, 0);
  assert.deepEqual([...(trainer.reset().data?.x ?? [])].sort(), [0, 1, 2, 3]);
});

test('what a tensor says of itself is not believed', () => {
  const slm = engine.createContext();
  const x = slm.tensor([1, 2], { requiresGrad: true });
  Object.defineProperty(x, 'shape', { value: [4] });
  refusal('LENGTH', () => x.backward([1, 2, 3, 4]));
  assert.throws(() => {
    /** @type {any} */ (x).id = 7;
  }, TypeError);
  const forged = Object.create(Object.getPrototypeOf(x), { context: { value: slm } });
  refusal('TYPE', () => slm.save(forged));
});

test('a mark shows nothing, and one that was not made is refused', async () => {
  const { Mark } = await import('slm');
  const slm = engine.createContext();
  const mark = slm.mark();
  assert.deepEqual(Reflect.ownKeys(mark), []);
  assert.equal('bytes' in mark, false);
  refusal('TYPE', () => slm.rewind(new Mark()));
  slm.zeros([2]);
  slm.rewind(mark);
  assert.equal(slm.tape.length, 0);
});

describe('an error of the callback comes out', () => {
  for (const use of ['scope', 'noGrad']) {
    test(`of ${use}, though the context is gone`, () => {
      const slm = engine.createContext();
      const record = () => {
        slm.free();
        throw new RangeError('its own');
      };
      const call = () => (use === 'scope' ? slm.scope('a', record) : slm.noGrad(record));
      assert.throws(call, { name: 'RangeError', message: 'its own' });
    });
    test(`of ${use} with the context gone there is nothing to end`, () => {
      const slm = engine.createContext();
      const record = () => slm.free();
      assert.equal(use === 'scope' ? slm.scope('a', record) : slm.noGrad(record), undefined);
    });
  }
});

test('loadEngine refuses an option that it does not have, and what is no flag', async () => {
  /** @param {any} options */
  const code = (options) => loadEngine(options).then(String, (error) => error.code);
  assert.equal(await code({ precision: 'double' }), 'ATTR_UNKNOWN');
  assert.equal(await code({ double: 1 }), 'TYPE');
});

test('an attribute that is a flag takes true and false, one that is a number takes numbers', () => {
  const slm = engine.createContext();
  const x = slm.tensor([1, 2]);
  const { sum, softmax } = slm.ops;
  const error = refusal('TYPE', () => sum(x, { keepdims: 1 }));
  assert.equal(error.message, 'sum: keepdims is a number; it must be a boolean');
  refusal('TYPE', () => softmax(x, { axis: true }));
  assert.deepEqual(sum(x, { keepdims: true }).shape, [1]);
});
