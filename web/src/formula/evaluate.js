/**
 * Formulas worked out with numbers, and written again with numbers in the place of names. What a
 * number of a single element cannot be, such as a product of matrices, is not understood.
 */
import { FormulaError, parse, partsOf } from './parse.js';
import { spell } from './write.js';

/**
 * @typedef {import('./parse.js').Tree} Tree
 * @typedef {import('./parse.js').NameNode} NameNode
 * @typedef {import('./parse.js').OverNode} OverNode
 * @typedef {import('./parse.js').Formula} Formula
 * @typedef {import('./write.js').Word} Word
 *
 * What the names of a formula stand for.
 * @typedef {object} Scope
 * @property {(name: string, at: number[]) => number | undefined} number at these indices; undefined
 *   for a name that is unknown
 * @property {(letter: string) => number | undefined} [extent] how far an index goes
 * @property {ReadonlyMap<string, number>} [at] indices that are given
 * @property {ReadonlyMap<string, Named>} [named] what a formula calls by a name of its own
 * @property {(number: number) => number} [round] to what is written of a number
 * @property {Functions} [functions] besides those of JavaScript
 *
 * @typedef {Record<string, (...numbers: number[]) => number>} Functions
 * @typedef {{ letters: string, text: string, right: Tree }} Named
 *
 * @typedef {{ value: number, size: number }} Sized size: of the numbers that the value came from,
 *   which may be far larger
 */

/** Functions that JavaScript has as well: the others are asked of the engine. @type {Functions} */
const FUNCTIONS = {
  max: Math.max,
  min: Math.min,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sign: Math.sign,
};

/** Functions of shapes: of a single element they are that element. */
const SHAPES = ['broadcast', 'unbroadcast'];

/** Terms of a sum that are written out; the others are counted: "{12}" stands for twelve more. */
export const SHOWN = 3;

/** Texts are read once. @type {Map<string, Formula>} */
const known = new Map();

/** @param {string} text @returns {Formula} @throws {FormulaError} */
export function read(text) {
  const formula = known.get(text) ?? parse(text);
  known.set(text, formula);
  return formula;
}

/** @param {Tree} tree @param {string} text @returns {string} as it was written */
const textOf = ({ from, to }, text) => text.slice(from, to);

/** The names that a formula defines. @param {Formula} formula @returns {Map<string, Named>} */
export const namedIn = ({ text, definitions }) =>
  new Map(
    definitions.map(({ name, right }) => [
      name.name,
      { letters: name.index, text: textOf(right, text), right },
    ]),
  );

/**
 * A formula's right side and the names of its own, apart.
 * @param {string} text
 * @returns {{ text: string, right: Tree, named: Map<string, Named> }}
 */
export function definitionsOf(text) {
  const formula = read(text);
  const { right } = formula;
  return { text: textOf(right, text), right, named: namedIn(formula) };
}

/**
 * @param {string | Tree} formula
 * @param {Scope} scope
 * @returns {{ value: number, size: number, text: string } | undefined} undefined if it is not understood
 */
