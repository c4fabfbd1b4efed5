import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCtestJunit, summary } from '../runner/results.js';

/** @param {string} name @param {string} status @param {string} body */
const testcase = (name, status, body) =>
  `<testcase name="${name}" classname="${name}" time="0.1" status="${status}">${body}</testcase>`;

test('a CTest report becomes one result for each test', () => {
  const xml = [
    testcase('a', 'run', '<properties/><system-out>a: 3 checks, 0 failed\n</system-out>'),
    testcase('b', 'fail', '<failure message=""/><system-out>x\n1 &lt; 0 &amp;amp;\n</system-out>'),
    testcase(
      'c',
      'notrun',
      '<skipped message="SKIP_RETURN_CODE=77"/><system-out>no y</system-out>',
    ),
    testcase('d', 'notrun', '<skipped message="Unable to find executable"/><system-out/>'),
  ].join('\n');
  assert.deepEqual(parseCtestJunit(xml), [
    { name: 'a', outcome: 'passed' },
    { name: 'b', outcome: 'failed', reason: '1 < 0 &amp;' },
    { name: 'c', outcome: 'skipped', reason: 'no y' },
    { name: 'd', outcome: 'failed', reason: 'not run (notrun)' },
  ]);
});

test('the summary names what was skipped or failed and ends with the counts', () => {
  const text = summary([
    { name: 'a', outcome: 'passed' },
    { name: 'b', outcome: 'skipped', reason: 'no firefox found' },
    { name: 'c', outcome: 'failed', reason: '1 == 2' },
    { name: 'd', outcome: 'passed' },
  ]);
  assert.equal(
    text,
    'skipped: b: no firefox found\nfailed: c: 1 == 2\n' +
      '2 passed, 1 skipped, 1 failed\n2 passed, 1 failed, 1 skipped',
  );
});
