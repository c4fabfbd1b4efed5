/** The page's run in Node: what its worker does, without a worker and without a page. */
import assert from 'node:assert/strict';
import { loadEngine } from '../../wasm/slm.js';
import { frameOf } from '../../web/src/engine/look/frame.js';
import { Run } from '../../web/src/engine/run.js';
import { pathOf } from '../../web/src/shared/paths.js';

/**
 * The same run in Node.
 * @param {import('../../web/src/shared/protocol.js').Recipe['config']} [config]
 * @param {string} [scenario]
 * @param {import('../../web/src/shared/protocol.js').OwnPoints | null} [points]
 */
export async function inNode(config = {}, scenario = 'manual', points = null) {
  const run = new Run(await loadEngine());
  run.start({ scenario, config, points, changes: [] });
  return run;
}

/** @param {Run} run @param {string} path @returns a node of its tape */
export function tensorAt(run, path) {
  const { graph } = run;
  const node = graph?.nodes.find((each) => pathOf(each, graph) === path);
  assert.ok(node, path);
  return run.engineContext.at(node.id);
}

/** @param {Run} run @returns its tape as a file */
export const tapeOf = (run) => {
  run.settle();
  return run.engineContext.save(run.root);
};

/**
 * Numbers of a tensor, from a row on.
 * @param {Run} run
 * @param {number} id
 * @param {'value' | 'gradient'} kind
 * @param {number} row
 */
export function windowIn(run, id, kind, row) {
  const { window } = frameOf(run, { window: { id, kind, row, column: 0 } });
  assert.ok(window, `tensor ${id} is on the tape`);
  return window;
}
