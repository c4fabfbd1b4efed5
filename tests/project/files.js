/**
 * The project's own files, for the rules about them. It reads .gitignore instead of asking Git, so
 * that the tests also run in a folder unpacked from a ZIP file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runner/command.js';

/**
 * Reads the patterns that .gitignore has here: a name, with `*` in it, with a slash at its end for
 * a folder, or with others for a path from the top.
 * @param {string} text
 * @returns {(path: string) => boolean} `path` from the top; a folder's ends with a slash
 */
export function ignored(text) {
  const sources = text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const anchored = line.slice(0, -1).includes('/');
      const name = line
        .replace(/^\//, '')
        .replace(/[.+^$()[\]{}|?\\]/g, '\\$&')
        .replace(/\*/g, '[^/]*');
      return `${anchored ? '^' : '(?:^|/)'}${name}${line.endsWith('/') ? '' : '/?'}$`;
    });
  const pattern = new RegExp(['(?:^|/)\\.git/?$', ...sources].join('|'));
  return (path) => pattern.test(path);
}

/**
 * @param {(path: string) => boolean} wanted
 * @returns {string[]} the files that no line of .gitignore excludes, as paths from the top, sorted
 */
export function projectFiles(wanted) {
  const leaveOut = ignored(readFileSync(join(root, '.gitignore'), 'utf8'));
  /** @type {string[]} */
  const files = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`;
      if (leaveOut(path)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (wanted(path)) files.push(path);
    }
  }
  return files.sort();
}
