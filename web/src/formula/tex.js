/**
 * The engine's formulas for typesetting: "dx += dy / (2 * y)" becomes
 * "\bar x \mathrel{+}= \frac{\bar y}{2 y}". C has each of them once, as plain text; here is only how
 * such a text is set, whatever it says.
 */
import { parse } from './parse.js';

/**
 * @typedef {import('./parse.js').Tree} Tree
 * @typedef {import('./parse.js').BinaryNode} BinaryNode
 * @typedef {import('./parse.js').Formula} Formula
 *
 * @typedef {object} Part of a formula, set
 * @property {string} tex
 * @property {'name' | 'number' | 'fraction' | 'bracket' | 'other' | 'product' | 'sum'} kind
 * @property {boolean} [tall] higher than a line, and so are brackets around it
 * @property {string} [inner] of a bracket: what is in it
 *
 * @typedef {object} Manner
 * @property {boolean} whole a product is of tensors, element by element: there are no indices
 * @property {boolean} small in an exponent and above a fraction's line a quotient has a stroke
 */

/** Names that are set as signs. @type {Record<string, string>} */
const SIGNS = {
  beta: '\\beta',
  eps: '\\varepsilon',
  gamma: '\\gamma',
  pi: '\\pi',
  T: '\\mathsf T',
};

/** Functions that have a sign of their own. @type {Record<string, string>} */
const FUNCTIONS = {
  log: '\\ln',
  max: '\\max',
  min: '\\min',
  sigmoid: '\\sigma',
  sum: '\\sum',
  tanh: '\\tanh',
};

/** Functions whose argument needs no brackets when it is one thing. */
const PREFIXES = ['log', 'tanh', 'sign', 'erf'];

/** @param {string} text as `describeOps` has it @returns {string} */
export function texOf(text) {
  const { target, right, definitions } = parse(text);
  const manner = (/** @type {number} */ from, /** @type {number} */ to) => ({
    whole: !text.slice(from, to).includes('_'),
    small: false,
  });
  const first = manner(0, right.to);
  const relation = target?.sign === '+=' ? ' \\mathrel{+}= ' : ' = ';
  const left = target ? set(target.left, first).tex + relation : '';
  const named = definitions.map((each) => {
    const own = manner(each.name.from, each.right.to);
    return `${nameOf(each.name.text)} = ${set(each.right, own).tex}`;
  });
  return [left + set(right, first).tex, ...named].join(',\\; ');
}

/** "x", "x_rk", "mask", and "dx", what flows to x. @param {string} token @returns {string} */
function nameOf(token) {
  const [, bar, name, at] = /** @type {RegExpExecArray} */ (/^(d(?=.))?([^_]+)_?(.*)$/.exec(token));
  const long = name.length > 1 && !SIGNS[name];
  const sign = SIGNS[name] ?? (long ? `\\text{${name}}` : name);
  const barred = long ? `\\bar{${sign}}` : `\\bar ${sign}`;
  return (bar ? barred : sign) + indexOf(at);
}

/** "k", "rk" for two of them, or "copies". @param {string} letters @returns {string} */
function indexOf(letters) {
  if (letters.length < 2) return letters && `_${letters}`;
  return letters.length === 2 ? `_{${letters}}` : `_{\\text{${letters}}}`;
}

/** @param {string} name @returns {string} */
const functionOf = (name) => FUNCTIONS[name] ?? `\\operatorname{${name}}`;

/** @param {Part} part @returns {Part} */
const inBrackets = ({ tex, tall }) => ({
  tex: tall ? `\\left(${tex}\\right)` : `(${tex})`,
  kind: 'bracket',
  tall,
  inner: tex,
});

/** @param {Part} above @param {Part} below @returns {Part} */
const fraction = (above, below) => ({
  tex: `\\frac{${above.inner ?? above.tex}}{${below.inner ?? below.tex}}`,
  kind: 'fraction',
  tall: true,
});

/** @param {Part[]} parts @param {string} between @returns {Part} */
const joined = (parts, between) => ({
  tex: parts.map(({ tex }) => tex).join(between),
  kind: 'sum',
  tall: parts.some(({ tall }) => tall),
});

