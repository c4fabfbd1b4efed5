/**
 * Writes what is published: build/pages/, the folder that GitHub Pages serves, and build/slm.html,
 * the whole page in one file that opens by double click anywhere.
 *
 *     npm run pages
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LATE } from '../src/session/late.js';
import { buildPage } from './build.js';

const web = new URL('..', import.meta.url);
const out = new URL('../../build/', import.meta.url);

/** @param {string} text @returns {string} as a source in a content security policy */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page with its style sheets and its scripts inside it. The policy then names them by their
 * hashes instead of by their origin.
 * @param {string} html
 * @param {(path: string) => string | Promise<string>} read a file of web/
 * @returns {Promise<string>}
 */
export async function inlined(html, read) {
  /** @type {string[]} */
  const styles = [];
  /** @type {string[]} */
  const scripts = [];
  let page = html;
  /** @param {string} path */
  const scriptOf = async (path) => {
    // The text of a script ends at the first </script, wherever it stands.
    const text = (await read(path)).replaceAll('</script', '<\\/script');
    scripts.push(text);
    return `<script>${text}</script>`;
  };
  for (const [tag, path] of html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)) {
    const text = await read(path);
    if (text.includes('</style')) throw new Error(`${path} ends its own element`);
    styles.push(text);
    page = page.replace(tag, () => `<style>${text}</style>`);
  }
  for (const [tag, path] of html.matchAll(/<script src="([^"]+)"><\/script>/g)) {
    const script = await scriptOf(path);
    page = page.replace(tag, () => script);
  }
  // What the page would load late stands at the end, and is found there.
  for (const name of LATE) {
    const script = await scriptOf(`dist/${name}.js`);
    page = page.replace('</body>', () => `${script}\n  </body>`);
  }
  return page
    .replace("script-src 'self'", () => `script-src ${scripts.map(hashOf).join(' ')}`)
    .replace("style-src 'self'", () => `style-src ${styles.map(hashOf).join(' ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = await buildPage();
  const html = await readFile(new URL('index.html', web), 'utf8');
  const pages = new URL('pages/', out);
  await rm(pages, { recursive: true, force: true });
  await mkdir(new URL('dist/', pages), { recursive: true });
  await writeFile(new URL('index.html', pages), html);
  for (const [name, text] of Object.entries(built)) {
    await writeFile(new URL(`dist/${name}`, pages), text);
  }
  const single = await inlined(html, (path) => built[path.slice('dist/'.length)]);
  await writeFile(new URL('slm.html', out), single);
  console.log(`${fileURLToPath(pages)}\n${fileURLToPath(new URL('slm.html', out))}`);
}
