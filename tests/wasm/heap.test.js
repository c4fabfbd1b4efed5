/** The modules' own allocator and copies (wasm/heap.c, wasm/copy.c), through what they export. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from 'slm';
import { readShipped } from '../../wasm/shipped.node.js';

async function instance() {
  const module = await WebAssembly.compile(await readShipped(false));
  const { memory, lend, take_back, memory_total, _initialize } = /** @type {any} */ (
    new WebAssembly.Instance(module).exports
  );
  _initialize();
  return {
    memory: /** @type {WebAssembly.Memory} */ (memory),
    lend: (/** @type {number} */ bytes) => lend(bytes) >>> 0,
    takeBack: /** @type {(at: number, bytes: number) => void} */ (take_back),
    total: () => memory_total() >>> 0,
  };
}

/** Numbers from 0 to 1, the same at each run. @param {number} seed */
function* random(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test('blocks do not touch each other, and all of the memory comes back', async () => {
  const { memory, lend, takeBack, total } = await instance();
  const before = total();
  const size = memory.buffer.byteLength;
  const whole = size - (2 << 20); // nearly all that there is at first
  const first = lend(whole);
  assert.ok(first && first % 16 === 0);
  takeBack(first, whole);

  const dice = random(7);
  const next = () => /** @type {number} */ (dice.next().value);
  /** @type {{ at: number, bytes: number, mark: number }[]} */
  const lent = [];
  for (let i = 0; i < 4000; i++) {
    if (lent.length > 60 || (lent.length && next() < 0.45)) {
      const [block] = lent.splice(Math.floor(next() * lent.length), 1);
      const bytes = new Uint8Array(memory.buffer, block.at, block.bytes);
      assert.ok(bytes.every((byte) => byte === block.mark));
      takeBack(block.at, block.bytes);
    } else {
      const bytes = Math.ceil(next() ** 4 * 100000);
      const at = lend(bytes);
      assert.ok(at && at % 16 === 0);
      const mark = i % 251;
      new Uint8Array(memory.buffer, at, bytes).fill(mark);
      lent.push({ at, bytes, mark });
    }
  }
  for (const { at, bytes } of lent.reverse()) takeBack(at, bytes);
  assert.equal(total(), before);
  assert.equal(lend(whole), first, 'what came back in any order is one block again');
  assert.equal(memory.buffer.byteLength, size);
});

test('a block that does not fit makes the memory grow, once', async () => {
  const { memory, lend, takeBack } = await instance();
  const size = memory.buffer.byteLength;
  const at = lend(size);
  const grown = memory.buffer.byteLength;
  assert.ok(at && grown > size && grown <= 2 * size + 65536);
  takeBack(at, size);
  assert.ok(lend(size));
  assert.equal(memory.buffer.byteLength, grown);
  assert.equal(lend(0xffffffff), 0, 'more than there can be is refused');
});

test('arrays of every small length are copied whole', async () => {
  const engine = await loadEngine();
  const slm = engine.createContext();
  for (let n = 0; n <= 40; n++) {
    const data = Float32Array.from({ length: n }, (_, i) => i + 1 / (n + 1));
    const x = slm.tensor(data, { requiresGrad: true });
    assert.deepEqual(x.values(), data);
    const y = slm.ops.reshape(x, { shape: [1, n] });
    assert.deepEqual(y.values(), data);
    y.backward(data);
    assert.deepEqual(x.grad(), data);
  }
  slm.free();
});
