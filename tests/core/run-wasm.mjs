// node run-wasm.mjs <module.wasm> [argument...]
// Runs a standalone WebAssembly program as a native one would run: its output is printed, its exit
// code is ours. Only what the C tests and demos call of WASI is here; there are no files.
import { readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';

const ERRNO = { SUCCESS: 0, BADF: 8, SPIPE: 70 };

/** Ends the program: thrown through the wasm frames, caught below. */
class Exit extends Error {
  /** @param {number} code */
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * The imports of namespace wasi_snapshot_preview1.
 * @param {string[]} args argv, the program's name first
 * @param {() => WebAssembly.Memory} memory
 */
function wasi(args, memory) {
  const view = () => new DataView(memory().buffer);
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  return {
    /** @param {number} argc @param {number} size */
    args_sizes_get(argc, size) {
      view().setUint32(argc, encoded.length, true);
      view().setUint32(
        size,
        encoded.reduce((sum, bytes) => sum + bytes.length, 0),
        true,
      );
      return ERRNO.SUCCESS;
    },
    /** @param {number} argv @param {number} buffer */
    args_get(argv, buffer) {
      let at = buffer;
      encoded.forEach((bytes, i) => {
        view().setUint32(argv + 4 * i, at, true);
        new Uint8Array(memory().buffer, at, bytes.length).set(bytes);
        at += bytes.length;
      });
      return ERRNO.SUCCESS;
    },
    /** @param {number} count @param {number} size */
    environ_sizes_get(count, size) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return ERRNO.SUCCESS;
    },
    environ_get: () => ERRNO.SUCCESS,
    /** @param {number} _id @param {bigint} _precision @param {number} time */
    clock_time_get(_id, _precision, time) {
      view().setBigUint64(time, process.hrtime.bigint(), true);
      return ERRNO.SUCCESS;
    },
    /** @param {number} fd @param {number} iovs @param {number} count @param {number} written */
    fd_write(fd, iovs, count, written) {
      if (fd !== 1 && fd !== 2) return ERRNO.BADF;
      let total = 0;
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(iovs + 8 * i, true);
        const length = view().getUint32(iovs + 8 * i + 4, true);
        const bytes = new Uint8Array(memory().buffer, at, length);
        // A pipe may take less than it is given.
        for (let done = 0; done < length; ) done += writeSync(fd, bytes, done);
        total += length;
      }
      view().setUint32(written, total, true);
      return ERRNO.SUCCESS;
    },
    fd_close: () => ERRNO.SUCCESS,
    fd_seek: () => ERRNO.SPIPE,
    /** @param {number} code */
    proc_exit(code) {
      throw new Exit(code);
    },
  };
}

const [path, ...args] = process.argv.slice(2);
/** @type {WebAssembly.Memory} */
let memory;
const module = new WebAssembly.Module(readFileSync(path));
const instance = new WebAssembly.Instance(module, {
  env: { emscripten_notify_memory_growth() {} },
  wasi_snapshot_preview1: wasi([basename(path), ...args], () => memory),
});
memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);

try {
  /** @type {() => void} */ (instance.exports._start)();
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = error.code;
}
