/** The whole page from the whole state. */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { coloursOf } from '../drawing/theme.js';
import { dictionaries, fill, translator } from '../i18n/text.js';
import { wordsFor } from '../i18n/words.js';
import { chartPanel } from '../panels/charts/view.js';
import { sheet } from '../panels/drawers/view.js';
import { modulesOf } from '../panels/graph/picture.js';
import { graphPanel } from '../panels/graph/view.js';
import { inspector } from '../panels/inspector/view.js';
import { mapPanel } from '../panels/map/view.js';
import { writeHash } from '../session/link.js';
import { tally } from '../shared/formats.js';
import { pathOf } from '../shared/paths.js';
import { findings } from '../state/health.js';
import { bar, sentence } from './bar.js';

/**
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../shared/protocol.js').Problem} Problem
 *
 * @typedef {object} Context what every view is given
 * @property {State} state
 * @property {import('../i18n/text.js').Translate} t
 * @property {import('../drawing/theme.js').Colours} colours
 * @property {import('../i18n/words.js').Words} words
 * @property {Map<number, { path: string, name: string, rule: string }>} health
 * @property {(name: string) => string} layerHealth of a layer or parameter
 * @property {string[]} modules
 * @property {(problem: Problem) => string} problem
 * @property {{ key: string, text: string } | null} refused
 * @property {(key: string) => import('../shared/protocol.js').KeyDescription | undefined} keyOf
 * @property {string} hash
 * @property {string} address
 * @property {string} size of the window or of paper: canvases are painted again when it changes
 * @property {import('./actions.js').Actions} do
 */

/** @param {State} state @param {number} id */
function pathIn({ graph }, id) {
  const node = graph?.nodes.find((each) => each.id === id);
  return graph && node ? pathOf(node, graph) : '';
}

/**
 * @param {State} state
 * @param {import('./actions.js').Actions} actions
 * @returns {Context}
 */
export function contextOf(state, actions) {
  const t = translator(state.language);
  const words = wordsFor(state.language, state.engine);
  const found =
    state.graph && state.frame?.nodes ? findings(state.graph, state.frame.nodes) : new Map();
  const health = new Map(
    [...found].map(([id, { kind, args }]) => [
      id,
      {
        path: pathIn(state, id),
        name: t(`health.${/** @type {'dead'} */ (kind)}`),
        rule: fill(
          dictionaries[state.language][`health.${/** @type {'dead'} */ (kind)}Rule`],
          Object.fromEntries(Object.entries(args).map(([k, v]) => [k, tally(v)])),
        ),
      },
    ]),
  );
  // What a browser says it says in a language of its own.
  const problem = (/** @type {Problem} */ each) => {
    if (each.code !== '') return words.problem(each);
    return each.text ? t('say.browser', { text: each.text }) : t('say.silent');
  };
  return {
    state,
    t,
    // Read when they are needed first: the bar is drawn before the style sheets are there.
    get colours() {
      return coloursOf(state);
    },
    words,
    health,
    layerHealth: (name) =>
      [...health.values()].find(({ path }) => `${path}/`.startsWith(`${name}/`))?.name ??
      t('health.ok'),
    modules: state.graph ? modulesOf(state.graph) : [],
    problem,
    refused: state.refused && {
      key: state.refused.key,
      text: problem(state.refused.problem),
    },
    keyOf: (key) => state.engine?.config.keys.find((each) => each.key === key),
    get hash() {
      return state.recipe ? writeHash(state.recipe, state) : '';
    },
    get address() {
      return location.href.replace(/#.*/, '') + this.hash;
    },
    size: `${innerWidth}x${innerHeight} ${state.printing}`,
    do: actions,
  };
}

/**
 * The panels in the order in which they are drawn first, and what of a frame is in them.
 * @type {[name: string, view: (c: Context) => unknown, of: (keyof import('../shared/protocol.js').Frame)[]][]}
 */
const panels = [
  ['graph', graphPanel, ['nodes']],
  ['map', mapPanel, ['map', 'neurons']],
  ['charts', chartPanel, ['curves', 'rows', 'confusion', 'distributions', 'nodes']],
  ['inspector', inspector, ['nodes']],
];

/**
 * All that a panel depends on: most frames bring something for one of them only, and so do the first
 * ones, in which the page grows.
 * @param {Context} c
 * @param {string} name
 * @param {typeof panels[0][2]} of
 */
function dependencies({ state, size }, name, of) {
  const cards = name === 'graph' ? state.cards : 0;
  return [
    ...Object.values({ ...state, frame: null, steepest: null, flow: 0, parts: 0, cards }),
    ...of.map((part) => state.frame?.[part]),
    size,
  ];
}

/** @param {Context} c */
export function app(c) {
  const { hide, parts } = c.state;
  return html`${bar(c)}
    <main>
      ${parts > 0 ? sentence(c) : nothing}
      <div class="panels">
        ${panels.map(([name, view, of], i) => {
          if (parts === 0 || hide.has(name)) return nothing;
          if (i + 1 >= parts) return html`<section class=${`panel ${name}`}></section>`;
          return guard(dependencies(c, name, of), () => view(c));
        })}
      </div>
    </main>
    ${sheet(c)}`;
}
