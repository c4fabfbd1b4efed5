/**
 * Fetches a served page and every file that it names; fails if one does not come.
 *
 *     node fetch-page.mjs http://127.0.0.1:8000/
 */
const page = process.argv[2];

/** @param {string} url @returns {Promise<string>} */
async function text(url) {
  const response = await fetch(url);
  const body = await response.text();
  console.log(`${response.status} ${body.length} ${new URL(url).pathname}`);
  if (!response.ok || body.length === 0) process.exitCode = 1;
  return body;
}

const html = await text(page);
const names = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"/g)]
  .map(([, name]) => name)
  .filter((name) => !/^(data|https?):/.test(name));
for (const name of names) await text(new URL(name, page).href);
if (names.length === 0) throw new Error(`${page} names no file`);
