/** One element of a node with its real numbers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { exampleOf } from '../../web/src/engine/look/example.js';
import { exampleIn } from '../../web/src/engine/look/frame.js';
import { subjectOf } from '../../web/src/engine/subjects/subject.js';
import { definitionsOf, workOut } from '../../web/src/formula/evaluate.js';
import { backwardText, forwardText } from '../../web/src/formula/example.js';
import { updateLines } from '../../web/src/formula/update.js';
import { figures } from '../../web/src/shared/formats.js';
import { inNode, tensorAt } from './in-node.js';

const engine = await loadEngine();
const ops = engine.describeOps();

/** @param {string} name */
const opOf = (name) =>
  /** @type {import('../../web/src/shared/protocol.js').Op} */ (ops.find((op) => op.name === name));

/** A product of a (2,2) and a (2,4) matrix. */
const product = {
  op: opOf('matmul'),
  attrs: {},
  inputs: [
    { shape: [2, 2], values: [0.3, -1.04, 1, 2] },
    { shape: [2, 4], values: [0, 0, 0, -0.41, 0, 0, 0, 0.88] },
  ],
  output: { shape: [2, 4], values: [0, 0, 0, -1.0382, 0, 0, 0, 1.35] },
  upstream: [0, 0, 0, 0.5, 0, 0, 0, -0.25],
};

/** @param {number} contribution */
const flow = (contribution) => ({
  before: Array(8).fill(0.1),
  contribution: Array(8).fill(contribution),
  after: Array(8).fill(0.1 + contribution),
});

test('formulas are worked out and written with numbers; what is not understood is left', () => {
  const number = (/** @type {string} */ name) =>
    /** @type {Record<string, number>} */ ({ x: -0.5, a: 2, b: 3, dy: 0.25, y: 4, beta1: 0.5 })[
      name
    ];
  for (const [text, value, written] of /** @type {[string, number, string][]} */ ([
    ['a - b', -1, '2 − 3'],
    ['-x', 0.5, '−(−0.5)'],
    ['max(x, 0)', 0, 'max(−0.5, 0)'],
    ['1 / (1 + exp(-x))', 1 / (1 + Math.exp(0.5)), '1 / (1 + exp(−(−0.5)))'],
    ['dy * [x > 0]', 0, '0.25·[−0.5 > 0]'],
    ['dy * (1 - y^2)', 0.25 * -15, '0.25·(1 − 4^2)'],
    ['unbroadcast(-dy * a / b^2)', (-0.25 * 2) / 9, '−0.25·2 / 3^2'],
    ['|x|', 0.5, '|−0.5|'],
    ['(1 - beta1)*a / (1 - beta1^b)', 1 / 0.875, '(1 − 0.5)·2 / (1 − 0.5^3)'],
  ])) {
    const worked = workOut(text, { number });
    assert.ok(worked && Math.abs(worked.value - value) < 1e-12, `${text}: ${worked?.value}`);
    assert.equal(worked.text, written);
  }
  for (const text of [
    'beta2',
    '2x',
    'reshape(x)',
    'x t',
    'x[start:stop]',
    'a + ',
    'c',
    'mask ? value : x',
    '',
  ]) {
    assert.equal(workOut(text, { number }), undefined, text);
  }
});

test('the derivatives of maximum are those of its rule, at a tie too', () => {
  const slm = engine.createContext();
  for (const [a, b] of [
    [1, 2],
    [2, 1],
    [2, 2],
  ]) {
    const operands = [a, b].map((value) => slm.tensor(value, { requiresGrad: true }));
    slm.ops.maximum(...operands).backward([0.25]);
    opOf('maximum').inputs.forEach(({ derivative }, i) => {
      const [, text] = (derivative ?? '').split(' += ');
      const number = (/** @type {string} */ name) =>
        /** @type {Record<string, number>} */ ({ a, b, dy: 0.25 })[name];
      const gradient = operands[i].grad()?.[0];
      assert.equal(workOut(text, { number })?.value, gradient, `${text} of ${a} and ${b}`);
    });
  }
  slm.free();
});

