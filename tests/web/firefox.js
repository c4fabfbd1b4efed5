/**
 * One Firefox for all files of tests: it takes several seconds to start. With many windows one
 * after another its parent process hangs now and then; then another one takes its place.
 *
 * The stage `browser` hosts it (runner/stages.js) and names the host's address in SLM_FIREFOX. A
 * file that is run alone starts its own.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { firefox } from 'playwright-core';

/**
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {import('playwright-core').BrowserServer} BrowserServer
 * @typedef {import('playwright-core').LaunchOptions} LaunchOptions
 * @typedef {import('node:test').TestContext} TestContext
 *
 * @typedef {object} Host
 * @property {Record<string, string>} env for the processes of the tests
 * @property {() => Promise<void>} close
 */

const HOST = 'SLM_FIREFOX';

/** A test that takes longer than this has no end. */
const PATIENCE = 120_000;

/** @param {string} executablePath @returns {LaunchOptions} */
const launch = (executablePath) => ({
  channel: 'moz-firefox',
  executablePath,
  // Without this the test tools relax the rules for file:// and hide what fails for a person.
  firefoxUserPrefs: { 'security.fileuri.strict_origin_policy': true },
});

/**
 * Hosts a Firefox, started when it is first asked for. GET / answers with its address, GET /?hung=A
 * with that of another one where A is still the one in use.
 * @param {string} executablePath
 * @returns {Promise<Host>}
 */
export async function hostFirefox(executablePath) {
  /** @type {Promise<BrowserServer> | undefined} */
  let running;
  const host = createServer(async ({ url }, response) => {
    try {
      const hung = new URL(url ?? '', 'http://host/').searchParams.get('hung');
      if (hung && (await running)?.wsEndpoint() === hung) {
        const last = await running;
        running = undefined;
        await last?.kill();
      }
      running ??= firefox.launchServer(launch(executablePath));
      response.end((await running).wsEndpoint());
    } catch (error) {
      running = undefined;
      response.writeHead(500).end(String(error));
    }
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (host.address());
  return {
    env: { [HOST]: `http://127.0.0.1:${port}/` },
    async close() {
      host.close();
      host.closeAllConnections();
      await (await running?.catch(() => undefined))?.kill();
    },
  };
}

/** @type {{ browser: Browser, address?: string } | undefined} */
let mine;

/**
 * The Firefox of this process: the host's, or where there is none its own.
 * @param {string} executablePath
 * @returns {Promise<Browser>}
 */
async function current(executablePath) {
  if (mine) return mine.browser;
  const host = process.env[HOST];
  if (host) await connect(host);
  else mine = { browser: await firefox.launch(launch(executablePath)) };
  return /** @type {{ browser: Browser }} */ (/** @type {unknown} */ (mine)).browser;
}

/** @param {string} url of the host, with what is to be told to it */
async function connect(url) {
  const answer = await fetch(url);
  const address = await answer.text();
  if (!answer.ok) throw new Error(address);
  mine = { browser: await firefox.connect(address), address };
}

/** @param {string} executablePath @returns {Promise<Browser>} instead of the one that hangs */
async function another(executablePath) {
  const { browser, address } = mine ?? {};
  mine = undefined;
  if (address) await connect(`${process.env[HOST]}?hung=${encodeURIComponent(address)}`);
  // There is no other way to the process than this one, and it may not come back from there.
  else void browser?.close();
  return current(executablePath);
}

/** Leaves Firefox to the others, or ends it. */
export const leaveFirefox = () => mine?.browser.close();

/** @template T @param {Promise<T>} promise @param {number} ms @returns {Promise<T>} */
function within(promise, ms) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${ms} ms`)), ms);
  });
  return Promise.race([promise, /** @type {Promise<T>} */ (late)]).finally(() =>
    clearTimeout(timer),
  );
}

/** @param {Browser} browser @returns {Promise<boolean>} whether it still opens a page */
async function answers(browser) {
  const ask = async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const two = await page.evaluate(() => 1 + 1);
    await context.close();
    return two === 2;
  };
  return within(ask(), 20_000).catch(() => false);
}

/**
 * Makes an attempt in Firefox; where it fails because Firefox hangs, once more in another one.
 * @param {string} executablePath
 * @param {TestContext} t
 * @param {(browser: Browser) => Promise<void>} attempt
 */
export async function inFirefox(executablePath, t, attempt) {
  const browser = await current(executablePath);
  try {
    await within(attempt(browser), PATIENCE);
  } catch (error) {
    if (await answers(browser)) throw error;
    t.diagnostic(`Firefox hangs and is started again: ${error}`);
    await attempt(await another(executablePath));
  }
}
