/** The lists of facts in demos/data/: in order, without repetition, and as their page says. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { folder, sorted } from '../../demos/data/sort.js';

const table = readFileSync(`${folder}README.md`, 'utf8');
const definitions = readFileSync(new URL('../../core/corpus/corpus.def', import.meta.url), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** What a line of each list looks like. @type {Record<string, RegExp>} */
const FORMS = {
  'names-ko.txt': /^[가-힣]{2}$/,
  'names-en.txt': /^[A-Z][a-z]+$/,
  'places-ko.txt': /^[가-힣]{2,3}[시군]$/,
  'places-en.txt': /^[A-Z][a-z]+$/,
};

test('every list of the engine has its file, and every file its list', () => {
  const lists = [...definitions.matchAll(/"([a-z-]+)", "\w*", 0,\s*"[^"]*",\s*NULL/g)];
  assert.deepEqual(files, lists.map(([, name]) => `${name}.txt`).sort());
  assert.deepEqual(Object.keys(FORMS).sort(), files);
});

for (const file of files)
  test(`${file} is in order, without repetition, and counted`, () => {
    const text = readFileSync(folder + file, 'utf8');
    assert.equal(text, sorted(text));
    const lines = text.trimEnd().split('\n');
    for (const line of lines) assert.match(line, FORMS[file]);
    assert.ok(table.includes(`| \`${file}\` | ${lines.length} |`), `${lines.length} lines`);
  });
