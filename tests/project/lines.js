/** The rule about the width of lines that no formatter keeps: those of .def and Markdown files. */

/** @typedef {import('./architecture.js').Tree} Tree */

const WIDTH = 100;

/**
 * Markdown cannot break a line of code, a row of a table, or a line with no space to break it at.
 * @param {string} text
 * @returns {[number: number, line: string][]} the lines that could be broken
 */
function prose(text) {
  let code = false;
  return text
    .split('\n')
    .map((line, i) => /** @type {[number, string]} */ ([i + 1, line]))
    .filter(([, line]) => {
      const fence = /^\s*```/.test(line);
      if (fence) code = !code;
      return !code && !fence && !/^\s*\|/.test(line) && /\S\s/.test(line.slice(0, WIDTH));
    });
}

/**
 * @param {Tree} tree
 * @param {string[]} [known] ends of the paths that are still to be mended
 * @returns {string[]}
 */
export function lineWidth(tree, known = []) {
  const found = [];
  for (const [path, text] of tree) {
    if (!/\.(def|md)$/.test(path)) continue;
    const lines = path.endsWith('.md') ? prose(text) : [...text.split('\n').entries()];
    const long = lines.filter(([, line]) => [...line].length > WIDTH);
    const [first] = long;
    const left = known.some((end) => path.endsWith(end));
    if (left && !first) found.push(`${path}: has no long line any more: take it from the list`);
    if (first && !left)
      found.push(`${path}: ${long.length} lines of more than ${WIDTH}, the first: ${first[1]}`);
  }
  return found;
}
