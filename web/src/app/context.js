/** What views are given, from the whole state. */
import { coloursOf } from '../drawing/theme.js';
import { dictionaries, fill, translator } from '../i18n/text.js';
import { wordsFor } from '../i18n/words.js';
import { tally } from '../shared/formats.js';
import { modulesOf, pathOf } from '../shared/paths.js';
import { findings } from '../state/health.js';
import { writeHash } from './address.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('../shared/protocol.js').Problem} Problem
 */

/** @param {State} state @param {number} id */
function pathIn({ run: { graph } }, id) {
  const node = graph?.nodes.find((each) => each.id === id);
  return graph && node ? pathOf(node, graph) : '';
}

/**
 * @param {State} state
 * @param {import('./state.js').Actions} actions
 * @param {typeof import('slm:formulas')} formulas
 * @returns {import('./state.js').Context}
 */
export function contextOf(state, actions, formulas) {
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
    formulas,
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
