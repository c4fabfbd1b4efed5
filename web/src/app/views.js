/** The views of the page, its rooms: each is an ordered list of panels. */
import { panels } from './panels.js';

/** @type {Record<string, string[]>} */
const NAMES = {
  network: ['voice', 'graph', 'map', 'charts', 'inspector', 'drawers'],
};

/** Their names in a link. */
export const VIEWS = Object.fromEntries(Object.keys(NAMES).map((name) => [name, name]));

/** @param {import('./state.js').State} state @returns {import('../panels/panel.js').Panel[]} */
export const panelsOf = ({ shell: { view } }) =>
  NAMES[view].flatMap((name) => panels.find((panel) => panel.name === name) ?? []);
