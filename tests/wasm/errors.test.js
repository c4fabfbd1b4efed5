/** Everything that can be wrong with what a caller hands over, and that nothing is lost by it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadEngine, SlmError } from 'slm';
import { refusal } from './helpers.js';

const engine = await loadEngine();
const double = await loadEngine({ double: true });
const slm = engine.createContext();
const x = slm.tensor([1, 2, 3], { requiresGrad: true });
const token = slm.index([2, 0]);
const y = slm.ops.mul(x, x);

/** @type {any} what the types would not let through */
const wild = slm;

const net = { inputs: 2, outputs: 1, hidden: [2, 3] };

/** @type {[string, string, () => unknown][]} what is wrong, its code, the call */
const cases = [
  ['a typed array of another type', 'TYPE', () => x.set(/** @type {any} */ (new Uint8Array(3)))],
  ['doubles for floats', 'TYPE', () => x.set(new Float64Array(3))],
  ['floats for doubles', 'TYPE', () => double.createContext().tensor(new Float32Array(3))],
  ['reals for indices', 'TYPE', () => token.set(new Float32Array(2))],
  ['indices for reals', 'TYPE', () => x.set(new Int32Array(3))],
  ['too few values', 'LENGTH', () => x.set([1, 2])],
  ['too many values', 'LENGTH', () => x.set(new Float32Array(4))],
  ['too few indices', 'LENGTH', () => token.set([1])],
  ['a gradient of the wrong length', 'LENGTH', () => x.setGrad([1])],
  ['a gradient for a constant', 'NO_GRAD', () => slm.tensor([1]).setGrad([1])],
  ['values for a result', 'STRUCTURE', () => y.set([1, 2, 3])],
  ['a view to write a result', 'STRUCTURE', () => y.writableView()],
  ['a string as a value', 'TYPE', () => wild.tensor(['1'])],
  ['no data', 'TYPE', () => wild.tensor()],
  ['lists of different lengths', 'RAGGED', () => slm.tensor([[1, 2], [3]])],
  ['lists of different depths', 'TYPE', () => slm.tensor([[1], 2])],
  ['data that does not fill its shape', 'LENGTH', () => slm.tensor([1, 2, 3], { shape: [2, 2] })],
  ['a negative size', 'WHOLE', () => slm.zeros([-1])],
  ['a fractional size', 'WHOLE', () => slm.zeros([1.5])],
  ['a size that is no number', 'WHOLE', () => slm.zeros([Number.NaN])],
  ['an infinite size', 'WHOLE', () => slm.zeros([Infinity])],
  ['a size that is a string', 'TYPE', () => wild.zeros(['2'])],
  ['a shape that is a number', 'TYPE', () => wild.zeros(2)],
  ['a size past 32 bits', 'WHOLE', () => slm.zeros([2 ** 32])],
  ['a product of sizes past any memory', 'SIZE', () => slm.zeros([2 ** 20, 2 ** 20])],
  ['too many axes', 'VALUE', () => slm.zeros(new Array(9).fill(1))],
  ['a fractional index', 'WHOLE', () => slm.index([0.5])],
  ['an index past 32 bits', 'WHOLE', () => slm.index([2 ** 31])],
  ['an index outside the table', 'INDEX', () => slm.ops.embedding(slm.zeros([2, 1]), token)],
  ['a parameter without a name', 'TYPE', () => wild.parameter(undefined, [1])],
  ['a parameter of the wrong length', 'LENGTH', () => slm.parameter('p', [2], [1])],
  ['a zero character in a name', 'TYPE', () => x.named('a\0b')],
  ['a zero character in a scope', 'TYPE', () => slm.scope('a\0b', () => 0)],
  ['a zero character in a key', 'TYPE', () => engine.createTrainer({ 'lr\0': 1 })],
  ['a zero character in an operation', 'TYPE', () => slm.apply('exp\0s', [x])],
  ['a zero character in an attribute', 'TYPE', () => slm.apply('pow', [x], { 'exponent\0': 2 })],
  ['an operation that is no string', 'TYPE', () => wild.apply(Symbol('exp'), [x])],
  ['one tensor for the list of inputs', 'TYPE', () => wild.apply('sum', x)],
  [
    'a hole in the list of inputs',
    'TYPE',
    () => wild.apply('add', Object.assign(new Array(2), [x])),
  ],
  ['no list of inputs', 'TYPE', () => wild.apply('sum')],
  ['attributes that are none', 'TYPE', () => wild.apply('sum', [x], null)],
  ['an unknown operation', 'OP_UNKNOWN', () => slm.apply('conv9', [x])],
  ['an attribute as operation', 'OP_UNKNOWN', () => slm.apply('axes', [x])],
  ['an unknown attribute', 'ATTR_UNKNOWN', () => slm.ops.exp(x, { speed: 1 })],
  [
    'more attributes than any operation has',
    'ATTR_UNKNOWN',
    () => slm.ops.exp(x, Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, i]))),
  ],
  ["another operation's attribute", 'ATTR_UNKNOWN', () => slm.ops.exp(x, { axes: [0] })],
  ['no required attribute', 'ATTR_MISSING', () => slm.ops.pow(x)],
  ['a list for a number', 'ATTR_KIND', () => slm.ops.pow(x, { exponent: [2] })],
  ['an empty list for a number', 'ATTR_KIND', () => slm.ops.pow(x, { exponent: [] })],
  ['a number for a list', 'ATTR_KIND', () => slm.ops.sum(x, { axes: 0 })],
  ['a fraction for an axis', 'WHOLE', () => slm.ops.sum(x, { axes: [0.5] })],
  ['a fraction for a whole number', 'ATTR_KIND', () => slm.ops.softmax(x, { axis: 0.5 })],
  ['a list that is too long', 'ATTR_KIND', () => slm.ops.sum(x, { axes: new Array(9).fill(0) })],
  ['a string attribute', 'TYPE', () => wild.ops.pow(x, { exponent: '2' })],
  ['an axis out of range', 'AXIS', () => slm.ops.sum(x, { axes: [1] })],
  ['shapes that do not broadcast', 'BROADCAST', () => slm.ops.add(x, slm.tensor([1, 2]))],
  ['shapes that do not multiply', 'MATMUL', () => slm.ops.matmul(x, slm.tensor([1, 2]))],
  ['indices for an operand', 'DTYPE', () => slm.ops.exp(token)],
  ['no tensor', 'TYPE', () => wild.ops.add(x, 1)],
  ['a null tensor', 'TYPE', () => wild.apply('add', [x, null])],
  ['a tensor of another context', 'FOREIGN', () => slm.ops.exp(engine.createContext().tensor(1))],
  ['a tensor of another engine', 'FOREIGN', () => slm.ops.exp(double.createContext().tensor(1))],
  ['too many inputs', 'ARITY', () => slm.ops.concat(new Array(65).fill(x), { axis: 0 })],
  ['an id that was never given', 'HANDLE', () => slm.at(999999)],
  ['an id that is no number', 'TYPE', () => wild.at('1')],
  ['id 0', 'WHOLE', () => slm.at(0)],
  ['one item of several', 'SHAPE', () => x.item()],
  ['a negative seed', 'WHOLE', () => slm.seed(-1)],
  ['a seed past 64 bits', 'WHOLE', () => slm.seed(1n << 64n)],
  ['a mark that is none', 'TYPE', () => wild.rewind({})],
  ['an empty scope', 'SCOPE', () => slm.scope('', () => 0)],
  ['bytes that are none', 'TYPE', () => wild.load('SLMT')],
  ['a limit that is no number', 'TYPE', () => wild.limitBytes('1')],
  ['an unknown key', 'KEY_UNKNOWN', () => engine.createTrainer({ speed: 1 })],
  ['a key out of range', 'KEY_NUMBER', () => engine.createTrainer({ lr: -1 })],
  ['an unknown choice', 'KEY_CHOICE', () => engine.createTrainer({ data: 'cats' })],
  ['a value of no kind', 'TYPE', () => engine.createTrainer(/** @type {any} */ ({ lr: {} }))],
  ['a hole in the data', 'TYPE', () => slm.tensor(hole(1, 3), { shape: [2] })],
  ['a hole for a list', 'TYPE', () => slm.tensor(hole([1], [2]), { shape: [2, 1] })],
  ['a hole in the indices', 'TYPE', () => slm.index(hole(1, 3), { shape: [2] })],
  ['a hole in a shape', 'TYPE', () => slm.zeros(hole(1, 3))],
  ['a hole in a list of axes', 'TYPE', () => slm.apply('sum', [x], { axes: hole(0, 0) })],
  ['a shape of holes', 'TYPE', () => slm.ops.broadcast_to(x, { shape: new Array(2) })],
  ['a hole in a list of operands', 'TYPE', () => slm.ops.concat(hole(x, x), { axis: 0 })],
  ['a hole in the activations', 'TYPE', () => slm.mlp({ ...net, activation: hole('relu') })],
  ['a hole in the widths', 'TYPE', () => slm.mlp({ ...net, hidden: hole(2) })],
  ['a hole in a key', 'TYPE', () => engine.createTrainer({ hidden: hole(2, 3) })],

  ['a list that holds itself', 'TYPE', () => slm.tensor(endless())],
  ['a list of indices that holds itself', 'TYPE', () => slm.index(endless())],
  ['lists deeper than any shape', 'TYPE', () => slm.tensor([[[[[[[[[1]]]]]]]]])],
];

