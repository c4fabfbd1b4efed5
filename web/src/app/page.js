/** The whole page from the whole state. */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { coloursOf } from '../drawing/theme.js';
import { dictionaries, fill, translator } from '../i18n/text.js';
import { wordsFor } from '../i18n/words.js';
import { chartPanel } from '../panels/charts/view.js';
import { sheet } from '../panels/drawers/view.js';
import { graphPanel } from '../panels/graph/view.js';
import { inspector } from '../panels/inspector/view.js';
import { mapPanel } from '../panels/map/view.js';
import { tally } from '../shared/formats.js';
import { modulesOf, pathOf } from '../shared/paths.js';
import { findings } from '../state/health.js';
import { writeHash } from './address.js';
import { bar, sentence } from './bar.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../panels/panel.js').Context<State>} Context
 */

/** @param {State} state @param {number} id */
function pathIn({ run: { graph } }, id) {
  const node = graph?.nodes.find((each) => each.id === id);
  return graph && node ? pathOf(node, graph) : '';
}

/**
 * @param {State} state
 * @param {import('./actions.js').Actions} actions
 * @returns {Context}
 */
export function contextOf(state, actions) {
  const t = translator(state.shell.language);
  const words = wordsFor(state.shell.language, state.run.engine);
  const found =
    state.run.graph && state.run.frame?.nodes
      ? findings(state.run.graph, state.run.frame.nodes)
      : new Map();
  const health = new Map(
    [...found].map(([id, { kind, args }]) => [
      id,
      {
        path: pathIn(state, id),
        name: t(`health.${/** @type {'dead'} */ (kind)}`),
        rule: fill(
          dictionaries[state.shell.language][`health.${/** @type {'dead'} */ (kind)}Rule`],
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
      return coloursOf(state.shell);
    },
    words,
    health,
    layerHealth: (name) =>
      [...health.values()].find(({ path }) => `${path}/`.startsWith(`${name}/`))?.name ??
      t('health.ok'),
    modules: state.run.graph ? modulesOf(state.run.graph) : [],
    problem,
    refused: state.run.refused && {
      key: state.run.refused.key,
      text: problem(state.run.refused.problem),
    },
    keyOf: (key) => state.run.engine?.config.keys.find((each) => each.key === key),
    get hash() {
      return state.run.recipe ? writeHash(state.run.recipe, state) : '';
    },
    get address() {
      return location.href.replace(/#.*/, '') + this.hash;
    },
    size: `${innerWidth}x${innerHeight} ${state.shell.printing}`,
    do: actions,
  };
}

/**
 * The panels in the order in which they are drawn first, what of a frame is in them, and what else
 * they show besides the shared slices.
 * @type {{ name: string, view: (c: Context) => unknown,
 *   frame: (keyof import('../shared/protocol.js').Frame)[], needs: (state: State) => unknown[] }[]}
 */
const panels = [
  { name: 'graph', view: graphPanel, frame: ['nodes'], needs: ({ graph }) => [graph] },
  { name: 'map', view: mapPanel, frame: ['map', 'neurons', 'nodes'], needs: ({ map }) => [map] },
  {
    name: 'charts',
    view: chartPanel,
    frame: ['curves', 'rows', 'confusion', 'distributions', 'nodes'],
    needs: ({ charts }) => [charts],
  },
  {
    name: 'inspector',
    view: inspector,
    frame: ['nodes'],
    needs: ({ inspector: own }) => [own],
  },
];

/**
 * All that a panel depends on: most frames bring something for one of them only, and so do the first
 * ones, in which the page grows.
 * @param {Context} c
 * @param {typeof panels[0]} panel
 */
function dependencies({ state, size }, { frame, needs }) {
  return [
    ...Object.values({ ...state.run, frame: null }),
    ...Object.values({ ...state.shell, parts: 0 }),
    state.selection,
    state.tape,
    ...needs(state),
    ...frame.map((part) => state.run.frame?.[part]),
    size,
  ];
}

/** @param {Context} c */
export function app(c) {
  const { hide, parts } = c.state.shell;
  return html`${bar(c)}
    <main>
      ${parts > 0 ? sentence(c) : nothing}
      <div class="panels">
        ${panels.map((panel, i) => {
          const { name, view } = panel;
          if (parts === 0 || hide.has(name)) return nothing;
          if (i + 1 >= parts) return html`<section class=${`panel ${name}`}></section>`;
          return guard(dependencies(c, panel), () => view(c));
        })}
      </div>
    </main>
    ${sheet(c)}`;
}
