/** What the READMEs show is run as it stands, and prints what they say it prints. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';

/** @param {string} file @returns {{ language: string, text: string }[]} its fenced blocks, in order */
function blocks(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, body]) => ({
    language,
    text: body,
  }));
}

/**
 * @param {string} file
 * @param {string} language
 * @returns {{ code: string, command: string, name: string, prints: string }} the first block in that
 *   language, the last line of the commands after it, the file's name in them, and what follows
 */
function example(file, language) {
  const all = blocks(file);
  const at = all.findIndex((block) => block.language === language);
  assert.ok(at >= 0, `${file} has no ${language} example`);
  const [, commands, prints] = all.slice(at);
  assert.equal(commands?.language, 'sh', `how the ${language} example is run follows it`);
  assert.equal(prints?.language, 'text', `what the ${language} example prints follows that`);
  const command = commands.text.trim().split('\n').at(-1) ?? '';
  const [name] = /example\.\w+/.exec(command) ?? [''];
  assert.ok(readFileSync(join(root, file), 'utf8').includes(`\`${name}\``), `${name} is named`);
  return { code: all[at].text, command, name, prints: prints.text };
}

/**
 * Runs an example as it is told, in a folder that is gone afterwards.
 * @param {string} file
 * @param {string} language
 * @param {string} parent of the folder
 * @param {(folder: string) => void} [prepare]
 */
function runs(file, language, parent, prepare = () => {}) {
  const { code, command, name, prints } = example(file, language);
  const folder = mkdtempSync(join(parent, 'slm-readme-'));
  try {
    prepare(folder);
    writeFileSync(join(folder, name), code);
    assert.equal(String(execFileSync('sh', ['-c', command], { cwd: folder })), prints);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const file of ['README.md', 'README.ko.md']) {
  test(`the C example prints what ${file} says, compiled as it says`, () => {
    runs(file, 'c', tmpdir(), (folder) => {
      // As after the build that the README asks for; this one was made with a preset.
      symlinkSync(join(root, 'core'), join(folder, 'core'));
      mkdirSync(join(folder, 'build'));
      symlinkSync(join(root, 'build', 'native', 'core'), join(folder, 'build', 'core'));
    });
  });

  test(`the Node example prints what ${file} says`, () => {
    // In the package, so that `slm` is found as a user's import finds it.
    runs(file, 'js', join(root, 'build'));
  });
}

test('the C example has no warning', () => {
  const { code } = example('README.md', 'c');
  const flags = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only'];
  execFileSync('cc', [...flags, `-I${join(root, 'core')}`, '-xc', '-'], { input: code });
});

test('the line that the READMEs tell to look for is the one that the server prints', async () => {
  const server = spawn(process.execPath, ['web/build/serve.js', '--port=0'], { cwd: root });
  const [line] = await once(server.stdout, 'data');
  server.kill();
  for (const file of ['README.md', 'README.ko.md']) {
    const [, told] = /`(SLM: [^`]*:)8000\/`/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
    assert.ok(told && String(line).startsWith(told), `${file}: ${told}, ${line}`);
  }
});

test('both READMEs show the same code', () => {
  assert.deepEqual(
    blocks('README.ko.md').map((block) => block.text.replace(/\s*#.*$/gm, '')),
    blocks('README.md').map((block) => block.text.replace(/\s*#.*$/gm, '')),
  );
});
