/** What is known to break the rules about the source tree. A rule that finds it mended says so. */

/** @param {string} folder @param {string} names of its files, without their ending */
const circle = (folder, names) => names.split(' ').map((name) => `${folder}/${name}.c`);

/** What is known to be wrong in the repository, and has to go. */
export const known = {
  sourceCircles: [
    circle('core/autograd', 'context order run scope step tape tensors'),
    circle('core/training', 'build evaluate'),
    circle('core/training', 'config config_text'),
    circle('wasm', 'context errors handles'),
  ],
  moduleCircles: [],
  pageLayers: [
    'drawing -> panels/charts',
    'panels/drawers -> panels/charts',
    'panels/graph -> panels/drawers',
    'panels/inspector -> panels/graph',
    'panels/map -> panels/charts',
    'panels/map -> panels/graph',
    'panels/voice -> panels/charts',
    'session -> drawing',
    'session -> panels/map',
    'session -> panels/voice',
  ],
  lineWidth: [
    'ARCHITECTURE.md',
    'keys.def',
    'own-graph-layout.md',
    '02-operations-and-tape.md',
    '03-backward.md',
    '04-gradcheck.md',
    '11-training-loop.md',
  ],
};