export function workOut(formula, scope) {
  try {
    const tree = typeof formula === 'string' ? read(formula).right : formula;
    return { ...evaluate(tree, scope), text: spell(wordsOf(tree, scope)) };
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

/** @param {Tree} tree @param {string} expected @returns {never} */
function fail({ from }, expected) {
  throw new FormulaError('', from, expected);
}

/** @param {number} value @returns {Sized} */
const sized = (value) => ({ value, size: Math.abs(value) });

/** @param {string} name @param {Scope} scope */
const functionOf = (name, { functions }) =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : functions?.[name];

/**
 * @param {Tree} tree
 * @param {Scope} scope
 * @returns {Sized}
 * @throws {FormulaError} at what is not understood
 */
export function evaluate(tree, scope) {
  switch (tree.type) {
    case 'number':
      return sized(Number(tree.text));
    case 'name':
      return sized(numberOf(tree, scope).number);
    case 'group':
      return evaluate(tree.of, scope);
    case 'negative': {
      const { value, size } = evaluate(tree.of, scope);
      return { value: -value, size };
    }
    case 'absolute': {
      const { value, size } = evaluate(tree.of, scope);
      return { value: Math.abs(value), size };
    }
    case 'binary':
      return combine(tree, evaluate(tree.left, scope), evaluate(tree.right, scope));
    case 'holds': {
      const [a, b] = [tree.left, tree.right].map((side) => evaluate(side, scope).value);
      return sized(Number(tree.sign === '=' ? a === b : tree.sign === '<' ? a < b : a > b));
    }
    case 'call': {
      if (SHAPES.includes(tree.name)) return evaluate(tree.args[0], scope);
      const of = functionOf(tree.name, scope) ?? fail(tree, 'a function that is known');
      return sized(of(...tree.args.map((arg) => evaluate(arg, scope).value)));
    }
    case 'over':
      return overall(tree, scope);
    default:
      return fail(tree, 'a part that is one number');
  }
}

/**
 * @param {import('./parse.js').BinaryNode} tree
 * @param {Sized} a
 * @param {Sized} b
 * @returns {Sized}
 */
function combine(tree, a, b) {
  switch (tree.sign) {
    case '+':
      return { value: a.value + b.value, size: a.size + b.size };
    case '-':
      return { value: a.value - b.value, size: a.size + b.size };
    case '*':
      return { value: a.value * b.value, size: a.size * b.size };
    case '/':
      return { value: a.value / b.value, size: a.size / Math.abs(b.value) };
    case '^':
      return sized(a.value ** b.value);
    case ' ':
      return fail(tree.right, 'an operator');
  }
}

/** @param {OverNode} tree @param {Scope} scope @returns {Scope[]} one for each value of the index */
function scopesOf(tree, scope) {
  const count = scope.extent?.(tree.index);
  if (count === undefined || !['sum', 'mean'].includes(tree.name))
    return fail(tree, 'an index that is known');
  return Array.from({ length: count }, (_, k) => ({
    ...scope,
    at: new Map([...(scope.at ?? []), [tree.index, k]]),
  }));
}

/** "sum_copies" is of a shape. @param {OverNode} tree */
const isShape = ({ index }) => index === 'copies';

/** @param {OverNode} tree @param {Scope} scope @returns {Sized} */
function overall(tree, scope) {
  if (isShape(tree)) return evaluate(tree.of, scope);
  const scopes = scopesOf(tree, scope);
  let [value, size] = [0, 0];
  for (const each of scopes) {
    const term = evaluate(tree.of, each);
    value += term.value;
    size += term.size;
  }
  const over = tree.name === 'mean' ? scopes.length : 1;
  return { value: value / over, size: size / over };
}

/**
 * What a name stands for.
 * @param {NameNode} tree
 * @param {Scope} scope
 * @returns {{ number: number, place: boolean }} place: it is an index or a count, which is written whole
 */
function numberOf(tree, scope) {
  const { text, name, index } = tree;
  if (text === 'pi') return { number: Math.PI, place: false };
  const given = scope.at?.get(text);
  if (given !== undefined) return { number: given, place: true };
  // "weight_decay" is a name, "x_i" one with an index.
  const whole = index ? scope.number(text, []) : undefined;
  const number = whole ?? lookUp(name, index, scope) ?? fail(tree, 'a name that is known');
  const right = scope.named?.get(name)?.right;
  const place = name === 'n' || right?.type === 'name' || right?.type === 'number';
  return { number: place ? number : (scope.round?.(number) ?? number), place };
}

/**
 * @param {string} name
 * @param {string} letters
 * @param {Scope} scope
 * @returns {number | undefined}
 */
function lookUp(name, letters, scope) {
  const at = [...letters].map((letter) => scope.at?.get(letter) ?? lookUp(letter, '', scope));
  const found = at.filter((index) => index !== undefined);
  if (found.length < at.length) return undefined;
  const definition = scope.named?.get(name);
  if (!definition) return scope.number(name, found);
  const inner = new Map(scope.at);
  for (const [i, letter] of [...definition.letters].entries()) inner.set(letter, found[i]);
  // A name that stands for itself would never come to an end.
  const named = new Map([...(scope.named ?? [])].filter(([each]) => each !== name));
  return evaluate(definition.right, { ...scope, at: inner, named }).value;
}

/**
 * The formula with numbers for names, and with terms for sums.
 * @param {Tree} tree
 * @param {Scope} scope
 * @returns {Word[]}
 */
function wordsOf(tree, scope) {
  const of = (/** @type {Tree} */ part) => wordsOf(part, scope);
  switch (tree.type) {
    case 'number':
      return [tree.text];
    case 'name': {
      if (tree.text === 'pi') return ['pi'];
      const { number, place } = numberOf(tree, scope);
      return [place ? String(number) : { number }];
    }
    case 'group':
      return ['(', ...aloneWords(tree.of, scope), ')'];
    case 'negative':
      return ['-', ...of(tree.of)];
    case 'absolute':
      return ['|', ...of(tree.of), '|'];
    case 'binary': {
      const right =
        tree.right.type === 'over' && tree.sign === '/'
          ? overWords(tree.right, scope, true)
          : of(tree.right);
      return [...of(tree.left), tree.sign, ...right];
    }
    case 'holds':
      return ['[', ...of(tree.left), tree.sign, ...of(tree.right), ']'];
    case 'call': {
      if (SHAPES.includes(tree.name)) return ['(', ...aloneWords(tree.args[0], scope), ')'];
      const [first, ...rest] = tree.args;
      const begin = rest.length > 0 ? of(first) : aloneWords(first, scope);
      return [tree.name, '(', ...begin, ...rest.flatMap((arg) => [',', ...of(arg)]), ')'];
    }
    case 'over':
      return overWords(tree, scope, tree.name === 'sum');
    default:
      return fail(tree, 'a part that is one number');
  }
}

/** What stands between brackets of its own needs no others. @param {Tree} tree @param {Scope} scope */
const aloneWords = (tree, scope) =>
  tree.type === 'over' ? overWords(tree, scope, false) : wordsOf(tree, scope);

/**
 * @param {OverNode} tree
 * @param {Scope} scope
 * @param {boolean} brackets around it
 * @returns {Word[]}
 */
function overWords(tree, scope, brackets) {
  if (isShape(tree)) return wordsOf(tree.of, scope);
  const scopes = scopesOf(tree, scope);
  const few = scopes.length > SHOWN + 1 ? scopes.slice(0, SHOWN) : scopes;
  const term = tree.of.type === 'group' && !addsUp(tree.of.of) ? tree.of.of : tree.of;
  const words = few.flatMap((each, k) => [...(k > 0 ? ['+'] : []), ...wordsOf(term, each)]);
  const rest = scopes.length - few.length;
  if (rest > 0) words.push('+', `{${rest}}`);
  const whole = tree.name === 'sum' ? words : ['(', ...words, ')', '/', String(scopes.length)];
  return brackets ? ['(', ...whole, ')'] : whole;
}

/** Whether a plus or minus stands in it outside of brackets. @param {Tree} tree @returns {boolean} */
function addsUp(tree) {
  if (tree.type === 'group' || tree.type === 'call') return false;
  if (tree.type === 'negative') return true;
  const sum = tree.type === 'binary' && (tree.sign === '+' || tree.sign === '-');
  return sum || partsOf(tree).some(addsUp);
}
