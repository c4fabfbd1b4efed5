/** The grammar of formulas: trees with positions, errors with positions, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { evaluate, workOut } from '../../web/src/formula/evaluate.js';
import { FormulaError, LONGEST, parse, partsOf } from '../../web/src/formula/parse.js';
import { texOf } from '../../web/src/formula/tex.js';
import { write, writeFormula } from '../../web/src/formula/write.js';

/** @typedef {import('../../web/src/formula/parse.js').Tree} Tree */

const engine = await loadEngine();

/** Every formula that the engine describes. */
const FORMULAS = [
  ...engine
    .describeOps()
    .flatMap(({ formula, inputs }) => [formula, ...inputs.map(({ derivative }) => derivative)]),
  ...engine.describeConfig().updates.map(({ rule, where }) => `${rule}, ${where}`),
].filter((text) => text !== null);

/** With brackets around everything that belongs together. @param {Tree} tree @returns {string} */
function bracketed(tree) {
  switch (tree.type) {
    case 'binary':
      return `(${bracketed(tree.left)}${tree.sign}${bracketed(tree.right)})`;
    case 'negative':
      return `(-${bracketed(tree.of)})`;
    case 'group':
      return bracketed(tree.of);
    case 'over':
      return `(${tree.name}_${tree.index} ${bracketed(tree.of)})`;
    case 'choice':
      return `(${[tree.test, tree.yes, tree.no].map(bracketed).join('?')})`;
    default:
      return write(tree);
  }
}

/** A tree without its positions. @param {unknown} tree @returns {unknown} */
const placeless = (tree) =>
  JSON.parse(JSON.stringify(tree, (key, value) => (/^(from|to)$/.test(key) ? undefined : value)));

test('what binds first: powers, signs, products, sums, choices', () => {
  for (const [text, whole] of [
    ['a + b * c', '(a+(b*c))'],
    ['a - b - c', '((a-b)-c)'],
    ['a / b / c', '((a/b)/c)'],
    ['a * b / c * d', '(((a*b)/c)*d)'],
    ['-x^2', '(-(x^2))'],
    ['-dy * a / b^2', '(((-dy)*a)/(b^2))'],
    ['a^b^c', '(a^(b^c))'],
    ['x^-1', '(x^(-1))'],
    ['a * -b', '(a*(-b))'],
    ['a - -b', '(a-(-b))'],
    ['(a + b) * c', '((a+b)*c)'],
    ['dy b^T', '(dy (b^T))'],
    ['2 x + 1', '((2 x)+1)'],
    ['sum_q a_iq b_qj', '(sum_q (a_iq b_qj))'],
    ['sum_k x_k^2 + 1', '((sum_k (x_k^2))+1)'],
    ['mean_k (x_k - m)^2 / n', '((mean_k ((x_k-m)^2))/n)'],
    ['m ? a + 1 : b', '(m?(a+1)?b)'],
  ])
    assert.equal(bracketed(parse(text).right), whole, text);
});

test('every part knows which characters it is', () => {
  /** @param {Tree} tree @param {string} text @returns {void} */
  function inside(tree, text) {
    assert.ok(tree.from >= 0 && tree.from < tree.to && tree.to <= text.length, text);
    const own = text.slice(tree.from, tree.to);
    assert.deepEqual(placeless(parse(own).right), placeless(tree), own);
    for (const part of partsOf(tree)) {
      assert.ok(part.from >= tree.from && part.to <= tree.to, `${write(part)} in ${own}`);
      if (part.type !== 'dots') inside(part, text);
    }
  }
  for (const text of FORMULAS) {
    const { target, right, definitions } = parse(text);
    if (target?.left.type === 'name')
      assert.equal(text.slice(target.left.from, target.left.to), target.left.text);
    for (const tree of [right, ...definitions.map((each) => each.right)]) inside(tree, text);
  }
  const { right } = parse('  max(x,  0)');
  assert.ok(right.type === 'call');
  assert.deepEqual(
    [right, ...right.args].map(({ from, to }) => [from, to]),
    [
      [2, 12],
      [6, 7],
      [10, 11],
    ],
  );
});

