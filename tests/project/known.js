/** What is known to break the rules about the source tree. A rule that finds it mended says so. */

/** @param {string} folder @param {string} names of its files, without their ending */
const circle = (folder, names) => names.split(' ').map((name) => `${folder}/${name}.c`);

/** What is known to be wrong in the repository, and has to go. */
export const known = {
  sourceCircles: [circle('core/autograd', 'context order passes scope stepping tape tensors')],
  moduleCircles: [],
  pageLayers: [],
};
