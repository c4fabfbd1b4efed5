/**
 * Outside Node there are no files to read.
 * @param {boolean} _double
 * @returns {Promise<BufferSource>}
 */
export function readShipped(_double) {
  return Promise.reject(new TypeError('loadEngine needs the bytes of slm.wasm: { wasm }'));
}
