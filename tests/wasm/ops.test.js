/** Every operation that the module lists, by name, with a gradcheck. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from 'slm';
import { refusal } from './helpers.js';

const engine = await loadEngine({ double: true });
const ops = engine.describeOps();

/** @typedef {import('slm').Tensor} Tensor */
/** @typedef {import('slm').Context} Context */
/** @typedef {import('slm').Attrs} Attrs */
/** @typedef {{ inputs: (slm: Context) => Tensor[], attrs?: Attrs }} Case */

/** @param {Context} slm @param {number[]} shape @param {number} [from] numbers away from kinks and ties */
function leaf(slm, shape, from = 0.3) {
  const count = shape.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length: count }, (_, i) => from + 0.17 * ((i * 5) % count));
  return slm.tensor(values, { shape, requiresGrad: true });
}

/** What the plain case, inputs of shape (2,3), does not fit. @type {Record<string, Case>} */
const special = {
  maximum: { inputs: (slm) => [leaf(slm, [2, 3]), leaf(slm, [3], 0.6)] },
  minimum: { inputs: (slm) => [leaf(slm, [2, 3]), leaf(slm, [3], 0.6)] },
  clip: { inputs: (slm) => [leaf(slm, [2, 3])], attrs: { low: 0.4, high: 0.9 } },
  where: {
    inputs: (slm) => [slm.tensor([1, 0, 1]), leaf(slm, [2, 3]), leaf(slm, [2, 1])],
  },
  pow: { inputs: (slm) => [leaf(slm, [2, 3])], attrs: { exponent: 1.5 } },
  gelu: { inputs: (slm) => [leaf(slm, [2, 3], -0.4)], attrs: { tanh_form: true } },
  sum: { inputs: (slm) => [leaf(slm, [2, 3, 2])], attrs: { axes: [0, -1], keepdims: true } },
  mean: { inputs: (slm) => [leaf(slm, [2, 3, 2])], attrs: { axes: [1] } },
  matmul: { inputs: (slm) => [leaf(slm, [2, 3]), leaf(slm, [3, 4])] },
  reshape: { inputs: (slm) => [leaf(slm, [2, 3])], attrs: { shape: [3, -1] } },
  permute: { inputs: (slm) => [leaf(slm, [2, 3])], attrs: { axes: [1, 0] } },
  broadcast_to: { inputs: (slm) => [leaf(slm, [1, 3])], attrs: { shape: [4, 3] } },
  slice: {
    inputs: (slm) => [leaf(slm, [2, 5])],
    attrs: { axis: 1, start: 1, stop: Infinity, step: 2 },
  },
  concat: { inputs: (slm) => [leaf(slm, [2, 3]), leaf(slm, [2, 1])], attrs: { axis: 1 } },
  softmax: { inputs: (slm) => [leaf(slm, [2, 3])], attrs: { axis: 0 } },
  cross_entropy: {
    inputs: (slm) => [leaf(slm, [3, 4]), slm.index([1, 3, 2])],
    attrs: { ignore: 3 },
  },
  layer_norm: { inputs: (slm) => [leaf(slm, [2, 3]), leaf(slm, [3], 0.9), leaf(slm, [3], -0.2)] },
  embedding: {
    inputs: (slm) => [
      leaf(slm, [4, 2]),
      slm.index([
        [3, 0],
        [3, 1],
      ]),
    ],
  },
  dropout: { inputs: (slm) => [leaf(slm, [4, 4])], attrs: { p: 0.5 } },
  masked_fill: {
    inputs: (slm) => [leaf(slm, [3, 3]), slm.causalMask(3)],
    attrs: { value: -1 },
  },
};

/** @param {Context} slm @param {(typeof ops)[number]} op */
const inputsOf = (slm, op) =>
  special[op.name]?.inputs(slm) ?? op.inputs.map((_, i) => leaf(slm, [2, 3], 0.3 + 0.05 * i));

test('the module lists operations', () => {
  assert.ok(ops.length > 20);
  for (const name of Object.keys(special))
    assert.ok(
      ops.some((op) => op.name === name),
      name,
    );
  assert.deepEqual(
    Object.keys(engine.createContext().ops),
    ops.map(({ name }) => name),
  );
});

for (const op of ops) {
  test(`${op.name}: by name, with a gradcheck`, () => {
    const slm = engine.createContext({ seed: 2 });
    const y = slm.apply(op.name, inputsOf(slm, op), special[op.name]?.attrs);
    const report = slm.gradcheck(y);
    assert.ok(report.passed, JSON.stringify(report));
    assert.ok(report.checked > 0);

    const { nodes, root } = slm.describeGraph(y);
    assert.equal(root, y.id);
    if (op.composite) assert.ok(nodes.filter(({ kind }) => kind === 'op').length > 1);
    else
      assert.deepEqual(
        Object.keys(nodes.at(-1)?.attrs ?? {}),
        op.attrs.map(({ key }) => key),
      );
    slm.free();
  });

  test(`${op.name}: is described`, () => {
    assert.match(op.summary, /^[A-Z].*\.$/);
    assert.ok(op.formula);
    assert.ok(op.inputs.some(({ derivative }) => derivative));
    for (const attr of op.attrs) {
      assert.match(attr.kind, /^(real|int|bool|ints)$/);
      assert.ok(attr.says && typeof attr.required === 'boolean' && 'default' in attr);
    }
  });

  test(`${op.name}: tells the derivative of every input that gets a gradient`, () => {
    const slm = engine.createContext({ seed: 2 });
    const inputs = inputsOf(slm, op).map((input, i) =>
      (op.inputs[i] ?? op.inputs[0]).index
        ? input
        : slm.tensor([...input.values()], { shape: input.shape, requiresGrad: true }),
    );
    const y = slm.apply(op.name, inputs, special[op.name]?.attrs);
    y.backward(Array.from(y.values(), (_, i) => (i + 1) ** 2));
    for (const [i, { name, derivative }] of op.inputs.entries()) {
      const gradient = inputs[i].grad() ?? [];
      assert.equal(derivative !== null, gradient.some(Boolean), `${name}: ${gradient}`);
    }
    slm.free();
  });

  test(`${op.name}: refuses what it does not know`, () => {
    const slm = engine.createContext();
    const inputs = op.inputs.map(({ index }) => (index ? slm.index([0]) : leaf(slm, [1])));
    const wrong = op.variadic ? [] : [...inputs, inputs[0]];
    refusal('ARITY', () => slm.apply(op.name, wrong, special[op.name]?.attrs));
    const unknown = { ...special[op.name]?.attrs, surprise: 1 };
    assert.equal(
      refusal('ATTR_UNKNOWN', () => slm.apply(op.name, inputs, unknown)).args.op,
      op.name,
    );
    if (op.attrs.some(({ required }) => required)) {
      refusal('ATTR_MISSING', () => slm.apply(op.name, inputs));
    }
  });
}

test('ops take tensors, lists of tensors and attributes', () => {
  const slm = engine.createContext();
  const { concat, sum } = slm.ops;
  const parts = [slm.tensor([1, 2]), slm.tensor([3])];
  const whole = concat(parts, { axis: 0 });
  assert.deepEqual(whole.values(), new Float64Array([1, 2, 3]));
  assert.deepEqual(concat(...parts, { axis: 0 }).values(), whole.values());
  assert.equal(sum(whole).item(), 6);
  assert.deepEqual(sum(whole, { keepdims: true }).shape, [1]);
});
