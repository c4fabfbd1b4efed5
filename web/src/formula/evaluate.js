/**
 * Formulas as the engine writes them, such as "max(x, 0)" or "dy * [x > 0]": read, worked out, and
 * written again with numbers in the place of names. What is written otherwise is not understood.
 */
import { figures } from '../shared/formats.js';

/**
 * What the names of a formula stand for.
 * @typedef {object} Scope
 * @property {(name: string, at: number[]) => number | undefined} number at these indices; undefined
 *   for a name that is unknown
 * @property {(letter: string) => number | undefined} [extent] how far an index goes
 * @property {ReadonlyMap<string, number>} [at] indices that are given
 * @property {ReadonlyMap<string, Definition>} [named] what a formula calls by a name of its own
 * @property {(number: number) => number} [round] to what is written of a number
 *
 * @typedef {{ letters: string, text: string, tokens: string[] }} Definition
 *
 * A number that has been worked out is told from a text by its type.
 * @typedef {string | { number: number }} Token
 */

/** @type {Record<string, (...numbers: number[]) => number>} */
const FUNCTIONS = {
  max: Math.max,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sign: Math.sign,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf,
};

/** Abramowitz and Stegun 7.1.26: to 1.5e-7. @param {number} x */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const powers = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const sum = powers.reduceRight((above, each) => (above + each) * t, 0);
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

/** Functions of shapes: of a single element they are that element. */
const SHAPES = ['broadcast', 'sum_copies', 'unbroadcast'];

const TOKEN = /\s*([A-Za-z]+\d*(?:_[a-z]+)?|\d+(?:\.\d+)?|[-+*/^()|[\],<>=])/y;

/** Terms of a sum that are written out; the others are counted: "{12}" stands for twelve more. */
export const SHOWN = 3;

/** @param {string} text @returns {string[] | undefined} */
function tokensOf(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    if (!SHAPES.includes(match[1])) tokens.push(match[1]);
  }
  return tokens;
}

/** "y_i = x_i * s, s = sqrt(2)": the formula itself, then what it calls by a name. @param {string} text */
export const partsOf = (text) => text.split(/, (?=[a-z]+(?:_[a-z]+)? = )/);

/**
 * A formula and its names, apart.
 * @param {string} text
 * @returns {{ text: string, named: Map<string, Definition> }}
 */
export function definitionsOf(text) {
  const [first, ...rest] = partsOf(text);
  const named = rest.map((each) => {
    const [left, right] = each.split(' = ');
    const [name, letters = ''] = left.split('_');
    // Unread, it is not understood where it is used.
    return /** @type {const} */ ([name, { letters, text: right, tokens: tokensOf(right) ?? [] }]);
  });
  return { text: first, named: new Map(named) };
}

/** A number between others. @param {number} value */
export const inside = (value) => (value < 0 ? `(${figures(value)})` : figures(value));

/**
 * @param {string} text
 * @param {Scope} scope
 * @returns {{ value: number, size: number, text: string } | undefined} undefined if it is not
 *   understood; size: of the numbers that the value came from, which may be far larger
 */
export function workOut(text, scope) {
  const tokens = tokensOf(text);
  const every = tokens && filled(tokens, scope, Infinity);
  const few = tokens && filled(tokens, scope, SHOWN);
  const worked = every && read(every);
  return worked && few && { ...worked, text: written(few) };
}

/** @param {Token[]} tokens @returns {Sized | undefined} */
function read(tokens) {
  const reader = new Reader(tokens);
  const worked = reader.sum();
  return reader.at < tokens.length ? undefined : worked;
}

/**
 * Where the operand of "sum_k" ends: it is an atom with its power.
 * @param {string[]} tokens
 * @param {number} from
 * @returns {number}
 */
function operandEnd(tokens, from) {
  let at = from;
  if (tokens[at + 1] === '(' && Object.hasOwn(FUNCTIONS, tokens[at])) at++;
  for (let depth = 0; at < tokens.length; at++) {
    if (tokens[at] === '(') depth++;
    if (tokens[at] === ')') depth--;
    if (depth === 0) break;
  }
  return tokens[at + 1] === '^' ? at + 3 : at + 1;
}

