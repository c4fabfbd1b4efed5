/** The C code of every operation, taken from the sources by the names of the functions. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {import('../src/session/late.js').OpSource} OpSource
 * @typedef {{ name: string, text: string, isStatic: boolean }} CFunction text with the comment above
 */

/**
 * The functions of a C file that clang-format has laid out: a definition starts in the first column
 * and ends with a brace there, or in its only line.
 * @param {string} text
 * @returns {CFunction[]} in the order of the file
 */
export function functionsOf(text) {
  const comment = String.raw`(?:^\/\*(?:(?!\*\/)[\s\S])*\*\/\n)?`;
  const head = String.raw`^(?<head>(?:static )?[a-z][\w ]*[ *](?<name>\w+)\((?:[^;{}])*\)) \{`;
  const body = String.raw`(?: .*\}\n|\n[\s\S]*?^\}\n)`;
  const pattern = new RegExp(`${comment}${head}${body}`, 'gm');
  return [...text.matchAll(pattern)].map((match) => ({
    name: match.groups?.name ?? '',
    text: match[0].trimEnd(),
    isStatic: match.groups?.head.startsWith('static ') ?? false,
  }));
}

/** @param {string} text @returns {Set<string>} words that may be names of functions */
const words = (text) => new Set(text.match(/\b[a-z_]\w*\b/g));

/**
 * A function and the helpers of its own file that it uses, in the order of the file.
 * @param {CFunction[]} functions
 * @param {string} name
 * @param {ReadonlySet<string>} [without] functions not to follow
 */
function withHelpers(functions, name, without = new Set()) {
  const wanted = new Set([name]);
  for (const wantedName of wanted) {
    const text = functions.find((f) => f.name === wantedName)?.text ?? '';
    for (const word of words(text)) {
      const helper = functions.find((f) => f.name === word && f.isStatic);
      if (helper && !without.has(word)) wanted.add(word);
    }
  }
  const chosen = functions.filter((f) => wanted.has(f.name));
  return chosen.map((f) => f.text).join('\n\n');
}

/**
 * @param {string} core path of core/
 * @returns {Record<string, OpSource>} by the operation's name
 */
export function readSources(core) {
  const kernels = readdirSync(join(core, 'kernels')).filter((file) => file.endsWith('.c'));
  /** Plain versions of kernels, by the kernel's name. @type {Map<string, CFunction>} */
  const twins = new Map();
  for (const file of kernels) {
    for (const f of functionsOf(readFileSync(join(core, 'kernels', file), 'utf8'))) {
      const kernel = /^(slm_\w+)_naive$/.exec(f.name)?.[1];
      if (kernel) twins.set(kernel, f);
    }
  }

  /** @type {Record<string, OpSource>} */
  const sources = {};
  for (const file of readdirSync(join(core, 'ops')).filter((name) => name.endsWith('.c'))) {
    const text = readFileSync(join(core, 'ops', file), 'utf8');
    const functions = functionsOf(text);
    const blocks = text.matchAll(/^const slm_op slm_op_(\w+) = \{([\s\S]*?)^\};/gm);
    for (const [, op, block] of blocks) {
      const field = (/** @type {string} */ name) =>
        new RegExp(`\\.${name} = (\\w+)`).exec(block)?.[1] ?? '';
      const forward = withHelpers(functions, field('forward'));
      const backward = withHelpers(functions, field('backward'));
      const used = words(forward + backward);
      const naive = [...twins]
        .filter(([kernel]) => used.has(kernel))
        .map(([, twin]) => ({ name: twin.name, text: twin.text }));
      sources[op] = { file: `core/ops/${file}`, forward, backward, naive };
    }
  }
  return sources;
}
