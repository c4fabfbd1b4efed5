/** What the workflows may do: code from elsewhere is named by its content and never holds a token. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';

const folder = join(root, '.github/workflows');

/**
 * Splits a workflow at its jobs, which stand two spaces deep, and a job at its steps.
 * @param {string} text
 * @returns {{ head: string, jobs: { name: string, head: string, steps: string[] }[] }}
 */
function parse(text) {
  const [head, body = ''] = text.split(/^jobs:\n/m);
  const jobs = body.split(/^(?= {2}\w)/m).map((job) => {
    const [ownHead, steps = ''] = job.split(/^ {4}steps:\n/m);
    return {
      name: job.slice(0, job.indexOf(':')).trim(),
      head: ownHead,
      steps: steps.split(/^ {6}- /m).slice(1),
    };
  });
  return { head, jobs };
}

const workflows = readdirSync(folder).map((file) => ({
  file,
  ...parse(readFileSync(join(folder, file), 'utf8')),
}));

test('the workflows were read', () => {
  assert.ok(workflows.length >= 4);
  for (const { file, jobs } of workflows) {
    assert.ok(jobs.length > 0, file);
    for (const { name, steps } of jobs) assert.ok(steps.length > 0, `${file}: ${name}`);
  }
});

test('every action is named by the hash of its commit, with its version beside it', () => {
  for (const { file, jobs } of workflows)
    for (const { name, steps } of jobs)
      for (const step of steps) {
        const used = /^(?: {8})?uses: *(.*)$/m.exec(step)?.[1];
        if (used === undefined) continue;
        assert.match(used, /^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${file}: ${name}`);
      }
});

test('a checkout leaves no token behind', () => {
  for (const { file, jobs } of workflows)
    for (const { name, steps } of jobs)
      for (const step of steps.filter((each) => each.includes('actions/checkout@')))
        assert.match(step, /persist-credentials: false/, `${file}: ${name}`);
});

test('a job that may write runs none of the code that is built or installed', () => {
  for (const { file, head, jobs } of workflows) {
    assert.match(head, /^permissions:\n {2}contents: read\n(?! )/m, `${file}: by default`);
    for (const { name, head: jobHead, steps } of jobs) {
      if (!/: write\b/.test(jobHead)) continue;
      for (const step of steps)
        assert.doesNotMatch(
          step,
          /actions\/checkout@|setup\.sh|\bnpm\b|\bnode\b/,
          `${file}: ${name}`,
        );
    }
  }
});

test('what a workflow clones is a version', () => {
  for (const { file, jobs } of workflows)
    for (const { name, head, steps } of jobs) {
      assert.doesNotMatch(head, /\blatest\b/, `${file}: ${name}`);
      for (const step of steps.filter((each) => each.includes('git clone')))
        assert.match(step, /git clone[^\n]*--branch/, `${file}: ${name}`);
    }
});

test('npm runs no script of a package that it installs', () => {
  const { stdout } = spawnSync('npm', ['config', 'get', 'ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stdout.trim(), 'true');
});