/**
 * The tokens with numbers for names, and with terms for sums.
 * @param {string[]} tokens
 * @param {Scope} scope
 * @param {number} shown terms of a sum, when there are more
 * @returns {Token[] | undefined}
 */
function filled(tokens, scope, shown) {
  /** @type {Token[]} */
  const out = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    const [name, letters = ''] = token.split('_');
    if (letters && ['sum', 'mean'].includes(name)) {
      const count = scope.extent?.(letters);
      const end = operandEnd(tokens, i + 1);
      if (count === undefined || end > tokens.length) return undefined;
      const few = count > shown + 1 ? shown : count;
      const operand = termOf(tokens.slice(i + 1, end));
      /** @type {Token[]} */
      const terms = [];
      for (let k = 0; k < few; k++) {
        const at = new Map([...(scope.at ?? []), [letters, k]]);
        const term = filled(operand, { ...scope, at }, shown);
        if (!term) return undefined;
        if (k > 0) terms.push('+');
        terms.push(...term);
      }
      if (few < count) terms.push('+', `{${count - few}}`);
      const part = name === 'sum' ? terms : ['(', ...terms, ')', '/', String(count)];
      // Between brackets of its own it needs no others, and a quotient few.
      const bare = name === 'sum' ? out.at(-1) === '(' && tokens[end] === ')' : out.at(-1) !== '/';
      out.push(...(bare ? part : ['(', ...part, ')']));
      i = end - 1;
    } else if (!/^[A-Za-z]/.test(token) || token === 'pi' || isCall(tokens, i)) {
      out.push(token);
    } else {
      const index = scope.at?.get(token);
      // A name with a stroke in it is no name with an index: "weight_decay".
      const whole = letters ? scope.number(token, []) : undefined;
      const number = index ?? whole ?? numberOf(name, letters, scope);
      if (number === undefined) return undefined;
      // A place is no measure: it is written whole.
      const place = index !== undefined || isPlace(name, scope);
      out.push(place ? String(number) : { number: scope.round?.(number) ?? number });
    }
  }
  return out;
}

/** A term without brackets that a sum does not need: those of a product. @param {string[]} tokens */
function termOf(tokens) {
  let depth = 0;
  const sums = tokens.some((token) => {
    if (token === '(') depth++;
    if (token === ')') depth--;
    return depth < 2 && (token === '+' || token === '-');
  });
  const whole = tokens[0] === '(' && tokens.at(-1) === ')' && !sums;
  return whole ? tokens.slice(1, -1) : tokens;
}

/** @param {string[]} tokens @param {number} i */
const isCall = (tokens, i) => tokens[i + 1] === '(' && Object.hasOwn(FUNCTIONS, tokens[i]);

/** Whether a name stands for a place or a count: "c = classes_r", n. @param {string} name @param {Scope} scope */
const isPlace = (name, { named }) => name === 'n' || named?.get(name)?.tokens.length === 1;

/**
 * @param {string} name
 * @param {string} letters
 * @param {Scope} scope
 * @returns {number | undefined}
 */
function numberOf(name, letters, scope) {
  const at = [...letters].map((letter) => scope.at?.get(letter) ?? numberOf(letter, '', scope));
  const known = at.filter((index) => index !== undefined);
  if (known.length < at.length) return undefined;
  const definition = scope.named?.get(name);
  if (!definition) return scope.number(name, known);
  const inner = new Map(scope.at);
  for (const [i, letter] of [...definition.letters].entries()) inner.set(letter, known[i]);
  const tokens = filled(definition.tokens, { ...scope, at: inner }, Infinity);
  return tokens && read(tokens)?.value;
}

/**
 * Reads by descent: a sum of products of powers of atoms. Undefined is handed up.
 * @typedef {{ value: number, size: number }} Sized
 */
