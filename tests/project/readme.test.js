/** What the READMEs show is run as it stands, and prints what they say it prints. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
 * @returns {{ code: string, prints: string }} the first block in that language and the one after it
 */
function example(file, language) {
  const all = blocks(file);
  const at = all.findIndex((block) => block.language === language);
  assert.ok(at >= 0, `${file} has no ${language} example`);
  assert.equal(all[at + 1]?.language, 'text', `what the ${language} example prints follows it`);
  return { code: all[at].text, prints: all[at + 1].text };
}

/** @param {(folder: string) => void} use a folder that is gone afterwards */
function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'slm-readme-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the C example prints what the README says', () => {
  const { code, prints } = example('README.md', 'c');
  inFolder((folder) => {
    const source = join(folder, 'example.c');
    const program = join(folder, 'example');
    writeFileSync(source, code);
    const library = join(root, 'build', 'native', 'core', 'libslm.a');
    const include = `-I${join(root, 'core')}`;
    const flags = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];
    execFileSync('cc', [...flags, include, source, library, '-lm', '-o', program]);
    assert.equal(String(execFileSync(program)), prints);
  });
});

test('the Node example prints what the README says', () => {
  const { code, prints } = example('README.md', 'js');
  // Beside the package's own files, so that `slm` is found as a user's import finds it.
  const source = join(root, 'build', 'readme-example.mjs');
  writeFileSync(source, code);
  try {
    assert.equal(String(execFileSync(process.execPath, [source], { cwd: root })), prints);
  } finally {
    rmSync(source);
  }
});

test('both READMEs show the same code', () => {
  assert.deepEqual(
    blocks('README.ko.md').map((block) => block.text.replace(/\s*#.*$/gm, '')),
    blocks('README.md').map((block) => block.text.replace(/\s*#.*$/gm, '')),
  );
});