/** @param {Tree} tree @param {Manner} manner @returns {Part} */
function set(tree, manner) {
  const of = (/** @type {Tree} */ part) => set(part, manner);
  switch (tree.type) {
    case 'number':
      return { tex: tree.text, kind: 'number' };
    case 'name':
      return { tex: nameOf(tree.text), kind: 'name' };
    case 'group':
      return inBrackets(of(tree.of));
    case 'negative':
      return product(tree, manner);
    case 'binary':
      return binary(tree, manner);
    case 'absolute': {
      const { tex, tall } = of(tree.of);
      return { tex: `|${tex}|`, kind: 'other', tall };
    }
    case 'holds':
      return inSquare(joined([of(tree.left), of(tree.right)], ` ${tree.sign} `));
    case 'list':
      return inSquare(joined(tree.items.map(of), ', '));
    case 'dots':
      return { tex: '\\dots', kind: 'other' };
    case 'element': {
      const { tex } = joined(tree.parts.map(of), ':');
      return { tex: `${nameOf(tree.of.text)}_{${tex}}`, kind: 'name' };
    }
    case 'choice': {
      const [test, yes, no] = [tree.test, tree.yes, tree.no].map((part) => of(part).tex);
      const rows = `${yes} & ${test} \\ne 0 \\\\ ${no} & ${test} = 0`;
      return { tex: `\\begin{cases} ${rows} \\end{cases}`, kind: 'other', tall: true };
    }
    case 'call':
      return call(tree, manner);
    case 'over': {
      const factors = sideBySide(tree.of).map((part) => of(part).tex);
      const tex = `${functionOf(tree.name) + indexOf(tree.index)} ${factors.join(' \\, ')}`;
      return { tex, kind: 'other', tall: true };
    }
  }
}

/** @param {Part} part @returns {Part} */
const inSquare = ({ tex, tall }) => ({ tex: `[${tex}]`, kind: 'bracket', tall });

/** @param {Tree} tree @returns {Tree[]} the factors of "a b c" */
const sideBySide = (tree) =>
  tree.type === 'binary' && tree.sign === ' ' ? [...sideBySide(tree.left), tree.right] : [tree];

/** @param {BinaryNode} tree @param {Manner} manner @returns {Part} */
function binary(tree, manner) {
  if (tree.sign === '+' || tree.sign === '-')
    return joined([set(tree.left, manner), set(tree.right, manner)], ` ${tree.sign} `);
  if (tree.sign !== '^') return product(tree, manner);
  const base = set(tree.left, manner);
  return { tex: `${base.tex}^${exponent(tree.right, manner)}`, kind: 'other', tall: base.tall };
}

/** @param {Tree} tree @param {Manner} manner @returns {string} */
function exponent(tree, manner) {
  const { tex, inner = tex } = set(tree, { ...manner, small: true });
  return inner.length === 1 ? inner : `{${inner}}`;
}

/**
 * The factors of a product, each with the sign before it.
 * @param {Tree} tree
 * @returns {{ sign: string, factor: Tree }[]}
 */
function factorsOf(tree) {
  const multiplies = tree.type === 'binary' && ['*', '/', ' '].includes(tree.sign);
  if (!multiplies) return [{ sign: '', factor: tree }];
  return [...factorsOf(tree.left), { sign: tree.sign, factor: tree.right }];
}

/**
 * A quotient is a fraction of the factor before the stroke alone.
 * @param {Tree} tree
 * @param {Manner} manner
 * @returns {Part}
 */
function product(tree, manner) {
  const signed = factorsOf(tree);
  const minus = signed[0].factor.type === 'negative' ? '-' : '';
  /** @type {Part[]} */
  const factors = [];
  signed.forEach(({ sign, factor }, i) => {
    const above = signed[i + 1]?.sign === '/';
    const bare = i === 0 && factor.type === 'negative' ? factor.of : factor;
    const small = manner.small || (above && bare.type === 'group');
    const found = set(bare, { ...manner, small });
    // A sign behind another one is set apart.
    const part = bare.type === 'negative' ? inBrackets(found) : found;
    const before = sign === '/' ? factors.pop() : undefined;
    if (!before) factors.push(part);
    else if (manner.small) factors.push({ ...part, tex: `${before.tex}/${part.tex}` });
    else factors.push(fraction(before, part));
  });
  const [first, ...more] = factors;
  if (!minus && more.length === 0) return first;
  const tensors = factors.every(({ kind }) => kind === 'name' || kind === 'fraction');
  const times = tensors && manner.whole ? ' \\odot ' : ' \\, ';
  let { tex, kind } = first;
  for (const factor of more) {
    tex += (kind === 'number' ? ' ' : times) + factor.tex;
    kind = factor.kind;
  }
  return { tex: minus + tex, kind: 'product', tall: factors.some(({ tall }) => tall) };
}

/** @param {import('./parse.js').CallNode} tree @param {Manner} manner @returns {Part} */
function call({ name, args }, manner) {
  if (name === 'exp') return { tex: `e^${exponent(args[0], manner)}`, kind: 'other' };
  const parts = args.map((arg) => set(arg, manner));
  const argument = parts.length > 1 ? joined(parts, ', ') : parts[0];
  // The shapes tell what is summed up.
  if (name === 'unbroadcast') return argument;
  if (name === 'sqrt') return { tex: `\\sqrt{${argument.tex}}`, kind: 'other', tall: true };
  const bare = PREFIXES.includes(name) && !['product', 'sum'].includes(argument.kind);
  const { tex, tall } = bare ? argument : inBrackets(argument);
  return { tex: functionOf(name) + (bare ? ` ${tex}` : tex), kind: 'other', tall };
}
