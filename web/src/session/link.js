/**
 * The state as a link. The hash is a list of names and values, as in a query: `v` the version, `s`
 * the scenario, `c.KEY` what differs from it, `at` a later change, `points` own points, and what
 * the page shows. The engine checks what it is given; here only the form is checked.
 */

import { TYPED } from '../shared/recipe.js';
import { patched } from '../state/store.js';

/**
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('../state/fields.js').LinkField} LinkField
 *
 * @typedef {object} Link
 * @property {Recipe} recipe scenario "" stands for the first
 * @property {import('../state/store.js').Patch} view what the page shows
 * @property {string} unknown names that mean nothing here, with their values
 */

export const VERSION = '1';
/** A link longer than this is not made: beyond it tools begin to cut. */
export const LONGEST = 8192;

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
 * @param {LinkField[]} fields
 * @param {object} state what the page shows, whose fields are written
 * @returns {string} with its #
 */
export function writeLink({ scenario, config, points, changes }, fields, state) {
  const list = [
    ['v', VERSION],
    ['s', scenario],
  ];
  for (const [key, value] of Object.entries(config)) list.push([`c.${key}`, value]);
  for (const { step, key, value } of changes) list.push(['at', `${step}~${key}~${value}`]);
  if (points) list.push(['points', writePoints(points)]);
  for (const { name, write } of fields) {
    const value = write(state);
    if (value !== undefined) list.push([name, value]);
  }
  // Marks that a link may hold as they are: people read it.
  return `#${new URLSearchParams(list)}`.replace(/%(2C|2F|3A|3B|7E)/g, decodeURIComponent);
}

/**
 * @param {string} hash
 * @param {LinkField[]} fields that a link may have
 * @returns {Link | null} null for an empty hash
 * @throws {LinkError}
 */
export function readLink(hash, fields) {
  const text = hash.replace(/^#/, '');
  if (text === '') return null;
  if (text.length > LONGEST) throw new LinkError('link.badLength');
  const list = new URLSearchParams(text);
  const version = list.get('v');
  if (version !== VERSION) throw new LinkError(version ? 'link.badVersion' : 'link.badForm');
  /** @type {Recipe} */
  const recipe = { scenario: '', config: {}, points: null, changes: [] };
  let view = {};
  /** @type {[string, string][]} */
  const bad = [];
  /** @type {[string, string][]} */
  const unknown = [];
  for (const [name, value] of list) {
    if (name === 'v') continue;
    const sound = readRecipe(recipe, name, value);
    if (sound === false) bad.push([name, value]);
    if (sound !== undefined) continue;
    const field = fields.find((each) => each.name === name);
    const patch = field?.read(value, {
      bad: () => bad.push([name, value]),
      unknown: (part = value) => unknown.push([name, part]),
    });
    if (!field) unknown.push([name, value]);
    if (patch) view = patched(view, patch);
  }
  if (bad.length > 0) throw new LinkError('link.badParts', listOf(bad));
  recipe.changes.sort((a, b) => a.step - b.step);
  return { recipe, view, unknown: listOf(unknown) };
}

/**
 * Takes one part of a link into a recipe.
 * @param {Recipe} recipe is changed
 * @param {string} name
 * @param {string} value
 * @returns {boolean | undefined} whether its form is sound; undefined: it is no part of a recipe
 */
function readRecipe(recipe, name, value) {
  if (name.startsWith('c.')) {
    const key = name.slice(2);
    if (!NAME.test(key) || !VALUE.test(value)) return false;
    recipe.config[key] = value;
    return true;
  }
  if (name === 's') {
    recipe.scenario = value;
    return !value || NAME.test(value);
  }
  if (name === 'at') {
    const [step, key, to] = value.split('~');
    const whole = /^\d{1,15}$/.test(step);
    if (!whole || !CHANGE_KEY.test(key ?? '') || to === undefined || !VALUE.test(to)) return false;
    recipe.changes.push({ step: Number(step), key, value: to });
    return true;
  }
  if (name !== 'points') return undefined;
  recipe.points = readPoints(value);
  return recipe.points !== null;
}
