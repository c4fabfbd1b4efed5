/** Formulas as text: a syntax tree as it is written in C, and one with numbers for people to read. */
import { figures } from '../shared/formats.js';

/**
 * @typedef {import('./parse.js').Tree} Tree
 * @typedef {import('./parse.js').Formula} Formula
 *
 * A number that was worked out is an object, so that it differs from a text.
 * @typedef {string | { number: number }} Word
 */

/** @param {Tree} tree @returns {string} such as "max(x, 0)" */
export function write(tree) {
  switch (tree.type) {
    case 'number':
    case 'name':
      return tree.text;
    case 'group':
      return `(${write(tree.of)})`;
    case 'negative':
      return `-${write(tree.of)}`;
    case 'binary': {
      const sign = tree.sign === '^' || tree.sign === ' ' ? tree.sign : ` ${tree.sign} `;
      return write(tree.left) + sign + write(tree.right);
    }
    case 'call':
      return `${tree.name}(${tree.args.map(write).join(', ')})`;
    case 'over':
      return `${tree.name}_${tree.index} ${write(tree.of)}`;
    case 'absolute':
      return `|${write(tree.of)}|`;
    case 'holds':
      return `[${write(tree.left)} ${tree.sign} ${write(tree.right)}]`;
    case 'list':
      return `[${tree.items.map(write).join(', ')}]`;
    case 'dots':
      return '...';
    case 'element':
      return `${write(tree.of)}[${tree.parts.map(write).join(':')}]`;
    case 'choice':
      return `${write(tree.test)} ? ${write(tree.yes)} : ${write(tree.no)}`;
  }
}

/** @param {Formula} formula @returns {string} */
export function writeFormula({ target, right, definitions }) {
  const left = target ? `${write(target.left)} ${target.sign} ` : '';
  const named = definitions.map((each) => `, ${write(each.name)} = ${write(each.right)}`);
  return left + write(right) + named.join('');
}

/** A number between others. @param {number} value */
export const inside = (value) => (value < 0 ? `(${figures(value)})` : figures(value));

/** @param {Word[]} words @returns {string} such as "0.3·(−0.41) + 1.04" */
export function spell(words) {
  let text = '';
  words.forEach((word, i) => {
    const before = words[i - 1];
    if (typeof word === 'object') {
      // Between brackets a negative number needs none of its own.
      const alone = typeof before === 'string' && /^[([,|]$/.test(before);
      text += alone && words[i + 1] !== '^' ? figures(word.number) : inside(word.number);
      return;
    }
    // A sign at the beginning, or behind another one, belongs to what follows.
    const sign = i === 0 || (typeof before === 'string' && /^[-+*/^([,<>=]$/.test(before));
    if (word === '*') text += '·';
    else if (word === 'pi') text += 'π';
    else if (word === '-') text += sign ? '−' : ' − ';
    else if (/^[+/<>=]$/.test(word)) text += ` ${word} `;
    else text += word === ',' ? ', ' : word;
  });
  return withoutOuter(text);
}

/** Brackets around all of it say nothing. @param {string} text @returns {string} */
function withoutOuter(text) {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0) return i === text.length - 1 ? withoutOuter(text.slice(1, -1)) : text;
  }
  return text;
}
