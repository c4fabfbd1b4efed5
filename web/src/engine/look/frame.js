/** The frame that answers a look at the live run. */
import { has } from '../subjects/subject.js';
import { isEditable } from '../typed.js';
import { distributionsOf, nodesOf } from './cards.js';
import { confusionOf, curvesOf, rowsOf } from './curves.js';
import { exampleOf } from './example.js';
import { Maps } from './maps.js';
import { probeOf } from './probe.js';
import { windowOf } from './table.js';
import { updateOf } from './update.js';

/**
 * @typedef {import('../run.js').Run} Run
 * @typedef {import('../../shared/protocol.js').Look} Look
 * @typedef {import('../../shared/protocol.js').Frame} Frame
 * @typedef {import('../../shared/protocol.js').ExampleRequest} ExampleRequest
 */

/** The maps of a tape as it was recorded: small ones are made a few at a time. @type {WeakMap<object, Maps>} */
const known = new WeakMap();

/** @param {Run} run */
function mapsOf(run) {
  const { graph } = run.subject;
  const maps = known.get(graph) ?? new Maps(run);
  known.set(graph, maps);
  return maps;
}

/**
 * One element of a node with its real numbers, or what the next step makes of a parameter.
 * @param {Run} run
 * @param {ExampleRequest} request
 * @returns {import('../../shared/protocol.js').Example}
 */
export function exampleIn(run, request) {
  const { id, element } = request;
  const place = run.engineContext.parameters.findIndex((each) => each.id === id);
  if (place >= 0) return updateOf(run, id, place);
  const lines = exampleOf(run.engine, run.subject, run.descriptions.ops, request);
  return { id, element, lines };
}

/** How each part of a look is read. @type {{ [N in keyof Look]-?: (run: Run, request: any) => unknown }} */
const PARTS = {
  nodes: (run) => nodesOf(run.subject),
  curves: curvesOf,
  rows: rowsOf,
  confusion: confusionOf,
  distributions: (run) => distributionsOf(run.subject),
  map: (run, request) => mapsOf(run).large(request),
  neurons: (run, request) => mapsOf(run).neurons(request),
  // The page may still ask for a node of the tape before this one.
  window: (run, request) =>
    has(run.subject, request.id)
      ? windowOf(run.subject, request, isEditable(run, request.id))
      : undefined,
  example: (run, request) => (has(run.subject, request.id) ? exampleIn(run, request) : undefined),
  probe: probeOf,
};

/** A part that fails can be refused alone: it takes more memory than looking does. */
const OPTIONAL = ['window', 'example', 'probe'];

/**
 * @param {Run} run
 * @param {Look} look
 * @param {(error: unknown) => void} [refused] gets the errors of optional parts
 * @returns {Omit<Frame, 'rate'>}
 */
export function frameOf(run, look, refused) {
  /** @type {Omit<Frame, 'rate'>} */
  const frame = { progress: run.progress() };
  if (run.empty) return { progress: { ...frame.progress, loss: Number.NaN } };
  /** @type {Record<string, unknown>} */
  const parts = {};
  for (const [name, request] of Object.entries(look)) {
    try {
      parts[name] = PARTS[/** @type {keyof Look} */ (name)](run, request);
    } catch (error) {
      if (!refused || run.engine.dead || !OPTIONAL.includes(name)) throw error;
      refused(error);
    }
  }
  return { ...frame, ...parts };
}
