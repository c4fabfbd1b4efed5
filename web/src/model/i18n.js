/** Text in two languages: a key and arguments become a sentence. */
import { en } from '../i18n/en.js';
import { ko } from '../i18n/ko.js';

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

/**
 * Puts arguments in the place of {names}; one that is missing stays as it is.
 * @param {string} text
 * @param {TextArgs} args
 */
export const fill = (text, args) =>
  text.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  );

/**
 * Like fill, for arguments that are not text: the sentence in pieces.
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
