/** What the graph asks of a frame. */

/** @type {import('../../session/requests.js').LookPart<'nodes'>} */
const nodes = { name: 'nodes', every: 66, request: () => true };

export const look = [nodes];
