import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
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

test('a port in use is replaced by a free one', async () => {
  const other = await serve({ folder, port: Number(new URL(server.url).port) });
  assert.notEqual(other.url, server.url);
  other.close();
});
