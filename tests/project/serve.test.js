import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../web/build/serve.js';

const parent = mkdtempSync(join(tmpdir(), 'slm-serve-'));
const folder = join(parent, 'page');
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.html'), '<p>page</p>');
  writeFileSync(join(parent, 'secret'), 'secret');
  server = await serve({ folder });
});
after(() => {
  server.close();
  rmSync(parent, { recursive: true });
});

/**
 * A request whose path is sent as it is written; fetch would tidy it up.
 * @param {string} path
 * @param {string} [method]
 * @returns {Promise<{ status?: number, type?: string, body: string }>}
 */
function ask(path, method = 'GET') {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      const { statusCode: status, headers } = response;
      response.on('end', () => resolve({ status, type: headers['content-type'], body }));
    })
      .on('error', reject)
      .end();
  });
}

test('the server gives the page for its folder', async () => {
  const expected = { status: 200, type: 'text/html; charset=utf-8', body: '<p>page</p>' };
  assert.deepEqual(await ask('/'), expected);
  assert.deepEqual(await ask('/index.html?a=1'), expected);
  assert.equal((await ask('/index.html', 'HEAD')).body, '');
});

test('the server refuses what is not in its folder', async () => {
  for (const path of [
    '/none',
    '/../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/%',
    '//',
    '/%00',
  ]) {
    assert.equal((await ask(path)).status, 404, path);
  }
  assert.equal((await ask('/', 'POST')).status, 405);
});

test('the server follows a symbolic link only inside its folder', async () => {
  symlinkSync(join(folder, 'index.html'), join(folder, 'inside.html'));
  symlinkSync(join(parent, 'secret'), join(folder, 'outside.html'));
  symlinkSync(parent, join(folder, 'up'));
  assert.equal((await ask('/inside.html')).body, '<p>page</p>');
  for (const path of ['/outside.html', '/up/secret'])
    assert.equal((await ask(path)).status, 404, path);
});

/** Begins a download and breaks it off at its first bytes. @param {string} path */
function breakOff(path) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const download = request({ hostname, port, path }, (response) => {
      response.once('data', () => download.destroy());
      response.on('close', resolve);
      response.on('error', () => {}); // the break itself
    });
    download.end();
  });
}

/** @returns {number} files and connections that this process has open */
const countOpen = () => readdirSync('/dev/fd').length;

test('a download that is broken off leaves no file open', async () => {
  writeFileSync(join(folder, 'large'), Buffer.alloc(1 << 24));
  const before = countOpen();
  for (let i = 0; i < 40; i++) await breakOff('/large');
  // The server closes a file some turns after its connection has ended.
  for (let turn = 0; turn < 100 && countOpen() > before; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const left = countOpen() - before;
  assert.ok(left <= 0, `${left} of 40 are left open`);
});

test('a wrong option ends the server with a sentence', () => {
  const script = fileURLToPath(new URL('../../web/build/serve.js', import.meta.url));
  for (const [option, sentence] of [
    ['--port=abc', 'serve.js: --port is abc; it must be a whole number from 0 to 65535\n'],
    ['--port=65536', 'serve.js: --port is 65536; it must be a whole number from 0 to 65535\n'],
    ['--port=', 'serve.js: --port is empty; it must be a whole number from 0 to 65535\n'],
    ['--opne', 'serve.js: no option --opne; there are --open and --port=NUMBER\n'],
  ]) {
    // A server that takes the option would run on: it is ended, and its status is then null.
    const { status, stderr } = spawnSync(process.execPath, [script, option], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    assert.deepEqual({ status, stderr }, { status: 2, stderr: sentence }, option);
  }
});

test('a port in use is replaced by a free one', async () => {
  const other = await serve({ folder, port: Number(new URL(server.url).port) });
  assert.notEqual(other.url, server.url);
  other.close();
});