test('an element of a product, and what it gives back, are sums over the index', () => {
  assert.deepEqual(forwardText(product, 3), {
    text: 'y[0,3] = 0.3·(−0.41) + (−1.04)·0.88 = −1.038',
  });
  // a[0,0] meets the whole first row of y; only its last element has a gradient.
  const given = backwardText(product, 0, 3, flow(0.5 * -0.41));
  assert.equal(given?.text, 'da[0,0] = 0.1 + 0·0 + 0·0 + 0·0 + 0.5·(−0.41) = −0.105');
  const other = backwardText(product, 1, 3, flow(0.5 * 0.3 - 0.25 * 1));
  assert.equal(other?.text, 'db[0,3] = 0.1 + 0.5·0.3 + (−0.25)·1 = 0');
});

test('a negative term stands in brackets behind a plus, and not at the beginning', () => {
  const worked = {
    op: opOf('sub'),
    attrs: {},
    inputs: [
      { shape: [2], values: [-1, 2] },
      { shape: [2], values: [3, 4] },
    ],
    output: { shape: [2], values: [-4, -2] },
    upstream: [-0.5, 0.5],
  };
  assert.equal(forwardText(worked, 0)?.text, 'y[0] = −1 − 3 = −4');
  assert.equal(backwardText(worked, 0, 0, flow(-0.5))?.text, 'da[0] = 0.1 + (−0.5) = −0.4');
  assert.equal(backwardText(worked, 1, 1, flow(-0.5))?.text, 'db[1] = 0.1 + (−0.5) = −0.4');
});

test('numbers that do not come out are not shown', () => {
  const wrong = { ...product, output: { shape: [2, 4], values: Array(8).fill(-1.03) } };
  assert.equal(forwardText(wrong, 3), undefined);
  assert.equal(backwardText(product, 0, 3, flow(0.7)), undefined);
});

test('many terms are counted, and a mean divides', () => {
  const values = Array.from({ length: 10 }, (_, i) => i / 10);
  const worked = {
    op: opOf('mean'),
    attrs: { axes: [0], keepdims: false },
    inputs: [{ shape: [5, 2], values }],
    output: { shape: [2], values: [0.4, 0.5] },
    upstream: [1, 2],
  };
  assert.deepEqual(forwardText(worked, 1), {
    text: 'y[1] = (0.1 + 0.3 + 0.5 + {2}) / 5 = 0.5',
  });
});

for (const [scenario, config] of /** @type {[string, Record<string, string>][]} */ ([
  ['manual', {}],
  ['manual', { hidden: '5,4', activation: 'tanh,sigmoid' }],
  ['square', {}],
  ['three', {}],
  ['three', { hidden: '', batch: '3' }],
  ['circle', {}],
  ['moons', { activation: 'gelu' }],
])) {
  test(`${scenario} ${JSON.stringify(config)}: every operation of the tape has its example, and the run does not notice`, async () => {
    const run = await inNode(config, scenario);
    run.train(3);
    run.settle();
    const before = run.save();
    const gradients = run.graph?.nodes.map(({ id, requires_grad }) =>
      requires_grad ? run.engineContext.at(id).grad() : null,
    );
    for (const node of run.graph?.nodes ?? []) {
      if (!node.op) continue;
      const size = node.shape.reduce((product, extent) => product * extent, 1);
      const { lines } = exampleIn(run, { id: node.id, element: size - 1 });
      const receiving = node.inputs.filter(
        (id) => run.graph?.nodes.find((each) => each.id === id)?.requires_grad,
      );
      assert.equal(lines.length, 1 + receiving.length, `${node.op}: ${JSON.stringify(lines)}`);
      assert.match(lines[0].text, /^y(\[[\d,]+\])? = .* = /);
    }
    assert.deepEqual(run.save(), before);
    run.graph?.nodes.forEach(({ id, requires_grad }, i) => {
      if (requires_grad) assert.deepEqual(run.engineContext.at(id).grad(), gradients?.[i]);
    });
  });
}

