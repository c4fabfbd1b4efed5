/** One element of a node with its real numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { backwardText, forwardText } from '../../web/src/model/example.js';
import { figures } from '../../web/src/model/format.js';
import { definitionsOf, workOut } from '../../web/src/model/formula.js';
import { exampleOf } from '../../web/src/worker/example.js';
import { until } from './browser.js';
import { button, choose, inNode, onPage, say, stepOf, tensorAt } from './on-page.js';

const engine = await loadEngine();
const ops = engine.describeOps();

/** @param {string} name */
const opOf = (name) =>
  /** @type {import('../../web/src/model/protocol.js').Op} */ (ops.find((op) => op.name === name));

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
    /** @type {Record<string, number>} */ ({ x: -0.5, a: 2, b: 3, dy: 0.25, y: 4 })[name];
  for (const [text, value, written] of /** @type {[string, number, string][]} */ ([
    ['a - b', -1, '2 − 3'],
    ['-x', 0.5, '−(−0.5)'],
    ['max(x, 0)', 0, 'max(−0.5, 0)'],
    ['1 / (1 + exp(-x))', 1 / (1 + Math.exp(0.5)), '1 / (1 + exp(−(−0.5)))'],
    ['dy * [x > 0]', 0, '0.25·[−0.5 > 0]'],
    ['dy * (1 - y^2)', 0.25 * -15, '0.25·(1 − 4^2)'],
    ['unbroadcast(-dy * a / b^2)', (-0.25 * 2) / 9, '−0.25·2 / 3^2'],
    ['|x|', 0.5, '|−0.5|'],
  ])) {
    const worked = workOut(text, { number });
    assert.ok(worked && Math.abs(worked.value - value) < 1e-12, `${text}: ${worked?.value}`);
    assert.equal(worked.text, written);
  }
  for (const text of ['reshape(x)', 'x t', 'x[start:stop]', 'a + ', 'c', 'mask ? value : x', '']) {
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
      const [, text] = (derivative?.text ?? '').split(' += ');
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
      const { lines } = run.example(node.id, size - 1);
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
  const place = slm.describeGraph(root).nodes.findIndex(({ id }) => id === y.id);
  return exampleOf(slm, root, place, element, ops).map(({ text }) => text);
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

test('rows that a loss leaves out are no example', () => {
  const slm = engine.createContext();
  const loss = slm.ops.cross_entropy(leaf(slm), slm.index([-100, 1]));
  const place = slm.describeGraph(loss).nodes.findIndex(({ id }) => id === loss.id);
  assert.deepEqual(exampleOf(slm, loss, place, 0, ops), []);
});

for (const language of /** @type {const} */ (['ko', 'en'])) {
  for (const scenario of ['three', 'circle']) {
    onPage(
      `8. the loss with its real numbers, forward and backward: ${scenario}, ${language}`,
      async (page) => {
        await button(page, say('control.step', language)).click();
        await until(async () => (await stepOf(page)) === 1, 'a step');
        const run = await inNode({}, scenario);
        run.train(1);
        run.settle();
        const panel = await choose(page, 'loss', language);
        for (const { text } of run.example(run.root.id, 0).lines) {
          const shown = text.replace(/\{(\d+)\}/, (_, count) =>
            say('inspect.rest', language, { count }),
          );
          await panel.getByText(shown, { exact: true }).waitFor();
        }
      },
      {
        hash: `#v=1&run=0&s=${scenario}`,
        language: language === 'ko' ? 'ko-KR' : 'en-US',
        dark: scenario === 'circle',
      },
    );
  }
}

/**
 * What a line says on its right side and after the last "=", where it is nothing but arithmetic.
 * @param {string} text @returns {[worked: number, shown: string] | undefined}
 */
function sides(text) {
  const [, right, shown] = /^[^=]+ = (.*) = (\S+)$/.exec(text) ?? [];
  const plain = right?.replaceAll('−', '-').replaceAll('·', '*').replaceAll('^', '**');
  if (!plain || !/^[-+*/().\de ]+$/.test(plain)) return undefined;
  return [Function(`return ${plain}`)(), shown];
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
          for (const { text } of run.example(id, element).lines) {
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
    [0.1 + 0.2, '0.3'],
    [1200, '1200'],
    [123456, '123456'],
    [12345678, '1.235e7'],
    [Number.NaN, 'NaN'],
  ]))
    assert.equal(figures(value, 4), text);
  assert.equal(figures(Math.fround(0.1)), '0.100000001');
});

