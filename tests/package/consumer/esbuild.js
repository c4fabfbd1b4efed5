/** Bundled by esbuild, with the module inside. */
import bytes from 'slm/slm.wasm';
import { train } from './train.js';

globalThis.said = train(bytes);
if (!globalThis.document) globalThis.said.then(console.log);
