/**
 * One element of a node with its real numbers: how it came out of the inputs' elements, and what it
 * gives to their gradients. A line is given only if its numbers come out as the engine's own, with
 * enough digits that the written numbers give the written result.
 */

import { figures } from '../shared/formats.js';
import { SHOWN } from './evaluate.js';
import { derivativeOf, kindOf, named } from './kinds.js';

/**
 * @typedef {import('./kinds.js').Worked} Worked
 * @typedef {import('./kinds.js').Term} Term
 *
 * @typedef {object} Line
 * @property {string} text "{12}" in it stands for twelve more terms
 * @property {string} [rule] of an update: what the text works out
 */

/** @param {{ terms: Term[], over: number }} of @returns {number} */
const total = ({ terms, over }) => terms.reduce((sum, { value }) => sum + value, 0) / over;

/** Float sums of many terms differ a little from those of numbers. @param {{ terms: Term[], over: number }} of @param {number} value */
function comesOut(of, value) {
  const sizes = of.terms.map(({ value: each, size }) => size ?? Math.abs(each));
  const size = sizes.reduce((sum, each) => sum + each, 0) / of.over;
  return Math.abs(total(of) - value) <= 1e-5 * size + 1e-30;
}

/** Digits of a result; what it comes from may need more, but not more than a float has. */
export const DIGITS = 4;
export const MOST_DIGITS = 9;

/** @typedef {(round: (number: number) => number) => { terms: Term[], over: number } | undefined} Work */

/**
 * Adds what is asked for to `before`, if there is such a number, in as few digits as give the result.
 * @param {string} name
 * @param {number | undefined} before
 * @param {Work} work
 * @param {number} right
 * @param {number} [least] digits of the result
 * @returns {Line | undefined}
 */
export function line(name, before, work, right, least = DIGITS) {
  const result = figures(right, least);
  let text;
  for (let digits = least; digits <= MOST_DIGITS; digits++) {
    const round = (/** @type {number} */ number) => Number(number.toPrecision(digits));
    const of = work(round);
    if (!of) continue;
    const start = before === undefined ? '' : `${figures(before, digits)} + `;
    text = `${name} = ${start}${written(of, before === undefined)} = ${result}`;
    if (figures(round(before ?? 0) + total(of), least) === result) break;
  }
  return text === undefined ? undefined : { text };
}

/** @param {{ terms: Term[], over: number }} of @param {boolean} begins a side of the equation */
export function written({ terms, over }, begins) {
  const few = terms.slice(0, terms.length > SHOWN + 1 ? SHOWN : terms.length);
  const rest = terms.length - few.length;
  // What begins a side of an equation needs no brackets for its sign; behind a plus it does.
  const parts = few.map(({ text }, i) => {
    if (i === 0 && begins) return text.replace(/^\((−[^()]+)\)(?!\^)/, '$1');
    return text.startsWith('−') ? `(${text})` : text;
  });
  if (rest > 0) parts.push(`{${rest}}`);
  const sum = parts.join(' + ');
  const whole = over !== 1 && parts.length > 1 ? `(${sum})` : sum;
  return `${whole}${over === 1 ? '' : ` / ${over}`}`;
}

/**
 * How an element came out.
 * @param {Worked} worked
 * @param {number} element of the output
 * @returns {Line | undefined} "y[0,3] = 0.3·(−0.41) + (−1.04)·0.88 = −1.038"
 */
export function forwardText(worked, element) {
  const of = kindOf(worked)?.forward(element);
  const value = worked.output.values[element];
  if (!of || of.terms.length === 0 || !comesOut(of, value)) return undefined;
  /** @type {Work} */
  const work = (round) => kindOf({ ...worked, round })?.forward(element);
  return line(named('y', element, worked.output.shape), undefined, work, value);
}

/**
 * What a node gives to the gradient of the first element of an input that an element of the output
 * came from: old + upstream · local = new.
 * @param {Worked} worked
 * @param {number} slot of the input
 * @param {number} element of the output
 * @param {{ before: ArrayLike<number>, contribution: ArrayLike<number>, after: ArrayLike<number> }} flow
 *   what the engine did to the input's gradient
 * @returns {Line | undefined}
 */
export function backwardText(worked, slot, element, { before, contribution, after }) {
  const of = kindOf(worked)?.backward(slot, element);
  const input = worked.inputs[slot];
  if (!of || !input || !comesOut(of, contribution[of.element])) return undefined;
  const name = named(`d${derivativeOf(worked.op, slot).name}`, of.element, input.shape);
  /** @type {Work} */
  const work = (round) => kindOf({ ...worked, round })?.backward(slot, element);
  return line(name, before[of.element], work, after[of.element]);
}
