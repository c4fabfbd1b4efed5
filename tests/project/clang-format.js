/**
 * Checks the format of all C files, or with --write formats them. It takes clang-format 14: other
 * versions lay out a few things otherwise, and two of them in use would undo each other's work.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { root } from '../runner/command.js';
import { projectFiles } from './files.js';

/** @returns {string | undefined} the program's name, if version 14 is installed */
export function findClangFormat() {
  return ['clang-format-14', 'clang-format'].find((name) => {
    const { stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return / version 14\./.test(stdout ?? '');
  });
}

function main() {
  const program = findClangFormat();
  if (!program) {
    console.error('clang-format 14 is not installed: ./setup.sh --dev');
    process.exit(1);
  }
  const mode = process.argv.includes('--write') ? ['-i'] : ['--dry-run', '--Werror'];
  const files = projectFiles((path) => /\.[ch]$/.test(path));
  const { status } = spawnSync(program, [...mode, ...files], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
