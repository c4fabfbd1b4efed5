/** Running other programs: their output goes to a log file and comes back as text. */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const logs = join(root, 'build', 'logs');
export const jobs = String(availableParallelism());

/** True where tests must not be left out for want of a tool. */
export const inCi = !['', '0', 'false'].includes(process.env.CI ?? '');

/** @param {string} tool @returns {boolean} whether it can be started */
export function has(tool) {
  return !spawnSync(tool, ['--version'], { stdio: 'ignore' }).error;
}

/**
 * Runs a command in the repository's root; never rejects. After `minutes` it is ended with all that
 * it started.
 * @param {string[]} command program and arguments
 * @param {{ log: string, minutes?: number, env?: Record<string, string | undefined> }} options
 *   `log`: name of the file under build/logs/ to which standard output and error are appended
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run([program, ...args], { log, minutes = 15, env = {} }) {
  const file = join(logs, `${log}.log`);
  mkdirSync(dirname(file), { recursive: true });
  const sink = createWriteStream(file, { flags: 'a' });
  sink.write(`$ ${[program, ...args].join(' ')}\n`);
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // its own process group, so that it can be ended whole
    });
    /** @param {string} text */
    const take = (text) => {
      output += text;
      sink.write(text);
    };
    const timer = setTimeout(() => {
      take(`\nended after ${minutes} minutes\n`);
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, minutes * 60_000);
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => take(`${error.message}\n`));
    child.on('close', (code) => {
      clearTimeout(timer);
      sink.end();
      resolve({ ok: code === 0, output });
    });
  });
}
