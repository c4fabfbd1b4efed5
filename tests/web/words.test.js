/** Nothing the engine says is without a Korean word, and both dictionaries say the same things. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import * as korean from '../../web/src/i18n/engine-ko.js';
import { dictionaries, placeholders } from '../../web/src/model/i18n.js';
import { wordsFor } from '../../web/src/model/words.js';

const engine = await loadEngine();
const config = engine.describeConfig();

/**
 * @param {string[]} names
 * @param {Record<string, string>} table
 */
function covers(names, table) {
  assert.deepEqual(
    names.filter((name) => !Object.hasOwn(table, name)),
    [],
  );
}

test('the two dictionaries have the same keys and the same placeholders', () => {
  const { ko, en } = dictionaries;
  assert.deepEqual(Object.keys(ko).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    const other = ko[/** @type {keyof typeof en} */ (key)];
    assert.deepEqual(placeholders(other), placeholders(text), key);
    assert.notEqual(other.trim(), '', key);
  }
});

test('every operation, key, choice, data set, scenario and statistic has a Korean word', () => {
  const ops = engine.describeOps().map(({ name }) => name);
  covers(ops, korean.ops);
  covers(ops, korean.opSays);
  const keys = config.keys.map(({ key }) => key);
  covers(keys, korean.keys);
  covers(keys, korean.keySays);
  covers(
    config.keys.filter(({ key }) => key !== 'data').flatMap(({ choices }) => choices ?? []),
    korean.choices,
  );
  covers(
    config.data.map(({ name }) => name),
    korean.data,
  );
  covers(
    config.scenarios.map(({ name }) => name),
    korean.scenarios,
  );
  covers(
    config.scenarios.map(({ name }) => name),
    korean.scenarioSays,
  );
  covers(config.statistics, korean.statistics);
});

test('the Korean dictionary has no word for what the engine does not have', () => {
  const known = new Set([
    ...engine.describeOps().map(({ name }) => name),
    ...config.keys.map(({ key }) => key),
    ...config.keys.flatMap(({ choices }) => choices ?? []),
    ...config.scenarios.map(({ name }) => name),
    ...config.statistics,
  ]);
  for (const table of [
    korean.ops,
    korean.keys,
    korean.choices,
    korean.scenarios,
    korean.statistics,
  ]) {
    assert.deepEqual(
      Object.keys(table).filter((name) => !known.has(name)),
      [],
    );
  }
});

test('every error has a Korean sentence with the same arguments', () => {
  const errors = engine.describeErrors();
  covers(
    errors.map(({ code }) => code),
    korean.errors,
  );
  for (const { code, text } of errors) {
    assert.deepEqual(placeholders(korean.errors[code]), placeholders(text), code);
  }
});

test('an error of the engine is told in Korean', () => {
  const words = wordsFor('ko', null);
  const args = { key: 'lr', value: '-1', rule: '0..1000' };
  const sentence = words.problem({ code: 'KEY_NUMBER', text: 'config: ...', args });
  assert.match(sentence, /lr.*-1.*0\.\.1000/);
  assert.match(sentence, /[가-힣]/);
});

test('views hold no text of their own', () => {
  const folder = new URL('../../web/src/view/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), 'utf8').replace(
      /\/\*[\s\S]*?\*\/|\/\/.*$/gm,
      '',
    );
    // What stands between tags, with everything that is computed left out.
    const literal = [...source.matchAll(/>([^<>{}$`]*)</g)].map(([, text]) => text.trim());
    const words = literal.filter((text) => /^[A-Za-z가-힣][A-Za-z가-힣 ,.]*$/.test(text));
    assert.deepEqual(words, [], file);
  }
});
