/**
 * What the next frame is to hold. One is asked for when the last one is on the screen, so that
 * drawing never falls behind.
 */

import { coloursOf } from '../drawing/theme.js';
import { areaOf } from '../panels/map/area.js';
import { groupsOf } from '../state/layers.js';

/**
 * @typedef {import('../app/state.js').State} State
 * @typedef {import('../shared/protocol.js').Wish} Wish
 * @typedef {ReturnType<typeof makeWishes>} Wishes
 * @typedef {keyof typeof EVERY} Part
 */

/** What a frame holds is asked for at most this often, in milliseconds. */
const EVERY = {
  curves: 66,
  nodes: 66,
  rows: 66,
  map: 33,
  neurons: 250,
  confusion: 250,
  distributions: 250,
};

/** How fine the map is, in cells on a side. */
const MAP_SIZE = 72;

const PARTS = /** @type {Part[]} */ (Object.keys(EVERY));
/** When each part was last asked for; a part that has changed since is stale. */
const NEVER = { curves: 0, nodes: 0, rows: 0, map: 0, neurons: 0, confusion: 0, distributions: 0 };

/** Whether a part is on the screen. @param {Part} part @param {State} state */
export function isWanted(part, { run: { hidden }, charts: { chart, measure } }) {
  if (part === 'rows') return chart === 'norms' && measure !== 'distributions';
  if (part === 'distributions') return chart === 'norms' && measure === 'distributions';
  if (part === 'confusion') return chart === 'classes';
  if (part === 'neurons') return hidden.length > 0;
  return true;
}

/** @param {import('../panels/map/area.js').Area} area @param {State} state */
function mapOf(area, state) {
  const { neuron, discrete } = state.map;
  const colours = coloursOf(state.shell);
  return {
    area,
    size: MAP_SIZE,
    neuron: neuron && { layer: neuron.layer, unit: neuron.unit },
    discrete,
    colours: [colours.valueMinus, colours.middle, colours.valuePlus].map(hexNumber),
    classColours: colours.classes.map(hexNumber),
  };
}

/** @param {string} hex */
const hexNumber = (hex) => Number.parseInt(hex.slice(1), 16);

/** @param {() => State} get */
export function makeWishes(get) {
  let asked = { ...NEVER };
  /** @type {Set<Part>} */
  const stale = new Set();
  /** What the map shows: another wish does not wait for its turn. */
  let mapWish = '';

  /** What is on the screen may be out of date: a part of it, or all. @param {Part} [part] */
  function touch(part) {
    for (const each of part ? [part] : PARTS) stale.add(each);
  }

  /** It is out of date, and is not to wait. */
  function renew() {
    asked = { ...NEVER };
    touch();
  }

  /** @param {number} now @returns {Wish | null} null when nothing is due */
  function at(now) {
    const state = get();
    if (state.run.phase === 'running') touch();
    const area = areaOf(state);
    const { neuron, discrete, neuronGroup } = state.map;
    const { look } = coloursOf(state.shell);
    const mapNow = JSON.stringify([neuron, neuronGroup, discrete, area, look]);
    if (mapNow !== mapWish) {
      mapWish = mapNow;
      for (const part of /** @type {const} */ (['map', 'neurons'])) {
        stale.add(part);
        asked[part] = 0;
      }
    }
    const late = (/** @type {Part} */ part) => stale.has(part) && now - asked[part] >= EVERY[part];
    // What is new comes alone: to draw it for the first time costs most.
    const wanted = PARTS.filter((part) => isWanted(part, state) && late(part));
    const news = wanted.find((part) => asked[part] === 0);
    const due = (/** @type {Part} */ part) => (news ? part === news : wanted.includes(part));
    const wish = {
      nodes: due('nodes'),
      curves: due('curves'),
      rows: due('rows'),
      confusion: due('confusion'),
      distributions: due('distributions'),
      map: due('map') ? mapOf(area, state) : null,
      neurons: due('neurons') ? (groupsOf(state.run.hidden)[neuronGroup] ?? null) : null,
    };
    // Neurons come with a map, whose area and colours they share.
    if (wish.neurons !== null && !wish.map) wish.map = mapOf(area, state);
    const taken = PARTS.filter((part) => wish[part] !== false && wish[part] !== null);
    for (const part of taken) {
      asked[part] = now;
      stale.delete(part);
    }
    return taken.length > 0 ? wish : null;
  }

  return { at, touch, renew };
}
