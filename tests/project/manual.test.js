/**
 * The learner's manual: its programs print what it says, Korean and English show the same, and what
 * it points at is there.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readHash } from '../../web/src/app/address.js';
import { en } from '../../web/src/i18n/en.js';
import * as korean from '../../web/src/i18n/engine-ko.js';
import { ko } from '../../web/src/i18n/ko.js';
import { root } from '../runner/command.js';
import * as manual from './manual.js';

const headings = {
  en: ['Formula', 'Code', 'Test', 'Result', 'Try this'],
  ko: ['수식', '코드', '테스트', '결과', '해 보기'],
};
const said = {
  en: new Set(Object.values(en)),
  ko: new Set([ko, ...Object.values(korean)].flatMap((texts) => Object.values(texts))),
};
const languages = /** @type {const} */ (['en', 'ko']);
const files = manual.filesOf('en');
const chapters = files.filter((file) => /^\d/.test(file));

const bench = new manual.Bench();
after(() => bench.close());

/** What the engine knows of scenarios and keys, asked by a program as a chapter's. */
const described = bench
  .run(
    '#include "slm.h"\n#include <stdio.h>\n' +
      'int main(void) {\n    slm_ctx *slm = slm_create(NULL);\n' +
      '    puts(slm_describe_config(slm));\n    slm_destroy(slm);\n}\n',
  )
  .then(JSON.parse);

test('there are twelve chapters and an index, the same files in both languages', () => {
  assert.equal(chapters.length, 12);
  assert.deepEqual(
    chapters.map((file) => Number(file.slice(0, 2))),
    chapters.map((_, i) => i + 1),
  );
  assert.ok(files.includes('README.md'));
  assert.deepEqual(manual.filesOf('ko'), files);
});

for (const file of files) {
  test(`${file}: both languages show the same programs, paths and links`, () => {
    const [a, b] = languages.map((language) => manual.read(language, file));
    assert.deepEqual(manual.blocksOf(b), manual.blocksOf(a));
    assert.deepEqual(new Set(manual.pathsOf(b)), new Set(manual.pathsOf(a)));
    assert.deepEqual(manual.pointersOf(b), manual.pointersOf(a));
    assert.deepEqual(manual.hashesOf(b), manual.hashesOf(a));
  });

  for (const language of languages) {
    const text = manual.read(language, file);

    test(`${language}/${file}: what it points at is there`, async () => {
      for (const path of manual.pathsOf(text)) assert.ok(existsSync(join(root, path)), path);
      for (const { path, names } of manual.pointersOf(text)) {
        const source = readFileSync(join(root, path), 'utf8');
        for (const name of names) assert.ok(source.includes(name), `${name} in ${path}`);
      }
      assert.deepEqual(manual.brokenLinksOf(`docs/manual/${language}`, text), []);
      for (const words of manual.boldOf(text)) assert.ok(said[language].has(words), words);

      const { scenarios, keys } = await described;
      const has = (
        /** @type {any[]} */ list,
        /** @type {string} */ field,
        /** @type {string} */ name,
      ) => list.some((each) => each[field] === name);
      for (const hash of manual.hashesOf(text)) {
        const link = readHash(hash);
        assert.equal(link?.unknown, '', hash);
        assert.ok(has(scenarios, 'name', link?.recipe.scenario ?? ''), hash);
        for (const key of Object.keys(link?.recipe.config ?? {})) {
          assert.ok(has(keys, 'key', key), hash);
        }
      }
    });
  }
}

for (const file of chapters) {
  test(`${file}: its programs print what it says, without a warning`, async () => {
    const text = manual.read('en', file);
    const programs = manual.programsOf(text);
    assert.ok(
      programs.some(({ what, code }) => what === code),
      'a program',
    );
    assert.ok(
      programs.some(({ what, code }) => what !== code),
      'an experiment',
    );
    for (const { what, code } of programs) {
      const included = [...code.matchAll(/#include (.*)/g)].map(([, name]) => name);
      assert.ok(
        included.every((name) => /^(<std\w+\.h>|<string\.h>|"slm\.h")$/.test(name)),
        what,
      );
    }
    const found = await manual.mistakesOf(bench, text);
    assert.ok(found.length === 0, found.join('\n'));
  });

  test(`${file}: formula, code, test, result`, () => {
    for (const language of languages) {
      const text = manual.proseOf(manual.read(language, file));
      const own = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(own, headings[language]);
    }
  });
}

test('a changed figure is found, in a program and in an experiment', async () => {
  const text = manual.read('en', chapters[0]);
  const prints = [...text.matchAll(/^```text\n.*?^```$/gms)];
  assert.ok(prints.length > 1);
  for (const { index, 0: block } of prints) {
    const other = block.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
    const spoilt = text.slice(0, index) + other + text.slice(index + block.length);
    assert.equal((await manual.mistakesOf(bench, spoilt)).length, 1, other);
  }
});

test('an experiment that does not fit its program is found', () => {
  assert.throws(() => manual.changed('a\nb\n', '-c\n+d\n'), /not once/);
  assert.throws(() => manual.changed('a\nb\na\n', '-a\n+d\n'), /not once/);
  assert.equal(manual.changed('a\nb\nc\n', '-a\n@@\n b\n+d\n'), 'b\nd\nc\n');
});
