/** What the rules about C files read of them. */

/** @param {string} path */
export const isC = (path) => /\.[ch]$|\.def$/.test(path);

/**
 * @param {string} text of a C file
 * @returns {{ file: string, system: boolean }[]} what it includes
 */
export function includes(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)].map(
    ([, open, file]) => ({ file, system: open === '<' }),
  );
}

/** @param {string} text @returns {string} the C code without comments and literals */
export function codeOf(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, ' ');
}