for (const [config, pattern] of /** @type {[Record<string, string>, RegExp][]} */ ([
  [{}, /^w\[\d,\d\] = −?[\d.]+ − 0\.1·\(?−?[\d.]+\)? = −?[\d.]+$/],
  [{ weight_decay: '0.5' }, /^w\[\d,\d\] = −?[\d.]+ − 0\.1·\(?−?[\d.]+\)? = −?[\d.]+$/],
  [{ clip: '0.001' }, /^w\[\d,\d\] = −?[\d.]+ − 0\.1·\(?−?[\d.e−]+\)? = −?[\d.]+$/],
  [{ momentum: '0.9' }, /^w\[\d,\d\] = −?[\d.]+ \+ \(?−?[\d.e−]+\)? = −?[\d.]+$/],
  [{ optimizer: 'adam' }, /^w\[\d,\d\] = −?[\d.]+ \+ \(?−?[\d.e−]+\)? = −?[\d.]+$/],
])) {
  test(`the next step of a weight with its numbers: ${JSON.stringify(config)}`, async () => {
    const run = await inNode({ hidden: '3', ...config }, 'manual');
    run.train(5);
    run.settle();
    const bytes = run.save();
    const { id } = tensorAt(run, 'mlp/linear1/weight');
    const { lines, element, rule, ratio } = run.example(id, 0);
    const [{ text }] = lines;
    assert.match(text, pattern);
    const both = sides(text);
    assert.ok(both);
    const digits = both[1].replace(/^\D*[0.]*|\D/g, '').length;
    assert.equal(figures(both[0], digits), figures(Number(both[1].replace('\u2212', '-'))), text);
    assert.deepEqual(run.save(), bytes);
    const values = () =>
      /** @type {Float32Array} */ (run.engineContext.parameters[0].values())[element];
    const before = values();
    run.train(1);
    assert.equal(figures(values(), digits), both[1]);
    assert.notEqual(figures(before, digits), both[1], 'a step is seen');
    assert.equal(ratio, Math.abs((values() - before) / before));
    const { keys, updates } = run.descriptions.config;
    const choices = keys.find(({ key }) => key === 'optimizer')?.choices ?? [];
    const told = updates[choices.indexOf(config.optimizer ?? 'sgd')];
    assert.equal(rule, `w ← ${told.rule}, ${told.where}`.replaceAll('*', '·').replaceAll('-', '−'));
  });
}

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `8. a parameter shows its next step: ${language}`,
    async (page) => {
      const run = await inNode({}, 'by_hand');
      run.settle();
      const panel = await choose(page, 'mlp/linear2/weight', language);
      const { lines } = run.example(tensorAt(run, 'mlp/linear2/weight').id, 0);
      assert.equal(lines.length, 1);
      await panel.getByRole('heading', { name: say('inspect.update', language) }).waitFor();
      await panel.getByText(lines[0].text, { exact: true }).waitFor();
      await panel.getByText(say('inspect.updateHint', language)).waitFor();
    },
    {
      hash: '#v=1&run=0&s=by_hand',
      language: language === 'ko' ? 'ko-KR' : 'en-US',
    },
  );
}

test('a repeated operand adds to what its first use gave', async () => {
  const run = await inNode();
  run.settle();
  const square = run.graph?.nodes.find(({ op }) => op === 'mul');
  assert.ok(square);
  const { lines } = run.example(square.id, 2);
  const first = /^da\[2,0\] = 0 \+ .* = (\S+)$/.exec(lines[1].text)?.[1];
  assert.ok(first);
  assert.ok(lines[2].text.startsWith(`db[2,0] = ${first} + `), lines[2].text);
});
