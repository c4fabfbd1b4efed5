/** One element of a node with its real numbers, as the page shows it. */

import assert from 'node:assert/strict';
import { exampleIn } from '../../web/src/engine/look/frame.js';
import { inNode, tensorAt } from '../page/in-node.js';
import { until } from './browser.js';
import { button, choose, onPage, say, stepOf } from './on-page.js';

for (const language of /** @type {const} */ (['ko', 'en'])) {
  for (const scenario of ['three', 'circle']) {
    onPage(
      `8. the loss with its real numbers, forward and backward: ${scenario}, ${language}`,
      async (page) => {
        await button(page, say('control.step', language)).click();
        await until(async () => (await stepOf(page)) === 1, 'a step');
        const run = await inNode({}, scenario);
        run.train(1);
        run.settle();
        const panel = await choose(page, 'loss', language);
        for (const { text } of exampleIn(run, { id: run.root.id, element: 0 }).lines) {
          const shown = text.replace(/\{(\d+)\}/, (_, count) =>
            say('inspect.rest', language, { count }),
          );
          await panel.getByText(shown, { exact: true }).waitFor();
        }
      },
      {
        hash: `#v=1&run=0&s=${scenario}`,
        language: language === 'ko' ? 'ko-KR' : 'en-US',
        dark: scenario === 'circle',
      },
    );
  }
}

for (const language of /** @type {const} */ (['ko', 'en'])) {
  for (const [optimizer, count] of /** @type {const} */ ([
    ['sgd', 2],
    ['adam', 5],
  ])) {
    onPage(
      `8. a parameter shows its next step: ${optimizer}, ${language}`,
      async (page) => {
        const run = await inNode({ optimizer }, 'by_hand');
        run.settle();
        const panel = await choose(page, 'mlp/linear2/weight', language);
        const { id } = tensorAt(run, 'mlp/linear2/weight');
        const { lines } = exampleIn(run, { id, element: 0 });
        assert.equal(lines.length, count);
        await panel.getByRole('heading', { name: say('inspect.update', language) }).waitFor();
        for (const { rule = '', text } of lines) {
          await panel.getByText(rule, { exact: true }).waitFor();
          await panel.getByText(text, { exact: true }).waitFor();
        }
        await panel.getByText(say('inspect.updateHint', language)).waitFor();
      },
      {
        hash: `#v=1&run=0&s=by_hand&c.optimizer=${optimizer}`,
        language: language === 'ko' ? 'ko-KR' : 'en-US',
      },
    );
  }
}
