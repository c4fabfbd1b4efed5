/** The example of docs/bindings.md, run as it stands. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';

test('the example of docs/bindings.md prints what stands below it', () => {
  const text = readFileSync(join(root, 'docs/bindings.md'), 'utf8');
  const [, code, prints] = /```js\n(.*?)```\n\n```text\n(.*?)```/s.exec(text) ?? [];
  const args = ['--input-type=module', '--eval', code];
  assert.equal(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }), prints);
});

test('docs/bindings.md names only what there is', async () => {
  const { Context, Engine, Tensor, Trainer, loadEngine } = await import('slm');
  const text = readFileSync(join(root, 'docs/bindings.md'), 'utf8');
  const receivers = { engine: Engine, slm: Context, t: Tensor, y: Tensor, trainer: Trainer };
  const own = new Set(['ops', 'wasm', 'bytes', 'context', 'Real']);
  for (const [, receiver, member] of text.matchAll(/`(\w+)\.(\w+)/g)) {
    const type = receivers[/** @type {keyof typeof receivers} */ (receiver)];
    if (type) assert.ok(member in type.prototype || own.has(member), `${receiver}.${member}`);
  }
  const codes = new Set((await loadEngine()).describeErrors().map(({ code }) => code));
  for (const [, code] of text.matchAll(/`([A-Z]{3,})`/g)) assert.ok(codes.has(code), code);
});
