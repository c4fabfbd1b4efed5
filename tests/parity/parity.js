/**
 * `npm run parity`: builds the native half, prints the hashes of losses and weights that it and the
 * WebAssembly modules compute, and fails on a difference. Modules of other builds, such as those of
 * another compiler, are compared as well:
 *
 *     npm run parity -- elsewhere/slm.wasm elsewhere/slm64.wasm
 */
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { root } from '../runner/command.js';
import { compare, different, STEPS, shipped } from './compare.js';

const build = ['--build', '--preset', 'native', '--target', 'parity_slm', 'parity_slm64'];
for (const args of [['--preset', 'native'], build]) {
  execFileSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

const others = process.argv.slice(2);
const rows = await compare([...shipped, ...others]);
for (const row of rows) {
  console.log(`${row.run}, ${row.real}: loss ${row.loss.toExponential(6)}`);
  const wrong = different(row);
  for (const result of [row.native, ...row.others]) {
    const name = result.by.startsWith('native') ? result.by : relative(root, result.by);
    const hashes = `losses ${result.losses.slice(0, 16)}  weights ${result.weights.slice(0, 16)}`;
    console.log(`  ${hashes}  ${name}${wrong.includes(result) ? '  DIFFERENT' : ''}`);
  }
}
const equal = rows.filter((row) => different(row).length === 0).length;
const count = shipped.length + others.length;
console.log(`${equal} of ${rows.length} runs of ${STEPS} steps: same bits, ${count} modules`);
process.exitCode = equal === rows.length ? 0 : 1;
