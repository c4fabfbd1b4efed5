/** The sentence on what is happening, and the buttons of the drawers beside it. */
import { html, nothing } from 'lit-html';
import { pieces } from '../../i18n/text.js';
import { narrate } from './narrate.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../state/slices.js').Sheet} Sheet
 * @typedef {import('../../i18n/text.js').TextKey} TextKey
 */

/** @type {[name: Sheet, title: TextKey][]} */
const DRAWERS = [
  ['data', 'control.data'],
  ['network', 'control.network'],
  ['runs', 'control.runs'],
  ['check', 'check.title'],
  ['link', 'control.link'],
];

/** @param {Context} c @param {Sheet} name @param {TextKey} key */
const drawerButton = (c, name, key) => html`<button
  class="button"
  id=${`open-${name}`}
  aria-expanded=${c.state.shell.sheet === name}
  aria-controls="sheet"
  @click=${() => c.do.shell.sheet(name)}
>${c.t(key)}</button>`;

/** The engine's sentences have no full stop, and here others follow. @param {string} text */
const ended = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** @param {Context} c */
export function voice(c) {
  const { state, t } = c;
  const parts = narrate(state);
  const said = parts.map(
    ({ key, args = {}, node, strong, apart, warning, problem, more, reason }) => {
      /** @type {Record<string, unknown>} */
      const shown = {};
      const text = t(key, args);
      // A particle or a full stop stays with the name.
      const end = /\{name\}(\S*)/.exec(text)?.[1] ?? '';
      if (node) {
        shown.name = html`<span class="whole"><button class="name" @click=${() => c.do.selection.select(node)}>${node}</button>${end}</span>`;
      }
      const problems = [...(problem ? [problem] : []), ...(more ?? [])].map((each) =>
        ended(c.problem(each)),
      );
      shown.reason = [...(reason ? [t(reason, args)] : []), ...problems].join(' ');
      const body = pieces(text.replace(`{name}${end}`, '{name}'), shown);
      if (strong) return html`<strong>${body}</strong> `;
      if (apart) return html`<span class="apart">${body}</span> `;
      return warning ? html`<span class="warning">${body}</span> ` : html`${body} `;
    },
  );
  return html`<div class="sentence">
    <p>${said}</p>
    <div class="group">
      ${DRAWERS.map(([name, key]) => (state.shell.hide.has(name) ? nothing : drawerButton(c, name, key)))}
    </div>
    <p class="hidden" role="status">${t(`say.${state.run.phase === 'running' ? 'announceRunning' : state.run.phase === 'paused' ? 'announcePaused' : state.run.phase}`)}</p>
  </div>`;
}
