/**
 * Names of what the engine describes. In English the engine's own words; in Korean a dictionary
 * keyed by the engine's names, and error sentences keyed by their code.
 */
import * as korean from './engine-ko.js';
import { phrases } from './phrases-ko.js';
import { fill, templates } from './text.js';

/**
 * @typedef {import('../shared/protocol.js').Descriptions} Descriptions
 * @typedef {import('../shared/protocol.js').Problem} Problem
 *
 * @typedef {object} Words
 * @property {(op: string) => string} op
 * @property {(op: string) => string} opDescription
 * @property {(key: string) => string} key
 * @property {(key: string) => string} keyDescription
 * @property {(key: string, choice: string) => string} choice
 * @property {(name: string) => string} scenario
 * @property {(name: string) => string} scenarioDescription
 * @property {(name: string) => string} statistic
 * @property {(problem: Problem) => string} problem
 */

/** @param {string} name @returns {string} "weight_decay" gives "weight decay" */
const plain = (name) => name.replaceAll('_', ' ');

/** @param {Descriptions | null} engine @returns {Words} */
const english = (engine) => ({
  op: plain,
  opDescription: (op) => engine?.ops.find(({ name }) => name === op)?.summary ?? '',
  key: plain,
  keyDescription: (key) => engine?.config.keys.find((each) => each.key === key)?.says ?? '',
  choice: (_, choice) => plain(choice),
  scenario: (name) => engine?.config.scenarios.find((each) => each.name === name)?.title ?? name,
  scenarioDescription: (name) =>
    engine?.config.scenarios.find((each) => each.name === name)?.says ?? '',
  statistic: plain,
  problem: ({ text }) => text,
});

const translated = templates(phrases);

/**
 * The parts of an error sentence: phrases become Korean, a setting gets its label beside its key, and
 * other names stay as they are.
 * @param {Readonly<Record<string, string>>} args
 */
const koreanArgs = (args) =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const label = ['key', 'other'].includes(name) && of(korean.keys, value);
      return [name, label ? `${label}(${value})` : (translated(value) ?? value)];
    }),
  );

/**
 * @param {Record<string, string>} table
 * @param {string} name
 */
const of = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);

/** @param {Descriptions | null} engine @returns {Words} */
function koreanWords(engine) {
  const fallback = english(engine);
  return {
    op: (op) => of(korean.ops, op) ?? fallback.op(op),
    opDescription: (op) => of(korean.opDescriptions, op) ?? fallback.opDescription(op),
    key: (key) => of(korean.keys, key) ?? fallback.key(key),
    keyDescription: (key) => of(korean.keyDescriptions, key) ?? fallback.keyDescription(key),
    choice: (key, choice) => {
      const name = key === 'data' ? of(korean.data, choice) : of(korean.choices, choice);
      return name ?? fallback.choice(key, choice);
    },
    scenario: (name) => of(korean.scenarios, name) ?? fallback.scenario(name),
    scenarioDescription: (name) =>
      of(korean.scenarioDescriptions, name) ?? fallback.scenarioDescription(name),
    statistic: (name) => of(korean.statistics, name) ?? fallback.statistic(name),
    problem: (problem) => {
      const template = of(korean.errors, problem.code);
      return template ? fill(template, koreanArgs(problem.args)) : problem.text;
    },
  };
}

/** A kept run: its number, its scenario, and what differs from that. @param {import('../state/slices.js').KeptRun} run @param {Words} words */
export const runName = ({ index, scenario, config }, words) =>
  `${index}: ${[
    words.scenario(scenario),
    ...Object.entries(config).map(
      ([key, value]) => `${words.key(key)} ${words.choice(key, value)}`,
    ),
  ].join(', ')}`;

/** @type {Map<string, { engine: Descriptions | null, words: Words }>} */
const made = new Map();

/**
 * @param {import('./text.js').Language} language
 * @param {Descriptions | null} engine
 * @returns {Words}
 */
export function wordsFor(language, engine) {
  const known = made.get(language);
  if (known?.engine === engine) return known.words;
  const words = language === 'ko' ? koreanWords(engine) : english(engine);
  made.set(language, { engine, words });
  return words;
}
