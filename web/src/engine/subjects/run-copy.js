/** A copy of a run, which can go elsewhere while the run itself stays where it is. */
import { Run } from '../run.js';

/**
 * @template T
 * @param {Run} run
 * @param {(copy: Run) => T} use
 * @returns {T}
 */
export function withRunCopy(run, use) {
  const copy = new Run(run.engine);
  try {
    copy.start(run.recipe);
    copy.restore(run.save());
    return use(copy);
  } finally {
    copy.trainer.free();
  }
}
