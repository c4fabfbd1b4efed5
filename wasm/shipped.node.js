import { readFileSync } from 'node:fs';

/**
 * The module that the build has put beside the sources.
 * @param {boolean} double
 * @returns {Promise<BufferSource>}
 */
export async function readShipped(double) {
  const path = double ? './dist/slm64.wasm' : './dist/slm.wasm';
  // At once: the way through the thread pool takes longer than reading so few bytes.
  return new Uint8Array(readFileSync(new URL(path, import.meta.url)));
}
