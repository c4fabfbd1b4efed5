/** The engine's formulas as MathML, written as static templates so that nothing of TeX is shipped. */
import { readFile } from 'node:fs/promises';
import temml from 'temml';
import { loadEngine } from '../../wasm/slm.js';
import { texOf } from '../src/formula/tex.js';

/** @typedef {import('../../wasm/descriptions.js').Op} Op */

/** What a gradcheck compares a gradient with. */
const CENTRAL_DIFFERENCE = String.raw`\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}`;

/** @param {string} tex @returns {string} MathML */
export function mathml(tex) {
  const math = temml.renderToString(tex, { throwOnError: true, annotate: false, xml: false });
  return (
    math
      // Inline styles are refused by the page's policy; the style sheet does what they did. The others
      // change nothing in a browser.
      .replace(/ (?:style|class|fence|separator)="[^"]*"/g, '')
      // A bracket that opens or closes its row is known by its place, and the whole is a row by itself.
      .replace(/ form="(?:pre|post)fix"( stretchy="\w+">[()[\]{}]<)/g, '$1')
      // One sign, with its own space around it.
      .replaceAll('<mo lspace="0.2778em" rspace="0em">+</mo><mo lspace="0em">=</mo>', '<mo>+=</mo>')
      .replace(/^<math><mrow>(.*)<\/mrow><\/math>$/, '<math>$1</math>')
  );
}

/** @param {string} markup @returns {string} a template literal that lit-html takes as it is */
const template = (markup) => `html\`${markup.replace(/[\\`$]/g, '\\$&')}\``;

/**
 * Of the operations that a tape has: a composite is told by its parts. `dotted`: some product is one
 * of elements.
 * @param {Op[]} ops
 * @returns {string} an ES module that exports `formulas` and `centralDifference`
 */
export function formulaModule(ops) {
  const recorded = ops.filter(({ composite }) => !composite);
  const entries = recorded.map(({ name, formula, inputs }) => {
    const all = [formula, ...inputs.map(({ derivative }) => derivative)];
    const set = all.map((text) => text && texOf(text));
    const [first, ...derivatives] = set.map((tex) => (tex ? template(mathml(tex)) : 'null'));
    const dotted = set.some((tex) => tex?.includes('\\odot'));
    return `${name}: { formula: ${first}, derivatives: [${derivatives}], dotted: ${dotted} }`;
  });
  const difference = template(mathml(CENTRAL_DIFFERENCE));
  return `import { html } from 'lit-html';\nexport const centralDifference = ${difference};\nexport const formulas = {\n${entries.join(',\n')}\n};\n`;
}

/** @param {URL} wasm @returns {Promise<Op[]>} asked of the module that ships */
export async function describedOps(wasm) {
  const engine = await loadEngine({ wasm: new Uint8Array(await readFile(wasm)) });
  return engine.describeOps();
}

/** @param {Op[]} ops @returns {Set<string>} every character that a formula shows */
export function charactersOf(ops) {
  const markup = ops
    .flatMap(({ formula, inputs }) => [formula, ...inputs.map(({ derivative }) => derivative)])
    .map((formula) => (formula ? mathml(texOf(formula)) : ''))
    .concat(mathml(CENTRAL_DIFFERENCE))
    .join('');
  const text = markup
    .replace(/<[^>]*>/g, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(
      /&(lt|gt|amp);/g,
      (_, name) => /** @type {Record<string, string>} */ ({ lt: '<', gt: '>', amp: '&' })[name],
    );
  return new Set(text);
}
