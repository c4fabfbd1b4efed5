/**
 * The page from file:// and served, in each browser: it asks for its own files and nothing else, its
 * policy is in force, and whatever a person does leaves no error in the console.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { serve } from '../../web/build/serve.js';
import { BROWSERS, PAGE, until } from './browser.js';
import { button, choose, drawer, say, stepOf, trainTo, withPage } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/** The page's files: those of its HTML, and the scripts that come at their first use. */
const FIRST = ['dist/style.css', 'dist/font.css', 'dist/app.js'];
const LATE = ['dist/sources.js', 'dist/double.js'];

/** A server of this machine that counts who comes. */
async function elsewhere() {
  let visits = 0;
  const server = createServer((_, response) => {
    visits++;
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('globalThis.reached = 1');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    visits: () => visits,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Everything that a person comes by. @param {Page} page */
async function walk(page) {
  await trainTo(page, 2);
  await choose(page, 'mlp/relu1');
  await page.getByText('static void relu_backward', { exact: false }).waitFor();
  for (const chart of /** @type {const} */ (['norms', 'classes', 'loss'])) {
    await page.getByRole('tab', { name: say(`chart.${chart}`) }).click();
  }
  for (const name of /** @type {const} */ (['data', 'network', 'runs', 'link'])) {
    await drawer(page, say(`control.${name}`));
    await page.keyboard.press('Escape');
  }
  const sheet = await drawer(page, say('check.title'));
  await sheet.getByRole('button', { name: say('check.run') }).click();
  await sheet.getByText(/the gradients of all 4 parameters agree/).waitFor();
  await page.keyboard.press('Escape');
  const map = page.getByRole('application');
  await map.focus();
  await map.press('ArrowRight');
  await page.getByText(/^◎ input/).waitFor();
  await button(page, '한국어').click();
  await button(page, say('control.play', 'ko')).click();
  await until(async () => (await stepOf(page)) > 50, 'training');
}

/**
 * What the policy refuses of a script that has come in by some way.
 * @param {Page} page
 * @param {string} url of elsewhere
 */
const attempts = (page, url) =>
  page.evaluate(async (there) => {
    const own = /** @type {any} */ (globalThis);
    /** @type {Record<string, boolean>} */
    const refused = {};
    const attempt = async (/** @type {string} */ name, /** @type {() => unknown} */ action) => {
      const heard = new Promise((resolve) =>
        document.addEventListener('securitypolicyviolation', () => resolve(true), { once: true }),
      );
      try {
        await action();
        refused[name] = await Promise.race([
          heard,
          new Promise((resolve) => setTimeout(() => resolve(false), 3000)),
        ]);
      } catch {
        refused[name] = true;
      }
    };
    // A call from outside is free of the policy; what it starts is not.
    await new Promise((resolve) => setTimeout(resolve));
    await attempt('eval', () => own.eval('globalThis.reached = 1'));
    await attempt('function', () => own.Function('globalThis.reached = 1')());
    await attempt('fetch', () => fetch(there));
    await attempt('picture', () => {
      document.createElement('img').src = `${there}picture.png`;
    });
    await attempt('script elsewhere', () => {
      const script = document.createElement('script');
      script.src = `${there}script.js`;
      document.head.append(script);
    });
    await attempt('script inside', () => {
      const script = document.createElement('script');
      script.append('globalThis.reached = 1');
      document.head.append(script);
      script.remove();
    });
    await attempt('handler', () => {
      const element = document.createElement('b');
      element.setAttribute('onclick', 'globalThis.reached = 1');
      document.body.append(element);
      element.click();
      element.remove();
    });
    await attempt('frame', () => {
      const frame = document.createElement('iframe');
      frame.src = there;
      document.body.append(frame);
      setTimeout(() => frame.remove(), 100);
    });
    await attempt('style elsewhere', () => {
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = `${there}style.css`;
      document.head.append(link);
    });
    await attempt('base', () => {
      const base = document.createElement('base');
      base.href = there;
      document.head.append(base);
      base.remove();
    });
    await attempt('socket', () => new WebSocket(there.replace('http', 'ws')));
    const typed = 'trustedTypes' in globalThis;
    if (typed) {
      await attempt('markup', () => {
        document.createElement('b').innerHTML = '<i>markup</i>';
      });
      await attempt('policy', () => own.trustedTypes.createPolicy('other', {}));
      await attempt('worker', () => new Worker(/** @type {any} */ (`${there}worker.js`)));
    }
    return { refused, typed, reached: own.reached };
  }, url);

for (const name of BROWSERS) {
  for (const served of [false, true]) {
    test(`${name}: ${served ? 'served' : 'from file://'}: own files only, no error, and the policy in force`, async (t) => {
      const [server, outside] = [served ? await serve() : undefined, await elsewhere()];
      const url = server?.url ?? PAGE;
      /** @type {string[]} */
      const asked = [];
      const before = async (/** @type {Page} */ page) => {
        page.on('request', (request) => asked.push(request.url()));
        page.on('requestfailed', (request) => asked.push(`failed: ${request.url()}`));
      };
      try {
        await withPage(t, name, { url, before }, async (page, { problems }) => {
          await walk(page);
          assert.deepEqual(problems, []);
          const base = new URL('.', url).href;
          const files = asked
            .filter((each) => !/^(blob|data):/.test(each))
            .map((each) => each.split('#')[0]);
          const wanted = [url, ...[...FIRST, ...LATE].map((file) => base + file)];
          // Firefox tells of no request to a file.
          if (served || name === 'Chromium')
            assert.deepEqual([...new Set(files)].sort(), wanted.sort());
          else
            assert.deepEqual(
              files.filter((each) => !wanted.includes(each)),
              [],
            );

          const { refused, typed, reached } = await attempts(page, outside.url);
          assert.deepEqual(
            Object.keys(refused).filter((each) => !refused[each]),
            [],
            'not refused',
          );
          assert.ok(Object.keys(refused).length >= 11);
          assert.equal(reached, undefined);
          assert.equal(outside.visits(), 0);
          if (name === 'Chromium') assert.ok(typed);
          // What was refused was told in the console, as it must be.
          problems.length = 0;
        });
      } finally {
        server?.close();
        outside.close();
      }
    });
  }
}
