/**
 * The state as a link. The hash is a list of names and values, as in a query: `v` the version, `s`
 * the scenario, `c.KEY` what differs from it, `at` a later change, `points` own points, and what
 * the page shows. The engine checks what it is given; here only the form is checked.
 */

import { TYPED } from '../shared/recipe.js';
import { initialState, SPEEDS } from '../state/store.js';

/**
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('../state/store.js').State} State
 *
 * @typedef {object} Link
 * @property {Recipe} recipe scenario "" stands for the first
 * @property {Partial<State>} view
 * @property {string} unknown names that mean nothing here, with their values
 */

export const VERSION = '1';
/** A link longer than this is not made: beyond it tools begin to cut. */
export const LONGEST = 8192;

/** What a lesson can leave out: drawers and the chosen node, never an output of the run. */
export const PARTS = /** @type {const} */ (['data', 'network', 'runs', 'check', 'inspector']);

const YES = { 0: false, 1: true };

/**
 * What is shown, by its name in a link: the part of the state, and its values by theirs. What is as at
 * first is left out.
 * @type {Record<string, [part: keyof State, values: Record<string, unknown>]>}
 */
const SHOWN = {
  log: ['log', YES],
  hard: ['discrete', YES],
  test: ['showTest', YES],
  plain: ['hidePlain', { 0: true, 1: false }],
  frames: ['grouped', YES],
  chart: ['chart', { loss: 'loss', norms: 'norms', classes: 'classes' }],
  measure: ['measure', { norm: 'norm', ratio: 'ratio', distributions: 'distributions' }],
  big: ['projector', YES],
  speed: ['speed', Object.fromEntries(SPEEDS.map((rate, i) => [rate, i]))],
  run: ['autostart', YES],
};

/** The view of a link that says nothing of it. @type {Partial<State>} */
export const plainView = Object.fromEntries(
  [
    'selected',
    'collapsed',
    'probe',
    'probed',
    'hide',
    ...Object.values(SHOWN).map(([part]) => part),
  ].map((part) => [part, initialState[/** @type {keyof State} */ (part)]]),
);

const NAME = /^[a-z0-9][a-z0-9_]{0,31}$/;
const VALUE = /^[A-Za-z0-9_.,+-]{0,120}$/;
const CHANGE_KEY = new RegExp(`^([a-z0-9_]{1,32}|(${TYPED.join('|')}):\\d{1,3}:\\d{1,6})$`);

/** @param {OwnPoints} points */
const writePoints = ({ inputs, classes, rows }) =>
  [`${inputs}:${classes}`, ...rows.map((row) => row.join(','))].join(';');

/** @param {string} text @returns {OwnPoints | null} */
function readPoints(text) {
  const [head, ...lines] = text.split(';');
  const [inputs, classes] = head.split(':').map(Number);
  const rows = lines.map((line) => line.split(',').map((cell) => (cell ? Number(cell) : NaN)));
  const whole = Number.isInteger(inputs) && Number.isInteger(classes) && inputs > 0;
  if (!whole || rows.some((row) => row.length !== inputs + 1 || !row.every(Number.isFinite))) {
    return null;
  }
  return { inputs, classes, rows };
}

/** What of a link could not be read, as a key of the dictionary. */
export class LinkError extends Error {
  /** @param {import('../i18n/text.js').TextKey} reason @param {string} [list] of the parts */
  constructor(reason, list = '') {
    super(reason);
    this.reason = reason;
    this.list = list;
  }
}

/** How parts of a link are named, and so much of each. @param {[string, string][]} parts */
const listOf = (parts) =>
  parts
    .map((part) => part.join('=').slice(0, 40))
    .join(', ')
    .slice(0, 400);

/**
 * @param {Recipe} recipe
 * @param {Pick<State, 'selected' | 'hide'> & Partial<State>} view
 * @returns {string} with its #
 */
export function writeHash({ scenario, config, points, changes }, view) {
  const list = [
    ['v', VERSION],
    ['s', scenario],
  ];
  for (const [key, value] of Object.entries(config)) list.push([`c.${key}`, value]);
  for (const { step, key, value } of changes) list.push(['at', `${step}~${key}~${value}`]);
  if (points) list.push(['points', writePoints(points)]);
  if (view.selected) list.push(['node', view.selected]);
  if (view.collapsed?.size) list.push(['fold', [...view.collapsed].join(',')]);
  if (view.probe) list.push(['probe', view.probe.join(',')]);
  if (view.hide.size > 0) list.push(['hide', [...view.hide].join(',')]);
  for (const [name, [part, values]] of Object.entries(SHOWN)) {
    const value = view[part];
    const text = Object.keys(values).find((each) => values[each] === value);
    if (text && value !== initialState[part]) list.push([name, text]);
  }
  // Marks that a link may hold as they are: people read it.
  return `#${new URLSearchParams(list)}`.replace(/%(2C|2F|3A|3B|7E)/g, decodeURIComponent);
}

/**
 * @param {string} hash
 * @returns {Link | null} null for an empty hash
 * @throws {LinkError}
 */
export function readHash(hash) {
  const text = hash.replace(/^#/, '');
  if (text === '') return null;
  if (text.length > LONGEST) throw new LinkError('link.badLength');
  const list = new URLSearchParams(text);
  const version = list.get('v');
  if (version !== VERSION) throw new LinkError(version ? 'link.badVersion' : 'link.badForm');
  /** @type {Recipe} */
  const recipe = { scenario: '', config: {}, points: null, changes: [] };
  const hide = new Set();
  /** @type {Partial<State>} */
  const view = { hide };
  /** @type {[string, string][]} */
  const bad = [];
  /** @type {[string, string][]} */
  const unknown = [];
  for (const [name, value] of list) {
    const [part, values] = Object.hasOwn(SHOWN, name) ? SHOWN[name] : [];
    if (name.startsWith('c.')) {
      const key = name.slice(2);
      if (!NAME.test(key) || !VALUE.test(value)) bad.push([name, value]);
      else recipe.config[key] = value;
    } else if (name === 's') {
      if (value && !NAME.test(value)) bad.push([name, value]);
      else recipe.scenario = value;
    } else if (name === 'at') {
      const [step, key, to] = value.split('~');
      const whole = /^\d{1,15}$/.test(step);
      if (!whole || !CHANGE_KEY.test(key ?? '') || to === undefined || !VALUE.test(to)) {
        bad.push([name, value]);
      } else recipe.changes.push({ step: Number(step), key, value: to });
    } else if (name === 'points') {
      recipe.points = readPoints(value);
      if (!recipe.points) bad.push([name, value]);
    } else if (name === 'node') view.selected = value.slice(0, 200);
    else if (name === 'fold') view.collapsed = new Set(value.split(','));
    else if (name === 'probe') {
      const [x, y, ...more] = value.split(',').map((each) => (each ? Number(each) : NaN));
      if (Number.isFinite(x) && Number.isFinite(y) && more.length === 0) view.probe = [x, y];
      else bad.push([name, value]);
    } else if (name === 'hide') {
      for (const each of value.split(',')) {
        if (PARTS.some((known) => known === each)) hide.add(each);
        else if (each) unknown.push([name, each]);
      }
    } else if (part && values && Object.hasOwn(values, value)) {
      Object.assign(view, { [part]: values[value] });
    } else if (name !== 'v') unknown.push([name, value]);
  }
  if (bad.length > 0) throw new LinkError('link.badParts', listOf(bad));
  recipe.changes.sort((a, b) => a.step - b.step);
  return { recipe, view, unknown: listOf(unknown) };
}
