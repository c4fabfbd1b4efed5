/** The learner's manual as data: chapters, their programs, and what these are said to print. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jobs, root } from '../runner/command.js';

const execute = promisify(execFile);

/** As the project compiles its own programs, see CMakeLists.txt. */
const FLAGS = [
  ...['-std=c11', '-ffp-contract=off', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion'],
  ...['-Wshadow', '-Wdouble-promotion', '-Wstrict-prototypes', '-Wmissing-prototypes', '-Werror'],
];

/**
 * @typedef {{ language: string, text: string }} Block
 * @typedef {{ what: string, code: string, prints: string }} Program
 */

/** @param {string} language @returns {string[]} names of its files, in order */
export const filesOf = (language) =>
  readdirSync(join(root, 'docs', 'manual', language))
    .filter((name) => name.endsWith('.md'))
    .sort();

/** @param {string} language @param {string} file */
export const read = (language, file) =>
  readFileSync(join(root, 'docs', 'manual', language, file), 'utf8');

/** @param {string} text @returns {Block[]} its fenced blocks, in order */
export const blocksOf = (text) =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, body]) => ({
    language,
    text: body,
  }));

/** @param {string} text @returns {string} without its fenced blocks */
export const proseOf = (text) => text.replace(/^```\w+\n.*?^```$/gms, '');

/**
 * The program with an experiment's changes: lines with - give way to lines with +, lines with a
 * space stay; @@ begins another place.
 * @param {string} code
 * @param {string} change
 */
export function changed(code, change) {
  for (const place of change.split(/^@@\n/m)) {
    const lines = place.split('\n').slice(0, -1);
    const only = (/** @type {string} */ not) =>
      lines.filter((line) => !line.startsWith(not)).map((line) => `${line.slice(1)}\n`);
    const parts = code.split(only('+').join(''));
    if (parts.length !== 2) throw new Error(`not once in the program:\n${place}`);
    code = parts.join(only('-').join(''));
  }
  return code;
}

/**
 * The programs of a chapter. A block of C, and a diff, which changes the last one, is each
 * followed by a block of text before the next program.
 * @param {string} text
 * @returns {Program[]}
 */
export function programsOf(text) {
  /** @type {Program[]} */
  const programs = [];
  let code = '';
  let open = false;
  for (const block of blocksOf(text)) {
    const { language } = block;
    if (language === 'c' || language === 'diff') {
      if (open) break;
      code = language === 'c' ? block.text : code;
      const own = language === 'c' ? code : changed(code, block.text);
      programs.push({ what: block.text, code: own, prints: '' });
      open = true;
    } else if (language === 'text' && open) {
      programs[programs.length - 1].prints = block.text;
      open = false;
    }
  }
  if (open) throw new Error(`what it prints does not follow:\n${programs.pop()?.what}`);
  return programs;
}

/** @param {string} printed @param {string} said what a first line of dots leaves out is above it */
export const agrees = (printed, said) =>
  said.startsWith('...\n') ? `\n${printed}`.endsWith(said.slice(3)) : printed === said;

/** Compiles and runs programs, each once, as many at a time as there are processors. */
export class Bench {
  /** @type {Map<string, Promise<string>>} */
  #runs = new Map();
  /** @type {(() => void)[]} */
  #waiting = [];
  #free = Number(jobs);
  #folder = mkdtempSync(join(tmpdir(), 'slm-manual-'));

  /** @param {string} code @returns {Promise<string>} what it prints */
  run(code) {
    const known = this.#runs.get(code);
    if (known) return known;
    const run = this.#take(code, join(this.#folder, `program${this.#runs.size}`));
    this.#runs.set(code, run);
    return run;
  }

  /** @param {string} code @param {string} program */
  async #take(code, program) {
    if (this.#free > 0) this.#free--;
    else await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
    try {
      const library = join(root, 'build', 'native', 'core', 'libslm.a');
      writeFileSync(`${program}.c`, code);
      const core = `-I${join(root, 'core')}`;
      await execute('cc', [...FLAGS, core, `${program}.c`, library, '-lm', '-o', program]);
      return (await execute(program, { timeout: 60_000 })).stdout;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * @param {Bench} bench
 * @param {string} text of a chapter
 * @returns {Promise<string[]>} what its programs do otherwise than it says
 */
export async function mistakesOf(bench, text) {
  const found = programsOf(text).map(async ({ what, code, prints }) => {
    const printed = await bench.run(code);
    return agrees(printed, prints) ? [] : [`${what}prints\n${printed}and not\n${prints}`];
  });
  return (await Promise.all(found)).flat();
}

/** Where a chapter points: a file or folder of the repository, in backticks. */
const PATH = /^(?:core|wasm|web|demos|tests|docs)\/[\w./*-]*$/;

/** @param {string} text @returns {string[]} all such paths */
export const pathsOf = (text) =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)]
    .map(([, span]) => span.replace(/#.*$/, ''))
    .filter((span) => PATH.test(span));

/**
 * List items that begin with a file and a colon: the names in backticks behind it stand in it.
 * @param {string} text
 * @returns {{ path: string, names: string[] }[]}
 */
export const pointersOf = (text) =>
  [...proseOf(text).matchAll(/^- `([^`\n]+)`: (.*(?:\n {2}.*)*)/gm)]
    .filter(([, path]) => PATH.test(path))
    .map(([, path, rest]) => ({
      path,
      names: [...rest.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name),
    }));

/** @param {string} text @returns {string[]} hashes of the links into the page */
export const hashesOf = (text) =>
  [...proseOf(text).matchAll(/`web\/index\.html(#[^`\n]*)`/g)].map(([, hash]) => hash);

/** @param {string} text @returns {string[]} what is in bold: words that stand in the page */
export const boldOf = (text) =>
  [...proseOf(text).matchAll(/\*\*([^*\n]+)\*\*/g)].map(([, words]) => words);

/**
 * @param {string} folder that the text lies in
 * @param {string} text
 * @returns {string[]} relative links that lead nowhere
 */
export const brokenLinksOf = (folder, text) =>
  [...proseOf(text).matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
    .map(([, link]) => link)
    .filter((link) => !existsSync(join(root, folder, link)));