test('formulas with indices: sums and means are written out, and names for parts become numbers', () => {
  const at = new Map([['i', 1]]);
  const x = [1, -2, 4];
  const scope = {
    at,
    extent: () => x.length,
    number: (/** @type {string} */ name, /** @type {number[]} */ [i]) =>
      name === 'x' ? x[i] : undefined,
  };
  for (const [text, value, written] of /** @type {[string, number, string][]} */ ([
    ['x_i - sum_k x_k', -5, '(−2) − (1 + (−2) + 4)'],
    ['sum_k (x_k * x_i)', -6, '1·(−2) + (−2)·(−2) + 4·(−2)'],
    ['mean_k (x_k - 1)', 0, '((1 − 1) + (−2 − 1) + (4 − 1)) / 3'],
    ['6 / mean_k x_k', 6, '6 / ((1 + (−2) + 4) / 3)'],
    ['mean_k (x_k - 1)^2', 6, '((1 − 1)^2 + (−2 − 1)^2 + (4 − 1)^2) / 3'],
    ['[i = 1] * 2', 2, '[1 = 1]·2'],
  ])) {
    const worked = workOut(text, scope);
    assert.ok(worked && Math.abs(worked.value - value) < 1e-12, `${text}: ${worked?.value}`);
    assert.equal(worked.text, written);
  }
  const long = workOut('sum_k x_k', { ...scope, extent: () => 7, number: (_, [i]) => i });
  assert.deepEqual([long?.value, long?.text], [21, '0 + 1 + 2 + {4}']);
  const { text, named } = definitionsOf('x_i * s_i, s_i = max(x_i, m), m = mean_k x_k');
  assert.equal(text, 'x_i * s_i');
  assert.deepEqual(workOut(text, { ...scope, named })?.text, '(−2)·1');
  for (const unread of ['x_j', 'z_i', 'sum_k', 'sum_k (x_k', 'mean_k (x_k - 1)^'])
    assert.equal(workOut(unread, scope), undefined, unread);
});

/** The lines of one element of a result whose gradient is w. @param {(slm: import('../../wasm/slm.js').Context) => import('../../wasm/slm.js').Tensor} make @param {number} element */
function linesOf(make, element) {
  const slm = engine.createContext();
  const y = make(slm);
  const w = slm.tensor([2, -1, 0.5, 4, -5, 6], { shape: [2, 3] });
  const root = slm.ops.sum(slm.ops.mul(y, w));
  const { id } = y;
  return exampleOf(engine, subjectOf(slm, root), ops, { id, element }).map(({ text }) => text);
}

/** @param {import('../../wasm/slm.js').Context} slm */
const leaf = (slm) => slm.tensor([0.5, -1, 2, 1, 0.25, -3], { shape: [2, 3], requiresGrad: true });