/**
 * @template T
 * @param {T} first
 * @param {T} [last]
 * @returns {T[]} one entry, a hole and, if given, another
 */
function hole(first, last) {
  const list = new Array(last === undefined ? 2 : 3);
  list[0] = first;
  if (last !== undefined) list[2] = last;
  return list;
}

/** @returns {any[]} the longer, the sooner a copy of each level would fill the memory */
function endless() {
  /** @type {any[]} */
  const list = new Array(1000).fill(0);
  return list.fill(list);
}

describe('is refused:', () => {
  const codes = new Set(engine.describeErrors().map(({ code }) => code));
  for (const [what, code, call] of cases) {
    test(what, () => {
      const held = x.values();
      const error = refusal(code, call);
      assert.ok(codes.has(error.code), `${error.code} is not described`);
      assert.deepEqual(x.values(), held);
      assert.deepEqual([...x.values()], [1, 2, 3]);
      // The next call is as good as any.
      assert.deepEqual([...slm.ops.mul(x, x).values()], [1, 4, 9]);
    });
  }
});

describe('what is no object, flag, function or tensor is refused by its name:', () => {
  const trainer = engine.createTrainer({ data: 'xor', hidden: 2 }).reset();
  const optimizer = slm.optimizer('sgd');
  const layers = slm.mlp(net);
  const row = slm.zeros([1, 2]);
  const region = { x0: 0, x1: 1, y0: 0, y1: 1, width: 1, height: 1, colours: [0, 0, 0] };
  /** @type {any} */
  const t = trainer;

  /** What takes an object. @type {Record<string, (value: any) => unknown>} */
  const objects = {
    tensor: (value) => slm.tensor(1, value),
    zeros: (value) => slm.zeros([1], value),
    index: (value) => slm.index([1], value),
    apply: (value) => slm.apply('exp', [x], value),
    linear: (value) => slm.linear('l', 1, 1, value),
    mlp: (value) => slm.mlp(value),
    forward: (value) => layers.forward(row, value),
    optimizer: (value) => slm.optimizer('adam', value),
    set: (value) => optimizer.set('adam', value),
    gradcheck: (value) => slm.gradcheck(y, value),
    histogram: (value) => slm.histogram(x, 2, value),
    createContext: (value) => engine.createContext(value),
    createTrainer: (value) => engine.createTrainer(value),
    setPoints: (value) => trainer.setPoints(value),
    map: (value) => trainer.map(value),
    confusion: (value) => trainer.confusion(value),
  };
  for (const [name, call] of Object.entries(objects)) {
    test(`${name} without an object`, () => {
      const counts = () => [slm.tape.length, slm.parameters.length, engine.bytes.inUse];
      refusal('TYPE', () => call(null));
      const before = counts();
      for (const value of [null, 0, 'x', true, [2], Symbol('s'), () => 0]) {
        const { args } = refusal('TYPE', () => call(value));
        assert.match(args.what, /^(options|attrs|config|points|request)$/);
        assert.equal(args.need, 'an object');
      }
      assert.deepEqual(counts(), before);
    });
    // Those of an operation and of a configuration are the engine's own.
    if (['apply', 'createTrainer'].includes(name)) continue;
    test(`${name} with an option that it does not have`, () => {
      const before = [slm.tape.length, slm.parameters.length, engine.bytes.inUse];
      const { args } = refusal('ATTR_UNKNOWN', () => call({ requires_grad: true }));
      assert.equal(args.key, 'requires_grad');
      const after = [slm.tape.length, slm.parameters.length, engine.bytes.inUse];
      assert.deepEqual(after, before);
    });
  }

  /** @type {[string, (value: any) => unknown, unknown[]][]} its name, the call, what is refused */
  const others = [
    ['requiresGrad', (v) => slm.tensor(1, { requiresGrad: v }), ['yes', 1, null]],
    ['requiresGrad', (v) => slm.zeros([1], { requiresGrad: v }), ['yes', 1, null]],
    ['the name', (v) => slm.tensor(1, { name: v }), [Number.NaN, 0, null, false]],
    ['the name', (v) => slm.index([1], { name: v }), [Number.NaN, 0, null, false]],
    ['values', (v) => slm.parameter('p', [2], v), ['', Number.NaN, 0, null, false]],
    ['init', (v) => slm.mlp({ ...net, init: v }), [null, 0, Symbol('s')]],
    ['options', (v) => v(), [() => slm.mlp(/** @type {any} */ (undefined))]],
    ['points', (v) => v(), [() => t.setPoints()]],
    ['request', (v) => v(), [() => t.map()]],
    ['training', (v) => layers.forward(row, { training: v }), ['', 0, null]],
    ['the leaf', (v) => slm.gradcheck(y, { leaf: v }), ['', Number.NaN, 0, null, false]],
    ['gradient', (v) => slm.histogram(x, 2, { gradient: v }), ['', 1, null]],
    ['on', (v) => slm.freezeRandom(v), ['x', 0, undefined, Symbol('s')]],
    ['record', (v) => slm.noGrad(v), [undefined, null, 'x']],
    ['record', (v) => slm.scope('s', v), [undefined, null, 'x']],
    ['into', (v) => trainer.map({ ...region, into: v }), [0, null, '', [0, 0, 0, 0]]],
    ['values', (v) => trainer.map({ ...region, values: v }), ['', 1, null]],
    ['discrete', (v) => trainer.map({ ...region, discrete: v }), ['', 1, null]],
    ['test', (v) => trainer.confusion({ test: v }), ['', 1, null]],
  ];
  for (const [what, call, values] of others) {
    for (const value of values) {
      test(`${what} that is ${typeof value === 'function' ? 'left out' : String(value)}`, () => {
        const before = [slm.tape.length, slm.parameters.length];
        assert.equal(refusal('TYPE', () => call(value)).args.what, what);
        assert.deepEqual([slm.tape.length, slm.parameters.length], before);
      });
    }
  }

  test('and left out they have their defaults', () => {
    const leaf = slm.tensor(1, { requiresGrad: undefined, name: undefined });
    assert.deepEqual([leaf.requiresGrad, leaf.name], [false, '']);
    assert.deepEqual([...slm.parameter('p', [2], undefined).values()], [0, 0]);
    assert.ok(slm.gradcheck(y, { leaf: undefined }).checked > 0);
  });
});

