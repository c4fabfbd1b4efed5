/** The whole page: the bar, and the panels of the view in their places. */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { bar } from './bar.js';
import { panelsOf } from './views.js';

/**
 * @typedef {import('./state.js').Context} Context
 * @typedef {import('../panels/panel.js').Panel} Panel
 */

/**
 * All that a panel in the grid depends on: the shared slices and its own. Most frames bring something
 * for one of them only, and so do the first ones, in which the page grows.
 * @param {Context} c
 * @param {Panel} panel
 */
function dependencies({ state, size }, { name, frame = [] }) {
  return [
    ...Object.values({ ...state.run, frame: null }),
    ...Object.values({ ...state.shell, parts: 0 }),
    state.selection,
    state.tape,
    state[name],
    ...frame.map((part) => state.run.frame?.[part]),
    size,
  ];
}

/** @param {Context} c */
export function page(c) {
  const { hide, parts } = c.state.shell;
  const shown = panelsOf(c.state);
  const at = (/** @type {Panel['place']} */ place) =>
    shown.filter((panel) => panel.place === place);
  return html`${bar(c)}
    <main>
      ${parts > 0 ? at('voice').map(({ view }) => view(c)) : nothing}
      <div class="panels">
        ${at(undefined).map((panel, i) => {
          const { name, view } = panel;
          if (parts === 0 || hide.has(name)) return nothing;
          // Its room is kept until it is drawn.
          if (i + 1 >= parts) return html`<section class=${`panel ${name}`}></section>`;
          return guard(dependencies(c, panel), () => view(c));
        })}
      </div>
    </main>
    ${at('over').map(({ view }) => view(c))}`;
}
