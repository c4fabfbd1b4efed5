/** Nothing the engine says is without a Korean word, and both dictionaries say the same things. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../wasm/slm.js';
import * as korean from '../../web/src/i18n/engine-ko.js';
import { phrases } from '../../web/src/i18n/phrases-ko.js';
import { dictionaries, placeholders, templates } from '../../web/src/i18n/text.js';
import { runName, wordsFor } from '../../web/src/i18n/words.js';

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
  covers(ops, korean.opDescriptions);
  const keys = config.keys.map(({ key }) => key);
  covers(keys, korean.keys);
  covers(keys, korean.keyDescriptions);
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
    korean.scenarioDescriptions,
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
    // Is no key, and named as one where a link asks for one that there is not.
    'scenario',
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

test('a scenario that there is not is refused in Korean, too', () => {
  const trainer = engine.createTrainer();
  assert.throws(
    () => trainer.scenario('foo'),
    (/** @type {any} */ error) =>
      /시나리오\(scenario\) 값이 foo/.test(wordsFor('ko', null).problem(error)),
  );
  trainer.free();
});

/** Texts of an error's sentence that are phrases and no names: those with a blank in them. */
const PHRASE = /^[^_()[\]]* [^_]*$/;

/** @param {string} source @param {number} at just behind a ( @returns {string[]} its arguments */
function argumentsAt(source, at) {
  const parts = [''];
  let depth = 1;
  let quoted = false;
  for (; at < source.length; at++) {
    const c = source[at];
    if (c === '"' || (c === "'" && !source.startsWith("'s ", at))) quoted = !quoted;
    if (!quoted && '([{'.includes(c)) depth++;
    if (!quoted && ')]}'.includes(c) && --depth === 0) break;
    if (!quoted && depth === 1 && c === ',') parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}

/**
 * Every phrase that a source can put into a sentence: what SLM_TEXT is given for it, directly, by
 * way of a function that takes it as a parameter, or out of a list of the file.
 */
function phrasesOf(/** @type {string} */ folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''));
  const names = 'rule|what|key|other|have|need|value';
  /** @type {Set<string>} */
  const found = new Set();
  const literals = (/** @type {string} */ text, /** @type {string} */ file) => {
    for (const [, phrase] of text.matchAll(/"([^"]*)"/g)) found.add(phrase);
    for (const [, name] of text.matchAll(/(\w+)\b/g)) {
      const list = new RegExp(`\\b${name}(?:\\[[^\\]]*\\])? = (\\{[^}]*\\}|"[^"]*")`).exec(file);
      for (const [, phrase] of (list?.[1] ?? '').matchAll(/"([^"]*)"/g)) found.add(phrase);
    }
  };
  for (const file of files) {
    for (const call of file.matchAll(new RegExp(`SLM_TEXT\\("(${names})", `, 'g'))) {
      literals(argumentsAt(file, call.index + call[0].length)[0], file);
    }
  }
  const defined = /\b(\w+)\(((?:[^();]*)const char \*(?:rule|what|key|other)\b[^();]*)\)\s*[;{]/g;
  for (const file of files) {
    for (const [, name, parameters] of file.matchAll(defined)) {
      const places = parameters
        .split(',')
        .map((each, i) => (/const char \*(rule|what|key|other)$/.test(each.trim()) ? i : -1));
      // A static function is known in its own file only.
      const callers = name.startsWith('slm_') ? files : [file];
      for (const caller of callers) {
        for (const call of caller.matchAll(new RegExp(`\\b${name}\\(`, 'g'))) {
          const given = argumentsAt(caller, call.index + call[0].length);
          for (const place of places) if (place >= 0) literals(given[place] ?? '', caller);
        }
      }
    }
  }
  return [...found].filter((phrase) => PHRASE.test(phrase));
}

const inKorean = templates(phrases);

test('every phrase that the C code puts into an error has Korean words', () => {
  // What the linker left out of the module, such as the language model's, nobody meets in the page.
  const shipped = readFileSync(new URL('../../wasm/dist/slm.wasm', import.meta.url), 'latin1');
  const found = phrasesOf(fileURLToPath(new URL('../../core', import.meta.url))).filter((phrase) =>
    shipped.includes(`${phrase}\0`),
  );
  assert.ok(found.length > 100, `${found.length} phrases`);
  assert.deepEqual(
    found.filter((phrase) => inKorean(phrase) === undefined),
    [],
  );
});

