/**
 * docs/operations.md, made of what the engine says of its operations, of where their blocks stand,
 * of what test_gradcheck counts and of the manual's chapters. It needs a native build.
 *
 *     node tests/project/operations.js --write    writes the page (npm run docs)
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../runner/command.js';
import { Bench, filesOf, read } from './manual.js';

/**
 * @typedef {import('../../wasm/descriptions.js').Op} Op
 * @typedef {{ file: string, line: number }} Place
 * @typedef {{ cases: number, elements: number }} Checked
 */

export const page = join(root, 'docs', 'operations.md');

const WIDTH = 100;
const PRINT_OPS = `#include "slm.h"
#include <stdio.h>

int main(void) {
    slm_ctx *slm = slm_create(NULL);
    puts(slm_describe_ops(slm));
    slm_destroy(slm);
    return 0;
}
`;

/** @returns {Promise<Op[]>} in the engine's order */
async function describeOps() {
  const bench = new Bench();
  try {
    return JSON.parse(await bench.run(PRINT_OPS));
  } finally {
    bench.close();
  }
}

/** @param {string} printed by test_gradcheck @returns {Map<string, Checked>} by operation */
export function countsOf(printed) {
  const lines = printed.matchAll(/^ {2}(\w+): (\d+) cases, (\d+) elements$/gm);
  return new Map(
    [...lines].map(([, op, cases, elements]) => [
      op,
      { cases: Number(cases), elements: Number(elements) },
    ]),
  );
}

/** @returns {Map<string, Place>} where each operation is defined */
function places() {
  /** @type {Map<string, Place>} */
  const found = new Map();
  const files = readdirSync(join(root, 'core', 'ops')).map((name) => `core/ops/${name}`);
  for (const file of [...files, 'core/autograd/composite.c']) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    for (const [i, text] of lines.entries()) {
      const op =
        /^const slm_op slm_op_(\w+) = \{/.exec(text)?.[1] ??
        (file.endsWith('composite.c') ? /^slm_tensor \*slm_(\w+)\(/.exec(text)?.[1] : undefined);
      if (op) found.set(op, { file, line: i + 1 });
    }
  }
  return found;
}

/** @returns {{ file: string, title: string, text: string }[]} */
function chapters() {
  return filesOf('en')
    .filter((file) => file !== 'README.md')
    .map((file) => {
      const text = read('en', file);
      return { file, title: /^# (.*)$/m.exec(text)?.[1] ?? file, text };
    });
}

/** @param {string} formula @returns {string[]} cut behind commas, where it is too long for a line */
function wrapped(formula) {
  const lines = [''];
  for (const part of formula.split(/(?<=,) /)) {
    const last = lines[lines.length - 1];
    if (!last) lines[lines.length - 1] = part;
    else if (`${last} ${part}`.length <= WIDTH) lines[lines.length - 1] += ` ${part}`;
    else lines.push(`    ${part}`);
  }
  return lines;
}

/** @param {string} text @returns {string} lines of words, none too long */
function filled(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (!last) lines[lines.length - 1] = word;
    else if (`${last} ${word}`.length <= WIDTH) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** @param {Op['attrs'][number]} attr */
function attribute({ key, kind, required, default: fallback, says }) {
  const given = required ? 'must be given' : kind === 'ints' ? 'none' : `default ${fallback}`;
  return `- \`${key}\` (${kind}, ${given}): ${says}`;
}

/** @param {Op} op @param {Place} place @param {Checked} checked */
function section(op, place, checked) {
  const { file, line } = place;
  const formulas = [op.formula, ...op.inputs.flatMap(({ derivative }) => derivative ?? [])];
  const used = new RegExp(`\\bslm_${op.name}\\(`);
  const chapter = chapters().find(({ text }) => used.test(text));
  const manual = chapter ? `[${chapter.title}](manual/en/${chapter.file})` : 'not used there';
  const inputs = op.inputs.map(({ name, index }) => (index ? `${name} (indices)` : name));
  return [
    `## ${op.name}`,
    filled(op.summary),
    `\`\`\`text\n${formulas.flatMap(wrapped).join('\n')}\n\`\`\``,
    [
      `- inputs: ${inputs.join(', ')}${op.variadic ? ', any number of them' : ''}`,
      ...op.attrs.map(attribute),
      `- code: [${file}:${line}](../${file}#L${line})`,
      `- gradcheck: ${checked.cases} cases, ${checked.elements} elements`,
      `- manual: ${manual}`,
    ].join('\n'),
  ].join('\n\n');
}

/** @param {Op[]} ops @param {Map<string, Place>} where */
function index(ops, where) {
  /** @type {Map<string, string[]>} */
  const files = new Map();
  for (const { name } of ops) {
    const file = where.get(name)?.file ?? '';
    files.set(file, [...(files.get(file) ?? []), `[${name}](#${name})`]);
  }
  return [...files].map(([file, names]) => `- \`${file}\`:\n  ${names.join(',\n  ')}`).join('\n');
}

/** @returns {Promise<string>} the page as it should be */
export async function operationsPage() {
  const ops = await describeOps();
  const where = places();
  const gradcheck = join(root, 'build', 'native', 'tests', 'core', 'test_gradcheck');
  const printed = String(execFileSync(gradcheck, { maxBuffer: 2 ** 24 }));
  const counts = countsOf(printed);
  const sections = ops.map((op) => {
    const place = where.get(op.name);
    const checked = counts.get(op.name);
    if (!place || !checked) throw new Error(`${op.name}: no block or no gradcheck cases`);
    return section(op, place, checked);
  });
  const [total] = /^\d+ cases of \d+ operations, \d+ elements/m.exec(printed) ?? [''];
  return `# Operations

This page is made by \`npm run docs\` from what the engine says of itself; do not edit it by hand.
\`dy\` is the gradient of the result, \`[a > b]\` is 1 where it holds and 0 elsewhere, \`unbroadcast\`
sums over the axes along which an input was stretched. Gradcheck compares every derivative with
central differences in double: ${total}.

${index(ops, where)}

${sections.join('\n\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) {
  writeFileSync(page, await operationsPage());
}