test('every formula of the engine is read, is written as it stands in C, and is set', () => {
  assert.ok(FORMULAS.length > 70, String(FORMULAS.length));
  for (const text of FORMULAS) {
    const formula = parse(text);
    const written = writeFormula(formula);
    // C leaves out some spaces, and nothing else.
    assert.equal(written.replaceAll(' ', ''), text.replaceAll(' ', ''));
    assert.deepEqual(placeless(parse(written)), {
      .../** @type {any} */ (placeless(formula)),
      text: written,
    });
    assert.ok(texOf(text).length > 0);
  }
});

test('a text that is no formula is refused at the character, with what was expected there', () => {
  for (const [text, at, expected] of /** @type {[string, number, RegExp][]} */ ([
    ['', 0, /a number, a name or an opening bracket/],
    ['a + ', 3, /a number, a name or an opening bracket/],
    ['a + * b', 4, /a number, a name or an opening bracket/],
    ['(a + b', 6, /"\)"/],
    ['y = a )', 6, /an operator or the end/],
    ['a $ b', 2, /a number, a name or a sign/],
    ['max(a, b', 8, /"\)"/],
    ['|x', 2, /"\|"/],
    ['[x > 0', 6, /"\]"/],
    ['[x + 0', 6, /"=", "<", ">", "," or "\]"/],
    ['sum_k', 5, /a number, a name or an opening bracket/],
    ['m ? a', 5, /":"/],
    ['y = a, b', 8, /"="/],
    ['y = a, 2 = b', 7, /a name/],
    ['a = b = c', 6, /an operator or the end/],
    ['x[1:', 4, /a number, a name or an opening bracket/],
    ['('.repeat(500), 99, /at most 100/],
    [`${'-'.repeat(500)}x`, 99, /at most 100/],
    [`x${'^x'.repeat(500)}`, 200, /at most 100/],
  ]))
    assert.throws(
      () => parse(text),
      (error) => {
        assert.ok(error instanceof FormulaError, `${text}: ${error}`);
        assert.match(error.expected, expected, text);
        assert.ok(Math.abs(error.at - at) <= (text.length > 400 ? 2 : 0), `${text}: ${error.at}`);
        return true;
      },
    );
});

test('what is no number is refused where it stands', () => {
  const scope = { number: (/** @type {string} */ name) => (name === 'x' ? 2 : undefined) };
  for (const [text, at] of /** @type {[string, number][]} */ ([
    ['x + z', 4],
    ['2 * reshape(x)', 4],
    ['x * sum_k x', 4],
    ['x x', 2],
    ['x + x[1]', 4],
  ]))
    assert.throws(
      () => evaluate(parse(text).right, scope),
      (error) => error instanceof FormulaError && error.at === at,
      text,
    );
  assert.equal(workOut('a, a = b, b = a', scope), undefined, 'names that define each other');
});

test('of 20,000 texts of pieces of formulas each is read or refused, and none does anything else', () => {
  const pieces =
    'x y_i a_ij sum_k mean_r max( exp( ( ) [ ] | + - * / ^ , : ? = += < > ... 0 1.5 2e3 '
      .split(' ')
      .concat(
        ' ',
        '\n',
        '$',
        '\u2212',
        '"',
        "'",
        '\\',
        '_',
        '.',
        '\u{1f600}',
        'constructor',
        '__proto__',
      );
  let state = 1;
  const random = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const scope = { number: () => 0.5, extent: () => 2, at: new Map([['i', 0]]) };
  let [good, refused] = [0, 0];
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)]).join(
      '',
    );
    try {
      const formula = parse(text);
      assert.deepEqual(
        placeless(parse(writeFormula(formula)).right),
        placeless(formula.right),
        text,
      );
      texOf(text);
      workOut(formula.right, scope);
      good++;
    } catch (error) {
      assert.ok(error instanceof FormulaError, `${JSON.stringify(text)}: ${error}`);
      assert.ok(error.at >= 0 && error.at <= text.length, JSON.stringify(text));
      refused++;
    }
  }
  assert.ok(good > 500 && refused > 5000, `${good} read, ${refused} refused`);
});

test('the longest formula is read, worked out, written and set; a longer one is refused', () => {
  const text = Array(LONGEST / 2)
    .fill('1')
    .join('+');
  const { right } = parse(text);
  assert.equal(workOut(right, { number: () => undefined })?.value, LONGEST / 2);
  assert.equal(write(right).replaceAll(' ', ''), text);
  assert.equal(texOf(text).replaceAll(' ', ''), text);
  assert.throws(
    () => parse(`${text}+1`),
    (error) => error instanceof FormulaError && error.at === LONGEST,
  );
});
