/**
 * What the next step makes of one element of a parameter, by the rule that the engine describes: a
 * line for each name of the rule's own, in the order of calculation, and then that of the weight. A
 * number is written alike where it comes out and where it is used, and with as many digits as it
 * takes that who calculates with what is written gets the result that is written.
 */

import { figures } from '../shared/formats.js';
import { definitionsOf, read, workOut } from './evaluate.js';
import { DIGITS, line, MOST_DIGITS, written } from './example.js';
import { term } from './kinds.js';
import { namesIn } from './parse.js';

/**
 * @typedef {import('../shared/protocol.js').Descriptions['config']['updates'][0]} Rule
 * @typedef {import('./example.js').Line} Line
 *
 * @typedef {object} Step of one element
 * @property {string} name such as "w[0,3]"
 * @property {number} before
 * @property {number} gradient
 * @property {number} after
 * @property {Map<string, { before: number, after: number }>} moments what the optimizer keeps of the
 *   element, by the names that the rule has for them
 * @property {(name: string) => number | undefined} setting what the rule's other names stand for
 *
 * @typedef {object} Part of a rule: a name of its own, or the weight
 * @property {string} name
 * @property {string} text its formula
 * @property {number} value the engine's where it keeps one
 *
 * @typedef {(name: string, number: number) => number} Round to what is written of a number
 */

/** Digits that a float's rounding leaves as they are. */
const SURE_DIGITS = 7;

/** The weight, as rules call it. */
const WEIGHT = 'w';

/** A rule as people read it. @param {string} text */
const shown = (text) => text.replaceAll('*', '·').replaceAll('-', '\u2212');

/**
 * @param {Part} part
 * @param {ReadonlyMap<string, number>} values of the element, which are rounded; settings are whole
 * @param {Step} step
 * @param {Round} round
 */
const filledIn = ({ name, text }, values, step, round) =>
  workOut(text, {
    number(each) {
      // What no step has needed yet is zeros.
      const value = each === 'before' ? (step.moments.get(name)?.before ?? 0) : values.get(each);
      return value === undefined ? step.setting(each) : round(each, value);
    },
  });

/**
 * The parts of a rule, and what their names stand for.
 * @param {Rule} rule
 * @param {Step} step
 * @returns {{ parts: Part[], values: Map<string, number> } | undefined} undefined if it cannot be read
 */
function workedOut({ rule, where }, step) {
  const { text, named } = definitionsOf(`${rule}, ${where}`);
  const values = new Map([
    [WEIGHT, step.before],
    ['g', step.gradient],
  ]);
  /** @type {Part[]} */
  const parts = [];
  for (const [name, formula] of [...named, /** @type {const} */ ([WEIGHT, { text }])]) {
    const part = { name, text: formula.text, value: Number.NaN };
    const worked = filledIn(part, values, step, (_, number) => number);
    if (!worked) return undefined;
    const own = name === WEIGHT ? step.after : step.moments.get(name)?.after;
    part.value = own ?? worked.value;
    parts.push(part);
    if (name !== WEIGHT) values.set(name, part.value);
  }
  return { parts, values };
}

/** @param {string} text @param {string} name @returns whether the formula has this name in it */
const uses = (text, name) => namesIn(read(text).right).some((each) => each.text === name);

/**
 * The parts by how many lines lead from them to the weight's, which comes first.
 * @param {Part[]} parts in the order of calculation
 * @returns {Part[][]}
 */
function levelsOf(parts) {
  const depths = parts.map(() => 0);
  for (const [i, { text }] of [...parts.entries()].reverse())
    for (const [k, { name }] of parts.slice(0, i).entries())
      if (uses(text, name)) depths[k] = Math.max(depths[k], depths[i] + 1);
  const most = Math.max(...depths);
  return Array.from({ length: most + 1 }, (_, depth) =>
    parts.filter((_, i) => depths[i] === depth),
  );
}

/**
 * Digits of a weight: a small change to a large one shows late, so the third digit in which both
 * differ is there.
 * @param {Step} step
 */
function digitsOf({ before, after }) {
  let digits = DIGITS;
  while (digits < SURE_DIGITS && figures(before, digits - 2) === figures(after, digits - 2))
    digits++;
  return digits;
}

/**
 * @param {Part} part
 * @param {Step} step
 * @param {ReadonlyMap<string, number>} values
 * @param {number} digits of the result
 * @param {Round} round
 * @returns {string[]} none if the result does not come out
 */
function textOf(part, step, values, digits, round) {
  const worked = filledIn(part, values, step, round);
  const result = figures(part.value, digits);
  if (!worked || figures(worked.value, digits) !== result) return [];
  const name = part.name === WEIGHT ? step.name : part.name;
  return [`${name} = ${written({ terms: [worked], over: 1 }, true)} = ${result}`];
}

/**
 * The lines of all parts. What a line uses is what others come to: it decides with how many digits
 * they say it, and takes more where they cannot.
 * @param {Part[][]} levels the weight's first, then what each uses
 * @param {Step} step
 * @param {ReadonlyMap<string, number>} values
 * @param {number} digits of the results, and at least of the weight in them
 * @param {number} [least] of the other numbers
 * @returns {Map<Part, string> | undefined}
 */
function textsOf([level, ...deeper], step, values, digits, least = digits) {
  if (!level) return new Map();
  for (let more = 0; digits + more <= MOST_DIGITS; more++) {
    /** @type {Round} */
    const round = (name, number) =>
      Number(number.toPrecision((name === WEIGHT ? digits : least) + more));
    const texts = level.flatMap((part) => textOf(part, step, values, digits, round));
    if (texts.length < level.length) continue;
    const all = textsOf(deeper, step, values, least + more);
    level.forEach((part, i) => {
      all?.set(part, texts[i]);
    });
    if (all) return all;
  }
  return undefined;
}

/**
 * @param {Rule} rule
 * @param {Step} step
 * @returns {Line[] | undefined}
 */
function linesOf(rule, step) {
  const worked = workedOut(rule, step);
  if (!worked) return undefined;
  const { parts, values } = worked;
  const levels = levelsOf(parts);
  for (let digits = digitsOf(step); digits <= SURE_DIGITS; digits++) {
    const texts = textsOf(levels, step, values, digits, DIGITS);
    if (!texts) continue;
    return parts.map((part) => ({
      text: texts.get(part) ?? '',
      rule: shown(`${part.name} ${part.name === WEIGHT ? '←' : '='} ${part.text}`),
    }));
  }
  return undefined;
}

/**
 * @param {Rule} rule
 * @param {Step} step
 * @returns {Line[]} by the rule; old + change = new where its numbers do not come out
 */
export function updateLines(rule, step) {
  const lines = linesOf(rule, step);
  if (lines) return lines;
  const { name, before, after } = step;
  /** @type {import('./example.js').Work} */
  const change = (round) => ({ terms: [term([round(after - before)])], over: 1 });
  const only = line(name, before, change, after, digitsOf(step));
  return only ? [{ ...only, rule: shown(`${WEIGHT} ← ${rule.rule}, ${rule.where}`) }] : [];
}
