/**
 * The engine travels deflated: in a script it stands in base64, which no longer compresses well.
 * @param {Uint8Array<ArrayBuffer>} packed by deflate
 * @returns {Promise<ArrayBuffer>}
 */
export function unpack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}