test('softmax, its logarithm and layer norm: an element with its line, row or column', () => {
  assert.deepEqual(
    linesOf((slm) => slm.ops.softmax(leaf(slm)), 4),
    [
      'y[1,1] = exp(0.25) / (exp(1) + exp(0.25) + exp(−3)) = 0.3169',
      'dx[1,1] = 0 + 0.3169·(−5 − (4·0.6708 + (−5)·0.3169 + 6·0.01229)) = −1.956',
    ],
  );
  assert.deepEqual(
    linesOf((slm) => slm.ops.softmax(leaf(slm), { axis: 0 }), 4),
    [
      'y[1,1] = exp(0.25) / (exp(−1) + exp(0.25)) = 0.7773',
      'dx[1,1] = 0 + 0.7773·(−5 − (−1·0.2227 + (−5)·0.7773)) = −0.6924',
    ],
  );
  assert.deepEqual(
    linesOf((slm) => slm.ops.log_softmax(leaf(slm)), 4),
    [
      'y[1,1] = 0.25 − log(exp(1) + exp(0.25) + exp(−3)) = −1.149',
      'dx[1,1] = 0 + (−5) − exp(−1.1492)·(4 + (−5) + 6) = −6.584',
    ],
  );
  const normed = linesOf((slm) => {
    const [gamma, beta] = [
      [1, 2, -1],
      [0.5, 0, 1],
    ].map((data) => slm.tensor(data, { requiresGrad: true }));
    return slm.ops.layer_norm(leaf(slm), gamma, beta);
  }, 4);
  assert.equal(normed.length, 4);
  assert.equal(normed[0], 'y[1,1] = 0.48·2 + 0 = 0.96');
  assert.match(normed[1], /^dx\[1,1\] = 0 \+ 0\.576·\(−10 − \(4 \+ \(−10\) \+ \(−6\)\) \/ 3 − /);
  assert.match(normed[2], /^dgamma\[1\] = 0 \+ \(−1·\(−1\.225\) \+ \(−5\)·0\.48\) = /);
  assert.equal(normed[3], 'dbeta[1] = 0 + (−1 + (−5)) = −6');
});

test('what dropout keeps and drops is told by its numbers', () => {
  const lines = [0, 1, 2, 3, 4, 5].map((i) =>
    linesOf((slm) => slm.ops.dropout(leaf(slm), { p: 0.5 }), i).join('; '),
  );
  const of = (/** @type {number} */ mask) => [
    `y[1,1] = 0.25·${mask ? '1' : '0'} / (1 − 0.5) = ${mask ? '0.5' : '0'}`,
    `dx[1,1] = 0 + (−5)·${mask ? '1' : '0'} / (1 − 0.5) = ${mask ? '−10' : '0'}`,
  ];
  assert.ok([of(0).join('; '), of(1).join('; ')].includes(lines[4]), lines[4]);
  for (const mask of ['0', '1']) assert.ok(lines.some((line) => line.includes(`·${mask} / `)));
});

test('the mask in a line is the engine’s, also where either would give its numbers', () => {
  const slm = engine.createContext();
  const x = slm.tensor(new Float32Array(32), { requiresGrad: true });
  const y = slm.ops.dropout(x, { p: 0.25 });
  const root = slm.ops.sum(slm.ops.mul(y, slm.tensor(new Float32Array(32))));
  const told = Array.from({ length: 32 }, (_, element) => {
    const [{ text }] = exampleOf(engine, subjectOf(slm, root), ops, { id: y.id, element });
    return Number(/^y\[\d+\] = 0·([01]) \//.exec(text)?.[1]);
  });
  y.backward(Array(32).fill(1));
  assert.deepEqual(
    told,
    Array.from(x.grad() ?? [], (g) => (g === 0 ? 0 : 1)),
  );
  assert.equal(new Set(told).size, 2);
  slm.free();
});

test('a function that JavaScript has not is the engine’s, to a float’s digits', () => {
  const slm = engine.createContext();
  const x = slm.tensor([-0.049351, 0, 1, -3], { requiresGrad: true });
  const y = slm.ops.gelu(x);
  const root = slm.ops.sum(y);
  const written = [0, 1, 2, 3].map((element) => {
    const [, dx] = exampleOf(engine, subjectOf(slm, root), ops, { id: y.id, element });
    return Number(/\(1 \+ \(?(−?[\d.]+)/.exec(dx.text)?.[1].replace('−', '-'));
  });
  // math.erf(x / math.sqrt(2)) of Python
  const erf = [-0.0393604, 0, 0.6826895, -0.9973002];
  for (const [i, value] of written.entries())
    assert.ok(Math.abs(value - erf[i]) <= 5e-4 * Math.abs(erf[i]), `${value}, not ${erf[i]}`);
  slm.free();
});

test('rows that a loss leaves out are no example', () => {
  const slm = engine.createContext();
  const loss = slm.ops.cross_entropy(leaf(slm), slm.index([-100, 1]));
  const { id } = loss;
  assert.deepEqual(exampleOf(engine, subjectOf(slm, loss), ops, { id, element: 0 }), []);
});

/**
 * What a line says on its right side and after the last "=", where it is nothing but arithmetic.
 * @param {string} text @returns {[worked: number, shown: string] | undefined}
 */
function sides(text) {
  const [, right, shown] = /^[^=]+ = (.*) = (\S+)$/.exec(text) ?? [];
  const plain = right?.replaceAll('−', '-').replaceAll('·', '*').replaceAll('^', '**');
  if (!plain || !/^(sqrt|[-+*/().\de ])+$/.test(plain)) return undefined;
  return [Function(`return ${plain.replaceAll('sqrt', 'Math.sqrt')}`)(), shown];
}

test('who calculates with what is written gets what is written', async () => {
  let checked = 0;
  for (const scenario of ['manual', 'three', 'by_hand']) {
    const run = await inNode({}, scenario);
    for (let round = 0; round < 3; round++) {
      run.train(40);
      run.settle();
      for (const { id, op } of run.graph?.nodes ?? []) {
        for (const element of op ? [0, 1] : []) {
          for (const { text } of exampleIn(run, { id, element }).lines) {
            const both = sides(text);
            if (!both) continue;
            assert.equal(figures(both[0], 4), both[1], text);
            checked++;
          }
        }
      }
    }
  }
  assert.ok(checked > 80, `${checked} lines`);
});

test('numbers to calculate with: significant digits, whatever the size', () => {
  for (const [value, text] of /** @type {[number, string][]} */ ([
    [0, '0'],
    [-0, '0'],
    [0.0012345678, '0.001235'],
    [-0.00987651, '−0.009877'],
    [0.000012346, '1.235e−5'],
    [0.00009999999, '0.0001'],
    [0.0000999949, '9.999e−5'],
    [0.1 + 0.2, '0.3'],
    [1200, '1200'],
    [123456, '123456'],
    [12345678, '1.235e7'],
    [Number.NaN, 'NaN'],
  ]))
    assert.equal(figures(value, 4), text);
  assert.equal(figures(Math.fround(0.1)), '0.100000001');
});

/** A line with its numbers taken out: "w[] = # − #·(#) = #". @param {string} text */
const formOf = (text) =>
  text
    .replace(/\[[\d,]+\]/, '[]')
    .replace(/(?<![\d.])−?(?<!\d)\d[\d.]*(e−?\d+)?/g, '#')
    .replaceAll('(#)', '#');

/** @type {[name: string, form: string][]} */
const sgd = [
  ['d', 'd = #·# + # + #·# = #'],
  ['w', 'w[] = # − #·# = #'],
];
/** @type {[name: string, form: string][]} */
const moments = [
  ['m', 'm = #·# + (# − #)·# = #'],
  ['v', 'v = #·# + (# − #)·#^# = #'],
  ['a', 'a = # / (# − #^#) / (sqrt(# / (# − #^#)) + #) = #'],
];
/** @type {[name: string, form: string][]} */
const adam = [['d', 'd = # + #·# = #'], ...moments, ['w', 'w[] = # − #·# = #']];

for (const [config, forms] of /** @type {[Record<string, string>, typeof sgd][]} */ ([
  [{}, sgd],
  [{ weight_decay: '0.5' }, sgd],
  [{ clip: '0.001' }, sgd],
  [{ momentum: '0.9' }, sgd],
  [{ momentum: '0.9', clip: '0.01', weight_decay: '0.01' }, sgd],
  [{ optimizer: 'adam' }, adam],
  [{ optimizer: 'adam', clip: '0.01', weight_decay: '0.1', lr: '0.003' }, adam],
  [{ optimizer: 'adam', beta1: '0', beta2: '0.99999', eps: '0.001', lr: '0.001' }, adam],
  [
    { optimizer: 'adamw', weight_decay: '0.1', clip: '0.05' },
    [...moments, ['w', 'w[] = (# − #·#)·# − #·# = #']],
  ],
])) {
  for (const steps of [0, 1, 6, 40]) {
    test(`the next step of a weight with its numbers: ${JSON.stringify(config)} after ${steps}`, async () => {
      const run = await inNode({ hidden: '3', ...config }, 'manual');
      run.train(steps);
      run.settle();
      const bytes = run.save();
      const weight = tensorAt(run, 'mlp/linear1/weight');
      const { lines, element, ratio } = exampleIn(run, { id: weight.id, element: 0 });
      assert.deepEqual(run.save(), bytes);
      const texts = lines.map(({ text }) => text);
      assert.deepEqual(
        texts.map(formOf),
        forms.map(([, form]) => form),
        texts.join('\n'),
      );

      // Each line comes to what it says, from what stands in it.
      /** @type {Record<string, string>} */
      const shown = {};
      for (const [i, text] of texts.entries()) {
        const both = sides(text);
        assert.ok(both, text);
        const digits = Math.max(4, both[1].replace(/e.*|^\D*[0.]*|\D/g, '').length);
        assert.equal(figures(both[0], digits), both[1], text);
        shown[forms[i][0]] = both[1];
      }
      // And a line that uses another one's result says it alike.
      for (const [name, uses] of [
        ['d', 'm'],
        ['d', 'v'],
        ['m', 'a'],
        ['v', 'a'],
        ['a', 'w'],
        ['d', 'w'],
      ]) {
        const rule = lines.find((line) => line.rule?.startsWith(`${uses} `))?.rule ?? '';
        if (!shown[name] || !new RegExp(`[=·←] ?${name}\\b|\\(${name}\\b`).test(rule)) continue;
        const text = texts.find((each) => each.startsWith(uses)) ?? '';
        assert.ok(text.slice(0, text.lastIndexOf(' = ')).includes(shown[name]), `${name}: ${text}`);
      }

      // All of it is the engine's: what it kept before, and what it has after the step.
      const before = {
        w: /** @type {number} */ (weight.values()?.[element]),
        ...keptOf(run, element),
      };
      run.train(1);
      const after = {
        w: /** @type {number} */ (weight.values()?.[element]),
        ...keptOf(run, element),
      };
      assert.equal(after.t, steps + 1);
      const names = config.optimizer ? ['m', 'v', 'w'] : config.momentum ? ['d', 'w'] : ['w'];
      for (const name of /** @type {('m' | 'v' | 'd' | 'w')[]} */ (names)) {
        same(shown[name], after[name], `${name} after`);
        const text = texts.find((each) => each.startsWith(name)) ?? '';
        const old = /^. = [\d.]+·\(?([^ )]+)/.exec(text)?.[1];
        if (name !== 'w')
          same(old ?? '', steps === 0 ? 0 : before[name], `${name} before: ${text}`);
      }
      if (config.optimizer) {
        assert.equal(
          texts
            .join()
            .match(/(?<=\^)\d+(?=\))/g)
            ?.join(),
          `${after.t},${after.t}`,
        );
        const [lr, decay] = ['lr', 'weight_decay'].map((key) => Number(run.trainer.get(key)));
        const start = config.optimizer === 'adamw' ? (1 - lr * decay) * before.w : before.w;
        const a = (start - after.w) / lr;
        assert.ok(Math.abs(numberOf(shown.a) - a) < 2e-3 * Math.abs(a), `${shown.a}, not ${a}`);
      }
      const digits = shown.w.replace(/e.*|^\D*[0.]*|\D/g, '').length;
      assert.notEqual(figures(before.w, digits), shown.w, 'a step is seen');
      assert.equal(ratio, Math.abs((after.w - before.w) / before.w));

      const { keys, updates } = run.descriptions.config;
      const choices = keys.find(({ key }) => key === 'optimizer')?.choices ?? [];
      const told = updates[choices.indexOf(config.optimizer ?? 'sgd')];
      assert.equal(
        lines.map((line) => line.rule).join(),
        [...told.where.split(', '), `w ← ${told.rule}`]
          .join()
          .replaceAll('*', '·')
          .replaceAll('-', '−'),
      );
    });
  }
}

test('adam chosen on the way begins with moments of 0 and counts its own updates', async () => {
  const run = await inNode({ hidden: '3', momentum: '0.9' }, 'manual');
  const { id } = tensorAt(run, 'mlp/linear1/weight');
  const textOf = () => {
    run.settle();
    return exampleIn(run, { id, element: 0 }).lines.map(({ text }) => text);
  };
  run.train(5);
  run.set('optimizer', 'adam');
  const [, m, v, a] = textOf();
  assert.match(`${m}; ${v}`, /^m = 0\.9·0 \+ .*; v = 0\.999·0 \+ /);
  assert.match(a, /0\.9\^1\).*0\.999\^1\)/);
  run.train(3);
  const [, later, , fourth] = textOf();
  assert.doesNotMatch(later, /0\.9·0 /);
  assert.match(fourth, /0\.9\^4\).*0\.999\^4\)/);
});

