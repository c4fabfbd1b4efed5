/**
 * A small static server for web/, for `npm start` and the browser tests.
 *
 *     node web/build/serve.js [--open] [--port=8000]
 */
import { spawn } from 'node:child_process';
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * The file that a request names, with every symbolic link resolved.
 * @param {string} folder a real path
 * @param {string} url of the request, a path
 * @returns {string | undefined} undefined if there is none inside the folder
 */
function resolveFile(folder, url) {
  try {
    // The URL parser has resolved `..`, but not an encoded one.
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = realpathSync(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(join(folder, sep)) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves a folder on this machine only.
 * @param {{ folder?: string, port?: number }} [options] port 0, or one in use: any free one
 * @returns {Promise<{ url: string, close: () => void }>} url ends with a slash
 */
export async function serve({ folder = web, port = 0 } = {}) {
  const real = realpathSync(folder);
  const server = createServer((request, response) => {
    const file = resolveFile(real, request.url ?? '/');
    if (!file || !['GET', 'HEAD'].includes(request.method ?? '')) {
      response.writeHead(file ? 405 : 404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    if (request.method === 'HEAD') response.end();
    // A pipeline closes the file when the browser breaks the download off, and the connection when
    // the file cannot be read.
    else pipeline(createReadStream(file), response, () => {});
  });

  /** @param {number} wanted @returns {Promise<number>} the port taken */
  const listen = (wanted) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : wanted);
      });
    });
  const taken = await listen(port).catch((error) => {
    if (error.code === 'EADDRINUSE') return listen(0);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${taken}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Asks the system to show a page; where nothing can, the printed address must do. @param {string} url */
function openBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

/**
 * Reads the command line.
 * @param {string[]} options
 * @returns {{ open: boolean, port: number }}
 * @throws {Error} whose message names the wrong option
 */
function readOptions(options) {
  const read = { open: false, port: 8000 };
  for (const option of options) {
    const port = /^--port=(.*)$/.exec(option)?.[1];
    if (option === '--open') read.open = true;
    else if (port === undefined)
      throw new Error(`no option ${option}; there are --open and --port=NUMBER`);
    else if (!/^\d+$/.test(port) || Number(port) > 65535)
      throw new Error(`--port is ${port || 'empty'}; it must be a whole number from 0 to 65535`);
    else read.port = Number(port);
  }
  return read;
}

async function main() {
  const { open, port } = readOptions(process.argv.slice(2));
  const { url } = await serve({ port });
  console.log(`SLM: ${url}   (Ctrl+C ends the server)`);
  if (open) openBrowser(url);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error) => {
    console.error(`serve.js: ${error.message}`);
    process.exit(2);
  });
}
