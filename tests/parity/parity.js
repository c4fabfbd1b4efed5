/** `npm run parity`: builds the native half, prints the comparison and fails on a difference. */
import { execFileSync } from 'node:child_process';
import { root } from '../runner/command.js';
import { compare } from './compare.js';

const build = ['--build', '--preset', 'native', '--target', 'parity_slm', 'parity_slm64'];
for (const args of [['--preset', 'native'], build]) {
  execFileSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

const rows = await compare();
for (const { run, real, native, wasm, loss } of rows) {
  const verdict = native === wasm ? 'same' : `DIFFERENT (native ${native.slice(0, 16)})`;
  const columns = [run.padEnd(26), real.padEnd(7), loss.toExponential(6), wasm.slice(0, 16)];
  console.log(`${columns.join('  ')}  ${verdict}`);
}
const different = rows.filter(({ native, wasm }) => native !== wasm).length;
console.log(`${rows.length - different} of ${rows.length} runs of 200 steps have the same bits`);
process.exitCode = different ? 1 : 0;
