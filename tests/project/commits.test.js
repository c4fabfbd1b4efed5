/** Subjects of commits: one line that a list of commits shows whole. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../runner/command.js';

const LIMIT = 72;

/** The last commit before the rule; older subjects stay as they are. */
const BEFORE = 'b31329fc5167dbab8a8229a61f82096d58c9c863';

/** @param {string} log one subject a line @returns {string[]} those that are too long */
const tooLong = (log) => log.split('\n').filter((subject) => [...subject].length > LIMIT);

test('a subject that is too long is found', () => {
  const [fits, long] = ['가'.repeat(LIMIT), 'a'.repeat(LIMIT + 1)];
  assert.deepEqual(tooLong(`${fits}\n${long}\n`), [long]);
});

test(`commit subjects have at most ${LIMIT} characters`, (t) => {
  const range = `${BEFORE}..HEAD`;
  const log = spawnSync('git', ['log', '--format=%s', range], { cwd: root, encoding: 'utf8' });
  if (log.error || log.status !== 0) {
    // A folder from a ZIP file has no history, and a shallow clone no more than its last commits.
    t.skip(`the history since ${BEFORE.slice(0, 7)} is not here`);
    return;
  }
  assert.deepEqual(tooLong(log.stdout), []);
});