class Reader {
  at = 0;

  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
  }

  /** @param {string} token @returns {boolean} whether it was there, and is read */
  take(token) {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  /** @returns {Sized | undefined} */
  sum() {
    let left = this.product();
    for (;;) {
      const sign = this.take('+') ? 1 : this.take('-') ? -1 : 0;
      if (sign === 0 || !left) return left;
      const right = this.product();
      left = right && { value: left.value + sign * right.value, size: left.size + right.size };
    }
  }

  /** @returns {Sized | undefined} */
  product() {
    let left = this.signed();
    for (;;) {
      const times = this.take('*');
      if (!left || (!times && !this.take('/'))) return left;
      const right = this.signed();
      if (!right) return undefined;
      left = times
        ? { value: left.value * right.value, size: left.size * right.size }
        : { value: left.value / right.value, size: left.size / Math.abs(right.value) };
    }
  }

  /** @returns {Sized | undefined} */
  signed() {
    if (!this.take('-')) return this.power();
    const of = this.signed();
    return of && { value: -of.value, size: of.size };
  }

  /** @returns {Sized | undefined} */
  power() {
    const base = this.atom();
    if (!base || !this.take('^')) return base;
    const exponent = this.signed();
    return exponent && sized(base.value ** exponent.value);
  }

  /** @returns {Sized | undefined} */
  atom() {
    if (this.take('(')) return this.until(')', this.sum());
    if (this.take('|')) {
      const of = this.until('|', this.sum());
      return of && { value: Math.abs(of.value), size: of.size };
    }
    if (this.take('[')) return this.until(']', this.comparison());
    if (this.take('pi')) return sized(Math.PI);
    const token = this.tokens[this.at++];
    if (token === undefined) return undefined;
    if (typeof token === 'object') return sized(token.number);
    if (/^\d/.test(token)) return sized(Number(token));
    if (!Object.hasOwn(FUNCTIONS, token) || !this.take('(')) return undefined;
    const args = [this.sum()];
    while (this.take(',')) args.push(this.sum());
    const known = args.filter((arg) => arg !== undefined);
    if (known.length < args.length) return undefined;
    return this.until(')', sized(FUNCTIONS[token](...known.map(({ value }) => value))));
  }

  /** 1 where it holds, 0 where not. @returns {Sized | undefined} */
  comparison() {
    const left = this.sum()?.value;
    const sign = this.tokens[this.at++];
    const right = this.sum()?.value;
    if (left === undefined || right === undefined) return undefined;
    if (sign === '=') return sized(Number(left === right));
    if (sign === '<') return sized(Number(left < right));
    return sign === '>' ? sized(Number(left > right)) : undefined;
  }

  /** @param {string} token @param {Sized | undefined} worked */
  until(token, worked) {
    return this.take(token) ? worked : undefined;
  }
}

/** @param {number} value @returns {Sized} */
const sized = (value) => ({ value, size: Math.abs(value) });

/** @param {Token[]} tokens */
function written(tokens) {
  let text = '';
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    if (typeof token === 'object') {
      // Between brackets a negative number needs none of its own.
      const alone = typeof before === 'string' && /^[([,|]$/.test(before);
      text += alone && tokens[i + 1] !== '^' ? figures(token.number) : inside(token.number);
      return;
    }
    // A sign at the beginning, or behind another one, belongs to what follows.
    const sign = i === 0 || (typeof before === 'string' && /^[-+*/^([,<>=]$/.test(before));
    if (token === '*') text += '·';
    else if (token === 'pi') text += 'π';
    else if (token === '-') text += sign ? '−' : ' − ';
    else if (/^[+/<>=]$/.test(token)) text += ` ${token} `;
    else text += token === ',' ? ', ' : token;
  });
  return bare(text);
}

/** Brackets around all of it say nothing. @param {string} text @returns {string} */
function bare(text) {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0) return i === text.length - 1 ? bare(text.slice(1, -1)) : text;
  }
  return text;
}
