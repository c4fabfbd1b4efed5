/** What is found about a node stands on its card and covers nothing, at any width. */
import assert from 'node:assert/strict';
import { until } from './browser.js';
import { button, onPage, say, stepOf } from './on-page.js';

/** @typedef {import('../../web/src/i18n/text.js').Language} Language */

for (const language of /** @type {Language[]} */ (['ko', 'en'])) {
  for (const [width, height, more] of /** @type {[number, number, string][]} */ ([
    [1440, 900, ''],
    [768, 1024, ''],
    [360, 780, ''],
    [1440, 900, '&big=1'],
  ])) {
    onPage(
      `5. badges cover no name, shape or number: ${language}, ${width} px${more}`,
      async (page) => {
        for (let step = 0; step < 4; step++) {
          await button(page, say('control.step', language)).click();
          await until(async () => (await stepOf(page)) > step, 'a step');
        }
        const graph = page.locator('#graph');
        const cards = graph.getByRole('button').filter({
          has: page.getByText(say('health.exploding', language), { exact: true }),
        });
        await cards.first().waitFor();
        await graph.getByText(say('health.dead', language), { exact: true }).waitFor();
        const found = await graph.evaluate((panel) => {
          /** Every text with where it stands. @type {[string, DOMRect, Element | null][]} */
          const texts = [];
          const walk = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(walk.currentNode);
            const text = walk.currentNode.textContent?.trim() ?? '';
            const card = walk.currentNode.parentElement?.closest('[data-key]') ?? null;
            if (text) texts.push([text, range.getBoundingClientRect(), card]);
          }
          const inner = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
          const over = [];
          for (const badge of panel.querySelectorAll('.badge')) {
            const box = badge.getBoundingClientRect();
            const card = badge.closest('[data-key]');
            const edge = /** @type {Element} */ (card).getBoundingClientRect();
            if (box.left < edge.left || box.right > edge.right || box.bottom > edge.bottom)
              over.push(`${badge.textContent} leaves its card`);
            for (const [text, place, home] of texts) {
              if (text !== badge.textContent && inner(place, box))
                over.push(`${badge.textContent} on ${text}`);
              if (home === card && (place.bottom > edge.bottom || place.right > edge.right))
                over.push(`${text} leaves its card`);
            }
          }
          return { badges: panel.querySelectorAll('.badge').length, over };
        });
        assert.ok(found.badges >= 3, `${found.badges} badges`);
        assert.deepEqual(found.over, []);
      },
      {
        language: language === 'ko' ? 'ko-KR' : 'en-US',
        width,
        height,
        dark: width === 768,
        hash: `#v=1&run=0&c.lr=2${more}`,
      },
    );
  }
}
