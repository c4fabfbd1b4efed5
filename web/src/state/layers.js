/** The hidden layers, as the engine's configuration has them. */

/**
 * @typedef {import('./store.js').State} State
 */

/** Weights that the data bring along are for one form of network only. */
const GIVEN = 'given';

/** @param {string | undefined} text of a setting that is a list */
export const listOf = (text) =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** @param {State} state @returns {number[] | undefined} widths; undefined where there is nothing to choose */
export function layersOf({ run: { config, hidden, graph, points } }) {
  const widths = listOf(config.hidden).map(Number);
  // What has no modules is a formula, and no network of layers.
  const network = graph?.nodes.some(({ kind, scope }) => kind === 'parameter' && scope !== '');
  if (!network || !points || config.init === GIVEN || hidden.length !== widths.length)
    return undefined;
  return widths;
}

/** Units whose maps are shown side by side. */
const GROUP = 32;

/**
 * The hidden units in groups that can be seen at once: a layer, or a part of a wide one.
 * @param {State['run']['hidden']} hidden
 * @returns {import('../shared/protocol.js').UnitGroup[]}
 */
export const groupsOf = (hidden) =>
  hidden.flatMap(({ units }, layer) =>
    Array.from({ length: Math.ceil(units / GROUP) }, (_, i) => ({
      layer,
      from: i * GROUP,
      count: Math.min(GROUP, units - i * GROUP),
    })),
  );

/**
 * The numbers that a network gives for each point, one for each class where there are several: as
 * many as its last layer has units.
 * @param {State} state
 */
export const outputsOf = ({ run: { graph } }) =>
  graph?.nodes
    .filter(({ kind }) => kind === 'parameter')
    .at(-1)
    ?.shape.at(-1);

/**
 * The activation of each layer: one that is given for all is each one's.
 * @param {import('../shared/protocol.js').Config} config
 */
export function activationsOf({ hidden, activation }) {
  const given = listOf(activation);
  return listOf(hidden).map((_, i) => given[i] ?? given[0]);
}

/**
 * Why the width of a layer was refused, if it was the last change.
 * @param {State} state
 * @param {number} i
 */
export const refusedAt = ({ run: { refused, widthAt } }, i) =>
  refused?.key === 'hidden' && widthAt === i ? refused : null;

/** Whether the last change of the layers was refused, and not for one's width. @param {State} state */
export const refusesLayers = ({ run: { refused, widthAt } }) =>
  refused?.key === 'activation' || (refused?.key === 'hidden' && widthAt === null);