test('an error carries the sentence and its parts', () => {
  const error = refusal('BROADCAST', () => slm.ops.add(slm.zeros([2, 6]), slm.zeros([4])));
  assert.equal(error.message, 'add: (2,6) and (4) do not broadcast: axis 1 is 6 against 4');
  assert.deepEqual(error.args, { op: 'add', a: '(2,6)', b: '(4)', axis: '1', m: '6', n: '4' });
  assert.ok(error instanceof SlmError && error instanceof Error && error.name === 'SlmError');
  const own = refusal('TYPE', () => x.set(new Float64Array(3)));
  assert.equal(
    own.message,
    'set: values is Float64Array; it must be a Float32Array or an array of numbers',
  );
});

test('what is handed over cannot be read past a zero character, or without a list', () => {
  const { message } = refusal('TYPE', () => x.named('a\0b'));
  const have = 'a string with a zero character';
  assert.equal(message, `name: the name is ${have}; it must be a string without one`);
  assert.equal(
    refusal('TYPE', () => wild.apply('sum', 1)).message,
    'sum: inputs is a number; it must be an array of Tensors',
  );
});

test('a freed context refuses everything, and its handle is not given again', () => {
  const gone = engine.createContext();
  const tensor = gone.tensor([1]);
  gone.free();
  const next = engine.createContext();
  assert.notEqual(next.handle, gone.handle);
  for (const use of [
    () => tensor.values(),
    () => tensor.set([1]),
    () => gone.tensor(1),
    () => gone.ops.exp(tensor),
    () => gone.mark(),
    () => gone.seed(1),
    () => gone.free(),
    () => gone.parameters,
    () => gone.describeGraph(tensor),
    () => gone.gradcheck(tensor),
  ]) {
    assert.match(refusal('HANDLE', use).message, /context/);
  }
  next.free();
});

test('an optimizer or network of another context is refused', () => {
  const one = engine.createContext();
  const net = one.mlp({ inputs: 1, outputs: 1 });
  const optimizer = one.optimizer('sgd');
  one.free();
  const two = engine.createContext();
  Object.assign(optimizer, { context: two });
  Object.assign(net, { context: two });
  refusal('HANDLE', () => optimizer.step());
  refusal('HANDLE', () => net.forward(two.tensor([[1]])));
});

test('a sentence names what was given as its caller knows it', () => {
  assert.throws(() => wild.apply('sum', x), {
    message: 'sum: inputs is Tensor; it must be an array of Tensors',
  });
});
