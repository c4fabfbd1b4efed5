/**
 * Puts the lists of this folder in the order of their lines' hashes, without empty or repeated
 * lines:
 *
 *     node demos/data/sort.js
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** FNV-1a of 64 bits (Fowler, Noll, Vo) over the bytes of UTF-8. @param {string} line */
function hash(line) {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(line))
    value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value;
}

/** @param {string} text lines, in any order @returns {string} the list */
export function sorted(text) {
  const lines = [...new Set(text.split('\n').filter(Boolean))];
  const keyed = lines.map((line) => ({ line, key: hash(line) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ line }) => `${line}\n`).join('');
}

export const folder = fileURLToPath(new URL('.', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt')))
    writeFileSync(folder + file, sorted(readFileSync(folder + file, 'utf8')));
