/**
 * The package's types, wasm/dist/types/: declarations that TypeScript reads from the JSDoc comments.
 * What an earlier version of the sources left there goes first.
 *
 *     node wasm/build/declarations.js
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (/** @type {string} */ relative) => fileURLToPath(new URL(relative, import.meta.url));

rmSync(path('../dist/types'), { recursive: true, force: true });
const compiler = path('../../node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', path('..')], { stdio: 'inherit' });
process.exitCode = status ?? 1;
