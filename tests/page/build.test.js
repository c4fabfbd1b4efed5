/** What the build makes: small enough, nothing unsafe in it, formulas and sources for every operation. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadEngine } from '../../wasm/slm.js';
import { buildPage } from '../../web/build/build.js';
import { mathml } from '../../web/build/formulas.js';
import { inlined } from '../../web/build/pages.js';
import { functionsOf, readSources } from '../../web/build/sources.js';
import { texOf } from '../../web/src/formula/tex.js';

const web = new URL('../../web/', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, web), 'utf8');
const files = await buildPage();
const ops = (await loadEngine()).describeOps();
const html = read('index.html');

/** @param {string} text */
const packed = (text) => gzipSync(text, { level: 9 }).length / 1024;

test('what the page loads at first is at most 170 KB gzipped, the formula font at most 40', (t) => {
  const first = [html, files['app.js'], files['style.css']];
  const size = first.reduce((sum, text) => sum + packed(text), 0);
  const font = packed(files['font.css']);
  t.diagnostic(`${size.toFixed(1)} KB, font ${font.toFixed(1)} KB`);
  assert.ok(size <= 170, `${size} KB`);
  assert.ok(font <= 40, `${font} KB`);
});

test('the policy allows no inline or evaluated script and no connection', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule]));
  assert.equal(rules.get('default-src'), "default-src 'none'");
  assert.equal(rules.get('script-src'), "script-src 'self' 'wasm-unsafe-eval'");
  assert.equal(rules.get('connect-src'), "connect-src 'none'");
  assert.equal(rules.get('trusted-types'), 'trusted-types lit-html slm');
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
  assert.doesNotMatch(html, /<script(?! src)| on\w+=| style=/);
});

test('before a build the page says in both languages what to run', () => {
  assert.match(html, /lang="ko">[^<]*[가-힣]/);
  assert.match(html, /lang="en">This page has not been built/);
  assert.equal(html.match(/\.\/setup\.sh &amp;&amp; npm start/g)?.length, 2);
});

test('the single file names its script and styles by their hashes', async () => {
  const page = await inlined(html, (path) => files[path.slice('dist/'.length)]);
  assert.equal(page.match(/'sha256-[^']{44}'/g)?.length, 5);
  assert.doesNotMatch(page, /(src|href)="(dist|style)/);
});

test('every operation has its C code, with the functions its block names', () => {
  const sources = readSources(fileURLToPath(new URL('../../core', import.meta.url)));
  for (const { name, composite } of ops) {
    if (composite) continue;
    assert.match(sources[name]?.forward ?? '', /_forward\(const slm_node/, name);
    assert.match(sources[name]?.backward ?? '', /_backward\(const slm_node/, name);
  }
  assert.deepEqual(
    sources.matmul.naive.map(({ name }) => name),
    ['slm_gemm_naive'],
  );
});

test('a function is taken with the comment above it and up to its own end', () => {
  const source =
    '/* one */\nstatic int f(int a) {\n    if (a) {\n    }\n    return a;\n}\n\nint g(void) {\n    return f(1);\n}\n\nstatic int h(void) { return g(); }\n';
  assert.deepEqual(
    functionsOf(source).map(({ name, isStatic, text }) => [name, isStatic, text.split('\n')[0]]),
    [
      ['f', true, '/* one */'],
      ['g', false, 'int g(void) {'],
      ['h', true, 'static int h(void) { return g(); }'],
    ],
  );
});

test('formulas become MathML without inline styles', () => {
  for (const { name, formula, inputs } of ops) {
    for (const each of [formula, ...inputs.map(({ derivative }) => derivative)]) {
      if (!each) continue;
      const markup = mathml(texOf(each));
      assert.match(markup, /^<math/, name);
      assert.doesNotMatch(markup, / style=|<script|merror/, name);
    }
  }
});