test('every phrase that the bindings put into an error has Korean words', () => {
  const folder = new URL('../../wasm/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const found = files.flatMap((name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    return [...source.matchAll(/wrongType\(([^;]*)\);/g)].flatMap(([, given]) =>
      [...given.matchAll(/'([^']*)'/g)]
        .map(([, text]) => text)
        .filter((text) => text.includes(' ')),
    );
  });
  assert.ok(found.length >= 5, `${found.length} phrases`);
  assert.deepEqual(
    found.filter((phrase) => inKorean(phrase) === undefined),
    [],
  );
});

test('whatever a setting is refused for is told in Korean, rule and all', () => {
  const words = wordsFor('ko', null);
  const trainer = engine.createTrainer();
  trainer.reset();
  for (const { key, choices } of config.keys) {
    for (const value of ['', '?', '1e9', '-1e9', ...(choices ?? [])]) {
      try {
        trainer.set(key, value);
        trainer.reset();
      } catch (error) {
        const { code, message, args } = /** @type {import('../../wasm/slm.js').SlmError} */ (error);
        const sentence = words.problem({ code, text: message, args });
        assert.match(sentence, /[가-힣]/, message);
        assert.doesNotMatch(sentence, /[A-Za-z]+ (?:[a-z]+ )+[a-z]+/, sentence);
        trainer.scenario('manual');
        trainer.reset();
      }
    }
  }
});

test('a phrase is found by its numbers and lists', () => {
  assert.equal(inKorean('-3 to 2'), '-3부터 2까지');
  assert.equal(inKorean('a number from 0 up to, not including, 1'), '0 이상 1 미만의 수');
  assert.equal(inKorean('1 to 6, apart by commas, of relu, tanh')?.endsWith(': relu, tanh'), true);
  assert.equal(inKorean('no such phrase'), undefined);
});

test('every scenario has a title and a sentence of its own in both languages', () => {
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const { scenario, scenarioDescription } = wordsFor(language, {
      ops: [],
      errors: [],
      config,
    });
    for (const { name } of config.scenarios) {
      assert.notEqual(scenario(name), name);
      assert.match(scenarioDescription(name), /^[^.]+(\.[^.]+)*\.$/, name);
    }
    assert.equal(new Set(config.scenarios.map(({ name }) => scenario(name))).size, 12);
  }
});

test('an error of the engine is told in Korean', () => {
  const words = wordsFor('ko', null);
  const args = { key: 'lr', value: '-1', rule: '0..1000' };
  const sentence = words.problem({ code: 'KEY_NUMBER', text: 'config: ...', args });
  assert.match(sentence, /^설정: 학습률\(lr\) 값이 -1.*0\.\.1000/);
  assert.match(sentence, /[가-힣]/);
});

test('a kept run is named in the language of the page', () => {
  const run = {
    index: 2,
    scenario: 'line',
    config: { lr: '0.5', optimizer: 'adam', loss: 'mse' },
    train: { steps: [], values: [] },
    test: { steps: [], values: [] },
  };
  const engineSays = { ops: [], errors: [], config };
  assert.equal(
    runName(run, wordsFor('ko', engineSays)),
    '2: 직선 맞추기, 학습률 0.5, 옵티마이저 adam, 손실 함수 평균제곱오차 mse',
  );
  assert.match(
    runName(run, wordsFor('en', engineSays)),
    /^2: .+, lr 0\.5, optimizer adam, loss mse$/,
  );
});

test('one word for a parameter', () => {
  for (const text of [...Object.values(dictionaries.ko), ...Object.values(phrases)])
    assert.doesNotMatch(text, /파라미터/);
});

test('views hold no text of their own', () => {
  const folder = new URL('../../web/src/', import.meta.url);
  const views = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
    .filter(({ text }) => text.includes("from 'lit-html'"));
  assert.ok(views.length > 10);
  for (const { file, text } of views) {
    const source = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    // What stands between tags, with everything that is computed left out.
    const literal = [...source.matchAll(/>([^<>{}$`]*)</g)].map(([, text]) => text.trim());
    const words = literal.filter((text) => /^[A-Za-z가-힣][A-Za-z가-힣 ,.]*$/.test(text));
    assert.deepEqual(words, [], file);
  }
});
