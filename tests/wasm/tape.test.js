import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from 'slm';

test('the example: y = x*x + x', async () => {
  const engine = await loadEngine({ double: true });
  const slm = engine.createContext();
  const { add, mul } = slm.ops;
  const x = slm.tensor(3, { requiresGrad: true });
  const y = add(mul(x, x), x);
  y.backward();
  assert.equal(y.item(), 12);
  assert.deepEqual(x.grad(), new Float64Array([7]));
  const report = slm.gradcheck(y);
  assert.ok(report.passed && report.error < 1e-6, `${report.error}`);
  slm.free();
});
