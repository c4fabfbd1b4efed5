import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { logs } from '../runner/command.js';
import { runFiles } from '../runner/node-files.js';

test('files of tests are run each by itself, reported in order and timed in the log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slm-files-'));
  const write = (/** @type {string} */ name, /** @type {string} */ body) => {
    const file = join(folder, `${name}.test.js`);
    writeFileSync(file, `const { test } = require('node:test');\n${body}`);
    return file;
  };
  const files = [
    write('slow', "test('waits', () => new Promise((done) => setTimeout(done, 500)));"),
    write('bad', "test('fails', () => { throw new Error(process.env.SHARED); });"),
    write('broken', "throw new Error('no test at all');"),
  ];
  const stage = `files-${process.pid}`;
  try {
    // This is a test itself, and Node's runner does not run within one.
    const runs = await runFiles(files, stage, { SHARED: 'told', NODE_TEST_CONTEXT: undefined });
    assert.deepEqual(
      runs.map(({ file, ok }) => [file, ok]),
      [
        [files[0], true],
        [files[1], false],
        [files[2], false],
      ],
    );
    const [slow, bad] = runs.map(({ results }) => results);
    assert.deepEqual(slow, [{ name: 'waits', outcome: 'passed', reason: '' }]);
    assert.deepEqual(bad, [{ name: 'fails', outcome: 'failed', reason: 'told' }]);
    const log = readFileSync(join(logs, `${stage}.log`), 'utf8');
    assert.match(log, /waits/);
    assert.match(log, /\d+\.\d s {2}\S*slow\.test\.js/);
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(join(logs, `${stage}.log`), { force: true });
    rmSync(join(logs, stage), { recursive: true, force: true });
  }
});
