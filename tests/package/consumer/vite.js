/** Bundled by Vite, which puts the module beside it or, if that is small enough, inside. */
import url from 'slm/slm.wasm?url';
import { train } from './train.js';

const fetched = fetch(url).then((response) => response.arrayBuffer());
globalThis.said = fetched.then(train);
if (!globalThis.document) globalThis.said.then(console.log);