/**
 * What the engine keeps of an element of the first parameter; sgd's is d.
 * @param {import('../../web/src/engine/run.js').Run} run @param {number} element
 */
function keptOf({ trainer, engineContext }, element) {
  const { t, moments } = trainer.moments(engineContext.parameters[0]);
  const [m, v] = moments.map((moment) => moment?.[element] ?? Number.NaN);
  return { t, m, v, d: m };
}

/** @param {string} shown */
const numberOf = (shown) => Number(shown.replaceAll('−', '-'));

/** Whether a number is this one, but for its last digit. @param {string} shown @param {number} value @param {string} what */
function same(shown, value, what) {
  const number = numberOf(shown);
  assert.ok(Math.abs(number - value) <= 6e-4 * Math.abs(value), `${what}: ${shown}, not ${value}`);
}

test('an update that its rule does not give is shown as old + change', () => {
  const rule = { rule: 'w - lr*d', where: 'd = momentum*before + g', moments: ['d'] };
  const step = {
    name: 'w[1]',
    before: 0.5,
    gradient: 0.25,
    after: 0.375,
    moments: new Map([['d', { before: 0.5, after: 0.5 }]]),
    setting: (/** @type {string} */ name) =>
      /** @type {Record<string, number>} */ ({ lr: 0.25, momentum: 0.5 })[name],
  };
  const whole = { rule: 'w ← w − lr·d, d = momentum·before + g' };
  assert.deepEqual(updateLines(rule, step), [
    { text: 'd = 0.5·0.5 + 0.25 = 0.5', rule: 'd = momentum·before + g' },
    { text: 'w[1] = 0.5 − 0.25·0.5 = 0.375', rule: 'w ← w − lr·d' },
  ]);
  const change = [{ text: 'w[1] = 0.5 + (−0.125) = 0.375', ...whole }];
  const other = new Map([['d', { before: 0.5, after: 0.625 }]]);
  assert.deepEqual(updateLines(rule, { ...step, moments: other }), change);
  assert.deepEqual(updateLines(rule, { ...step, setting: () => undefined }), change);
  assert.equal(updateLines(rule, { ...step, after: 0.25 })[0].text, 'w[1] = 0.5 + (−0.25) = 0.25');
});

test('a repeated operand adds to what its first use gave', async () => {
  const run = await inNode();
  run.settle();
  const square = run.graph?.nodes.find(({ op }) => op === 'mul');
  assert.ok(square);
  const { lines } = exampleIn(run, { id: square.id, element: 2 });
  const first = /^da\[2,0\] = 0 \+ .* = (\S+)$/.exec(lines[1].text)?.[1];
  assert.ok(first);
  assert.ok(lines[2].text.startsWith(`db[2,0] = ${first} + `), lines[2].text);
});
