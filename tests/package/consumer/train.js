/** What the bundles hold: it takes the module from whoever knows where its bytes are. */
import { loadEngine } from 'slm';

/** @param {BufferSource} wasm @returns {Promise<string>} */
export async function train(wasm) {
  const engine = await loadEngine({ wasm });
  const trainer = engine.createTrainer({ data: 'xor', hidden: [8], lr: 0.5 }).reset();
  const { done } = trainer.train(100);
  const { loss } = trainer.progress;
  return `${engine.real}, ${done} steps, loss ${loss}`;
}
