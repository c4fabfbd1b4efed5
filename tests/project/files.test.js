import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';
import { ignored, projectFiles } from './files.js';

test('a pattern of .gitignore excludes what Git excludes by it', () => {
  const leaveOut = ignored('# a comment\n/build/\nnode_modules/\nwasm/dist/\n*.tgz\n.DS_Store\n');
  for (const path of [
    '.git/',
    'build/',
    'tests/bench/node_modules/',
    'wasm/dist/',
    'a/slm-1.tgz',
    'a/.DS_Store',
  ])
    assert.equal(leaveOut(path), true, path);
  for (const path of ['web/build/', 'build', 'a/wasm/dist/', 'slm.tgz.js', 'aDS_Store', '.github/'])
    assert.equal(leaveOut(path), false, path);
});

test('the project has the files that Git lists', (t) => {
  if (!existsSync(join(root, '.git'))) return t.skip('this folder is no clone');
  const args = ['-c', 'core.quotePath=false', 'ls-files', '-co', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const present = listed.filter((path) => existsSync(join(root, path))).sort();
  assert.deepEqual(
    projectFiles(() => true),
    present,
  );
});
