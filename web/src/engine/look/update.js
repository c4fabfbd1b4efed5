/** What the next step makes of a parameter, at the element with the largest gradient. */
import { named } from '../../formula/kinds.js';
import { updateLines } from '../../formula/update.js';
import { withRunCopy } from '../subjects/run-copy.js';

/**
 * @typedef {import('../run.js').Run} Run
 * @typedef {import('../../shared/protocol.js').Example} Example
 */

/**
 * A copy of the run makes the step.
 * @param {Run} run
 * @param {number} id
 * @param {number} place among the parameters
 * @returns {Example} without lines if no step can be made
 */
export const updateOf = (run, id, place) =>
  withRunCopy(run, (copy) => {
    const { trainer } = copy;
    const tensor = copy.engineContext.parameters[place];
    const before = tensor.values() ?? [];
    const kept = trainer.moments(tensor);
    const { done } = trainer.train(1);
    // After clipping, as the step takes it.
    const g = tensor.grad();
    if (done === 0 || !g) return { id, element: 0, lines: [] };
    const element = largest(g);
    const after = tensor.values() ?? [];
    const { keys } = copy.descriptions.config;
    const rule = ruleOf(copy);
    const { t, moments } = trainer.moments(tensor);
    const lines = updateLines(rule, {
      name: named('w', element, tensor.shape),
      before: before[element],
      gradient: g[element],
      after: after[element],
      moments: new Map(
        rule.moments.flatMap((name, i) => {
          const now = moments[i]?.[element];
          const was = kept.moments[i]?.[element] ?? 0;
          return now === undefined ? [] : [[name, { before: was, after: now }]];
        }),
      ),
      setting(name) {
        if (name === 't') return t;
        return keys.some(({ key }) => key === name) ? Number(trainer.get(name)) : undefined;
      },
    });
    const ratio = Math.abs((after[element] - before[element]) / before[element]);
    return { id, element, lines, ratio };
  });

/** @param {ArrayLike<number>} numbers @returns {number} the place of the one farthest from 0 */
function largest(numbers) {
  const sizes = Array.from(numbers, Math.abs);
  return sizes.indexOf(Math.max(...sizes));
}

/** The rule of the optimizer that the run has. @param {Run} run */
function ruleOf({ trainer, descriptions }) {
  const { keys, updates } = descriptions.config;
  const choices = keys.find(({ key }) => key === 'optimizer')?.choices;
  return updates[choices?.indexOf(trainer.get('optimizer')) ?? 0];
}
