/** Plain formulas become TeX that says the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texOf } from '../../web/src/formula/tex.js';

/** @type {[string, string][]} */
const FORMULAS = [
  ['y = a * b', String.raw`y = a \odot b`],
  ['y_ij = sum_q a_iq b_qj', String.raw`y_{ij} = \sum_q a_{iq} \, b_{qj}`],
  ['da += dy b^T', String.raw`\bar a \mathrel{+}= \bar y \, b^{\mathsf T}`],
  ['db += unbroadcast(-dy * a / b^2)', String.raw`\bar b \mathrel{+}= -\bar y \odot \frac{a}{b^2}`],
  ['dx += sum_copies dy', String.raw`\bar x \mathrel{+}= \sum_{\text{copies}} \bar y`],
  ['dx += dy * p * x^(p-1)', String.raw`\bar x \mathrel{+}= \bar y \, p \, x^{p - 1}`],
  ['dx += dy / (2 * y)', String.raw`\bar x \mathrel{+}= \frac{\bar y}{2 y}`],
  ['dx += dy * (1 - y^2)', String.raw`\bar x \mathrel{+}= \bar y \, (1 - y^2)`],
  ['dx += dy * [x > 0]', String.raw`\bar x \mathrel{+}= \bar y \, [x > 0]`],
  ['y = max(x, 0)', String.raw`y = \max(x, 0)`],
  ['y = max_i x_i', String.raw`y = \max_i x_i`],
  ['y = 1 / (1 + exp(-x))', String.raw`y = \frac{1}{1 + e^{-x}}`],
  ['y = tanh(x)', String.raw`y = \tanh x`],
  ['y = sigmoid(x)', String.raw`y = \sigma(x)`],
  ['y = log(1 + exp(-|x|))', String.raw`y = \ln(1 + e^{-|x|})`],
  [
    'y = x / 2 * (1 + g), g = erf(x / sqrt(2))',
    String.raw`y = \frac{x}{2} \, (1 + g),\; g = \operatorname{erf} \frac{x}{\sqrt{2}}`,
  ],
  ['y = (a / b - c) / n', String.raw`y = \frac{a/b - c}{n}`],
  ['y = exp(-x^2 / 2) * x', String.raw`y = e^{-x^2/2} \, x`],
  [
    'dx_i += y_i * (dy_i - sum_k (dy_k * y_k))',
    String.raw`\bar x_i \mathrel{+}= y_i \, \left(\bar y_i - \sum_k (\bar y_k \, y_k)\right)`,
  ],
  ['y = mean_i x_i', String.raw`y = \operatorname{mean}_i x_i`],
  ['dgamma_i += dy_i', String.raw`\bar \gamma_i \mathrel{+}= \bar y_i`],
  [
    'dtable[index_k] += dy_k',
    String.raw`\bar{\text{table}}_{\text{index}_k} \mathrel{+}= \bar y_k`,
  ],
  ['y = x[start:stop]', String.raw`y = x_{\text{start}:\text{stop}}`],
  ['y = [x_1, x_2, ...]', String.raw`y = [x_1, x_2, \dots]`],
  [
    'y = mask ? v : x',
    String.raw`y = \begin{cases} v & \text{mask} \ne 0 \\ x & \text{mask} = 0 \end{cases}`,
  ],
];

for (const [text, tex] of FORMULAS) test(text, () => assert.equal(texOf(text), tex));

test('what is no formula is refused', () => {
  assert.throws(() => texOf('y = a )'), /No formula: y = a \)/);
});
