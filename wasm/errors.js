/**
 * Errors. Every sentence is the module's: it stands in core/base/errors.def, and what is refused
 * here, before the engine is asked, takes its sentence from there too.
 */

/** @typedef {Readonly<Record<string, string>>} ErrorArgs what the braces of the sentence stand for */

/** An error of the engine or of its bindings. */
export class SlmError extends Error {
  /**
   * @param {string} code such as "BROADCAST"; `describeErrors()` lists them all
   * @param {string} message the sentence, in English
   * @param {ErrorArgs} args its parts, for a sentence in another language
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, args, options) {
    super(message, options);
    this.name = 'SlmError';
    this.code = code;
    this.args = args;
  }
}

/**
 * A kind of error.
 * @typedef {object} ErrorDescription
 * @property {string} code
 * @property {string} text the sentence, with {braces} around the names of its arguments
 * @property {string[]} args their names, in the order of the sentence
 */

/**
 * @param {string} code
 * @param {string} sentence the module's, with {name} or {name:kind} for each argument
 * @param {Record<string, string | number>} args
 * @param {unknown} [cause]
 */
export function errorOf(code, sentence, args, cause) {
  const strings = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, String(value)]),
  );
  const message = sentence.replace(/\{(\w+)(:\w+)?\}/g, (_, name) => strings[name] ?? '?');
  return new SlmError(code, message, strings, cause === undefined ? undefined : { cause });
}

/** @param {unknown} value @returns {string} what it is, for a sentence */
export function typeName(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value.constructor?.name || 'an object';
}
