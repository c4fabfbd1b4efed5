/**
 * A subject is anything that can be looked at: the live run, a copy of a run, a loaded tape. Cards,
 * tables, worked examples, gradcheck and export take a subject and know nothing of trainers.
 */

/**
 * @typedef {import('../../../../wasm/slm.js').Context} Context
 * @typedef {import('../../../../wasm/slm.js').Tensor} Tensor
 *
 * @typedef {object} Subject
 * @property {Context} context
 * @property {Tensor} root of what was recorded
 * @property {import('../../shared/protocol.js').TapeGraph} graph below the root
 */

/** @param {Context} context @param {Tensor} root @returns {Subject} */
export const subjectOf = (context, root) => ({ context, root, graph: context.describeGraph(root) });

/** @param {Subject} subject @param {number} id @returns whether a tensor is on the tape as it is recorded now */
export const has = ({ graph }, id) => graph.nodes.some((node) => node.id === id);

/** The tape with its values, to be loaded elsewhere. @param {Subject} subject @returns {Uint8Array} */
export const saveTape = ({ context, root }) => context.save(root);
