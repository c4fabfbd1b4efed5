/** Every call of SLM_FAIL against errors.def: C cannot tell a wrong number or order of arguments. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';
import { projectFiles } from './files.js';

const macros = { TEXT: '', INT: 'int', UINT: 'uint', LONG: 'long', NUMBER: 'real', DIMS: 'shape' };

/** @param {string} def @returns {Map<string, string[]>} by code, each argument as name:kind, in the order of the sentence */
function declared(def) {
  const codes = [...def.matchAll(/^SLM_X\((\w+),\s*((?:"[^"]*"\s*)+)\)/gm)];
  return new Map(
    codes.map(([, code, sentence]) => {
      const named = [...sentence.matchAll(/\{(\w+)(?::(\w+))?\}/g)];
      return [code, [...new Set(named.map(([, name, kind = '']) => `${name}:${kind}`))]];
    }),
  );
}

/** @param {string} source @returns {string[]} every SLM_FAIL(...), to its closing parenthesis */
function calls(source) {
  return [...source.matchAll(/\bSLM_FAIL\(/g)].map((match) => {
    let at = match.index + match[0].length;
    for (let depth = 1; depth; at++) depth += { '(': 1, ')': -1 }[source[at]] ?? 0;
    return source.slice(match.index, at);
  });
}

/** @param {string} call @returns {{ code?: string, args: string[] }} */
function given(call) {
  const used = [...call.matchAll(/\bSLM_(TEXT|INT|UINT|LONG|NUMBER|DIMS)\("(\w+)"/g)];
  return {
    code: /\bSLM_E_(\w+)/.exec(call)?.[1],
    args: used.map(
      ([, macro, name]) => `${name}:${macros[/** @type {keyof typeof macros} */ (macro)]}`,
    ),
  };
}

const codes = declared(readFileSync(join(root, 'core/base/errors.def'), 'utf8'));
const sources = projectFiles((path) => /^(core|wasm)\/.*\.c$/.test(path));

test('every SLM_FAIL gives the arguments that its sentence names, in their order', () => {
  let count = 0;
  for (const path of sources) {
    for (const call of calls(readFileSync(join(root, path), 'utf8'))) {
      const { code = '', args } = given(call);
      assert.deepEqual(args, codes.get(code), `${path}: ${call}`);
      count++;
    }
  }
  assert.ok(count > 50, `${count} calls were found`);
});

test('a wrong order, number or kind is noticed', () => {
  const wanted = declared('SLM_X(A, "{op}: {n:int} of {op}")').get('A');
  assert.deepEqual(wanted, ['op:', 'n:int']);
  for (const wrong of [
    'SLM_FAIL(e, SLM_E_A, SLM_INT("n", 1), SLM_TEXT("op", o))',
    'SLM_FAIL(e, SLM_E_A, SLM_TEXT("op", f(o)))',
    'SLM_FAIL(e, SLM_E_A, SLM_TEXT("op", o), SLM_NUMBER("n", 1))',
  ]) {
    assert.notDeepEqual(given(calls(`${wrong};`)[0]).args, wanted, wrong);
  }
});
