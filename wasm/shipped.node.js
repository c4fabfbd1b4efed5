import { readFile } from 'node:fs/promises';

/**
 * The module that the build has put beside this file.
 * @param {boolean} double
 * @returns {Promise<BufferSource>}
 */
export async function readShipped(double) {
  const path = double ? './dist/slm64.wasm' : './dist/slm.wasm';
  return new Uint8Array(await readFile(new URL(path, import.meta.url)));
}
