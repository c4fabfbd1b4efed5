/**
 * Formulas as the engine writes them, such as "max(x, 0)" or "dy * [x > 0]": read, worked out, and
 * written again with numbers in the place of names. What is written otherwise is not understood.
 */
import { short } from './format.js';

/** @typedef {(name: string) => number | undefined} Values */

/** @type {Record<string, (...numbers: number[]) => number>} */
const FUNCTIONS = {
  max: Math.max,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sign: Math.sign,
};

/** Functions of shapes: of a single element they are that element. */
const SHAPES = ['broadcast', 'unbroadcast'];

const TOKEN = /\s*([A-Za-z]+|\d+(?:\.\d+)?|[-+*/^()|[\],<>=])/y;

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

/** A number between others. @param {number} value */
export const inside = (value) => (value < 0 ? `(${short(value)})` : short(value));

/**
 * @param {string} text
 * @param {Values} values by name; undefined for a name that is unknown
 * @returns {{ value: number, text: string } | undefined} undefined if it is not understood
 */
export function workOut(text, values) {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = new Reader(tokens, values);
  const value = reader.sum();
  if (value === undefined || reader.at < tokens.length) return undefined;
  return { value, text: written(tokens, values) };
}

/** Reads by descent: a sum of products of powers of atoms. Undefined is handed up. */
class Reader {
  at = 0;

  /** @param {string[]} tokens @param {Values} values */
  constructor(tokens, values) {
    this.tokens = tokens;
    this.values = values;
  }

  /** @param {string} token @returns {boolean} whether it was there, and is read */
  take(token) {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  /** @returns {number | undefined} */
  sum() {
    let value = this.product();
    for (;;) {
      const sign = this.take('+') ? 1 : this.take('-') ? -1 : 0;
      if (sign === 0 || value === undefined) return value;
      const next = this.product();
      value = next === undefined ? undefined : value + sign * next;
    }
  }

  /** @returns {number | undefined} */
  product() {
    let value = this.signed();
    for (;;) {
      const times = this.take('*');
      if (value === undefined || (!times && !this.take('/'))) return value;
      const next = this.signed();
      if (next === undefined) return undefined;
      value = times ? value * next : value / next;
    }
  }

  /** @returns {number | undefined} */
  signed() {
    if (!this.take('-')) return this.power();
    const value = this.signed();
    return value === undefined ? undefined : -value;
  }

  /** @returns {number | undefined} */
  power() {
    const base = this.atom();
    if (base === undefined || !this.take('^')) return base;
    const exponent = this.signed();
    return exponent === undefined ? undefined : base ** exponent;
  }

  /** @returns {number | undefined} */
  atom() {
    if (this.take('(')) return this.until(')', this.sum());
    if (this.take('|')) {
      const value = this.until('|', this.sum());
      return value === undefined ? undefined : Math.abs(value);
    }
    if (this.take('[')) return this.until(']', this.comparison());
    const token = this.tokens[this.at++];
    if (token === undefined) return undefined;
    if (/^\d/.test(token)) return Number(token);
    if (!/^[A-Za-z]/.test(token)) return undefined;
    if (this.tokens[this.at] !== '(' || !Object.hasOwn(FUNCTIONS, token)) return this.values(token);
    this.at++;
    const args = [this.sum()];
    while (this.take(',')) args.push(this.sum());
    const known = args.filter((value) => value !== undefined);
    return this.until(')', known.length < args.length ? undefined : FUNCTIONS[token](...known));
  }

  /** 1 where it holds, 0 where not. @returns {number | undefined} */
  comparison() {
    const left = this.sum();
    const sign = this.tokens[this.at++];
    const right = this.sum();
    if (left === undefined || right === undefined || !'<>='.includes(sign ?? '?')) return undefined;
    return Number(sign === '=' ? left === right : sign === '<' ? left < right : left > right);
  }

  /** @param {string} token @param {number | undefined} value */
  until(token, value) {
    return this.take(token) ? value : undefined;
  }
}

/** @param {string[]} tokens @param {Values} values */
function written(tokens, values) {
  let text = '';
  tokens.forEach((token, i) => {
    const value = /^[A-Za-z]/.test(token) ? values(token) : undefined;
    // A sign at the beginning, or behind another one, belongs to what follows.
    const sign = token === '-' && (i === 0 || /[-+*/^([,<>=]/.test(tokens[i - 1]));
    // Between brackets a negative number needs none of its own.
    const alone = /[([,|]/.test(tokens[i - 1] ?? '') && tokens[i + 1] !== '^';
    if (value !== undefined) text += alone ? short(value) : inside(value);
    else if (token === '*') text += '·';
    else if (token === '-') text += sign ? '−' : ' − ';
    else if (/[+/<>=]/.test(token)) text += ` ${token} `;
    else text += token === ',' ? ', ' : token;
  });
  // What was within a function of shapes needs no brackets of its own.
  return text.replace(/^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/, '$1');
}
