/**
 * Text in two languages: a key and arguments become a sentence. What depends on an argument is written
 * with its forms: "{count} [row|rows]" in English, in Korean a particle such as "{count}은(는)".
 */

import { count } from '../shared/formats.js';
import { en } from './en.js';
import { ko } from './ko.js';

/**
 * @typedef {'ko' | 'en'} Language
 * @typedef {keyof typeof en} TextKey
 * @typedef {Record<string, string | number>} TextArgs
 * @typedef {(key: TextKey, args?: TextArgs) => string} Translate
 */

/** @type {Record<Language, Record<TextKey, string>>} */
export const dictionaries = { ko, en };

/** @type {Language[]} */
export const LANGUAGES = ['ko', 'en'];

/** @param {string} text @returns {string[]} names in {braces}, sorted */
export const placeholders = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** Particles, by whether what is before them ends in a consonant. @type {Record<string, string[]>} */
const PARTICLES = {
  '은(는)': ['은', '는'],
  '이(가)': ['이', '가'],
  '을(를)': ['을', '를'],
  '과(와)': ['과', '와'],
  '(으)로': ['으로', '로'],
  '이어야(여야)': ['이어야', '여야'],
  '이라(라)': ['이라', '라'],
  '이에요(예요)': ['이에요', '예요'],
};

/** A syllable or a digit, what closes it or explains it in brackets, and the particle. */
const BEFORE = new RegExp(
  `([가-힣\\d])((?:\\([^()]*\\)|[)\\]”’])*)(${Object.keys(PARTICLES)
    .map((each) => each.replace(/[()]/g, '\\$&'))
    .join('|')})`,
  'g',
);

/** How digits end when they are read, which is also how 10, 100 and 1000 do. */
const DIGITS = '영일이삼사오육칠팔구';

/**
 * Chooses Korean particles by what stands before them; behind other letters both forms stay.
 * @param {string} text
 */
export const particles = (text) =>
  text.replace(BEFORE, (_, last, close, particle) => {
    const syllable = DIGITS[last] ?? last;
    const end = (syllable.charCodeAt(0) - 0xac00) % 28;
    // ㄹ takes the short form of this one.
    const closed = end > 0 && !(end === 8 && particle === '(으)로');
    return last + close + PARTICLES[particle][closed ? 0 : 1];
  });

/**
 * Puts arguments in the place of {names}; one that is missing stays as it is.
 * @param {string} text
 * @param {TextArgs} args
 */
export function fill(text, args) {
  const filled = text
    .replace(/\{(\w+)\} \[(.*?)\|(.*?)\]/g, (_, name, one, many) => {
      return `{${name}} ${String(args[name]) === '1' ? one : many}`;
    })
    .replace(/\{(\w+)\}/g, (whole, name) => {
      if (!Object.hasOwn(args, name)) return whole;
      const arg = args[name];
      return typeof arg === 'number' ? count(arg) : arg;
    });
  return particles(filled);
}

/**
 * For arguments that are not text: the sentence in pieces.
 * @template T
 * @param {string} text
 * @param {Record<string, T>} args
 * @returns {(string | T)[]}
 */
export function pieces(text, args) {
  return text
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name !== undefined && Object.hasOwn(args, name) ? args[name] : piece;
    })
    .filter((piece) => piece !== '');
}

/** What a placeholder of a phrase stands for: a number, unless it is called list. */
const PARTS = { list: '(.+)', number: '([+-]?[\\d.]+(?:e[+-]?\\d+)?)' };

/**
 * Translates phrases that come filled in, such as "1 to 6" by "{low} to {high}".
 * @param {Record<string, string>} table phrases with {placeholders}, and their translations
 * @returns {(phrase: string) => string | undefined} undefined for one that no template fits
 */
export function templates(table) {
  const known = Object.entries(table)
    .filter(([from]) => from.includes('{'))
    .map(([from, to]) => {
      const escaped = from.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      const source = escaped.replace(/\{(\w+)\}/g, (_, name) =>
        name === 'list' ? PARTS.list : PARTS.number,
      );
      const names = [...from.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      return { names, pattern: new RegExp(`^${source}$`), to };
    });
  return (phrase) => {
    if (Object.hasOwn(table, phrase)) return table[phrase];
    for (const { names, pattern, to } of known) {
      const found = pattern.exec(phrase);
      if (found) return fill(to, Object.fromEntries(names.map((n, i) => [n, found[i + 1]])));
    }
    return undefined;
  };
}

/** @param {Language} language @returns {Translate} */
export const translator =
  (language) =>
  (key, args = {}) =>
    fill(dictionaries[language][key], args);

/**
 * The first language of a list of preferences that the page speaks.
 * @param {readonly string[]} preferred such as navigator.languages
 * @returns {Language}
 */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    const language = LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (language) return language;
  }
  return 'en';
}
