/** Maps of the network's output, and of single neurons. */

/**
 * @typedef {import('../run.js').Run} Run
 * @typedef {import('../../shared/protocol.js').MapRequest} MapRequest
 * @typedef {import('../../shared/protocol.js').NeuronsRequest} NeuronsRequest
 * @typedef {import('../../shared/protocol.js').MapFrame} MapFrame
 */

/** Cells on a side of a neuron's small map. */
const SMALL_MAP = 20;
/** Maps of large networks are made coarser, and their neurons' a few at a time: multiplications. */
const MAP_COST = 6e7;
const NEURONS_COST = 3e7;
const COARSEST_MAP = 24;

/** The maps of a run whose tape was recorded once. */
export class Maps {
  #small = { of: '', next: 0, maps: /** @type {MapFrame[]} */ ([]) };

  /** @param {Run} run */
  constructor(run) {
    this.run = run;
    const parameters = run.graph?.nodes.filter(({ kind }) => kind === 'parameter') ?? [];
    const sizes = parameters.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    /** Multiplications for one point. */
    this.cost = Math.max(
      1,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }

  /** @param {MapRequest} request @returns {MapFrame | undefined} undefined with more than two inputs */
  large(request) {
    const finest = Math.max(COARSEST_MAP, Math.floor(Math.sqrt(MAP_COST / this.cost)));
    return this.#map({ ...request, size: Math.min(request.size, finest) });
  }

  /** @param {MapRequest} request @returns {MapFrame | undefined} */
  #map({ area, size, neuron, discrete, colours, classColours }) {
    const { inputs, classes } = this.run.data;
    if (inputs > 2) return undefined;
    const [x0, x1, y0, y1] = area;
    const many = !neuron && classes > 2;
    const width = inputs === 1 ? 3 * size : size;
    const height = inputs === 1 ? 1 : size;
    const { rgba, values, low, high } = this.run.trainer.map({
      x0,
      x1,
      y0,
      y1,
      width,
      height,
      values: inputs === 1,
      layer: neuron?.layer ?? 0,
      unit: many ? -1 : (neuron?.unit ?? 0),
      discrete: discrete && !neuron,
      colours: many ? classColours.slice(0, classes) : colours,
    });
    const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (rgba);
    return {
      width,
      height,
      rgba: pixels,
      values,
      scale: [low, high],
      of: neuron ? `${neuron.layer}:${neuron.unit}` : 'output',
    };
  }

  /**
   * Small maps of a layer's units. Those of a large network take turns: some are new, the others as
   * they were.
   * @param {NeuronsRequest} request
   */
  neurons({ layer, from, count, area, colours }) {
    if (this.run.data.inputs > 2) return [];
    const of = JSON.stringify([layer, from, area, colours]);
    if (this.#small.of !== of) this.#small = { of, next: 0, maps: [] };
    const small = this.#small;
    const share = Math.max(1, Math.floor(NEURONS_COST / (this.cost * SMALL_MAP * SMALL_MAP)));
    const look = { area, size: SMALL_MAP, discrete: false, colours, classColours: [] };
    for (let made = 0; made < Math.min(share, count); made++) {
      const neuron = { layer: layer + 1, unit: from + small.next };
      const map = this.#map({ ...look, neuron });
      if (map) small.maps[small.next] = map;
      small.next = (small.next + 1) % count;
    }
    return [...small.maps];
  }
}
