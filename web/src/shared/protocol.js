/**
 * What the page and its worker say to each other. Everything the worker sends was read from the
 * engine; arrays are copies, whose buffers are handed over.
 */

/**
 * @typedef {Record<string, string>} Config key to value as text, as the engine has it
 *
 * @typedef {{ code: string, text: string, args: Readonly<Record<string, string>> }} Problem an error
 *   of the engine; code "" for one that is not the engine's
 *
 * @typedef {import('../../../wasm/descriptions.js').Op} Op
 * @typedef {import('../../../wasm/errors.js').ErrorDescription} ErrorDescription
 * @typedef {import('./heat.js').Grid} Grid
 * @typedef {import('./series.js').Curve} Curve
 * @typedef {import('../../../wasm/descriptions.js').Graph} TapeGraph
 * @typedef {import('../../../wasm/descriptions.js').GraphNode} TapeNode
 *
 * @typedef {import('../../../wasm/descriptions.js').ConfigKey} KeyDescription
 * @typedef {import('../../../wasm/descriptions.js').Config} ConfigDescription
 *
 * @typedef {{ ops: Op[], errors: ErrorDescription[], config: ConfigDescription }} Descriptions
 *
 * @typedef {object} Points the data of the run
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} classes
 * @property {number} train rows that are for training, the first ones
 * @property {Float32Array} x (rows, inputs)
 * @property {Float32Array} y (rows, outputs)
 *
 * @typedef {object} OwnPoints points of the user's, see slm_trainer_points
 * @property {number} inputs
 * @property {number} classes 0: regression
 * @property {number[][]} rows inputs, then the target
 *
 * @typedef {{ step: number, key: string, value: string }} Change one made after the start;
 *   key "weight:2:5" sets element 5 of parameter 2, "batch:0:5" of x, "batch:1:5" of y for its step
 *
 * @typedef {object} Recipe all that decides a run
 * @property {string} scenario
 * @property {Config} config what differs from the scenario's
 * @property {OwnPoints | null} points
 * @property {Change[]} changes in the order of their steps
 *
 * @typedef {object} NodeFrame one tensor at one step
 * @property {Record<string, number>} statistics by the engine's names
 * @property {number} norm of the gradient, NaN without one
 * @property {number} bad values that are not finite
 * @property {number} badGradient numbers of the gradient that are not
 * @property {number} dead units of a relu that are 0 for the whole batch
 * @property {number} units
 * @property {Grid} value
 * @property {Grid | null} gradient
 *
 * @typedef {object} MapFrame
 * @property {number} width
 * @property {number} height 1: a line over one input
 * @property {Float32Array | null} values null for a map over two inputs
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba
 * @property {[number, number]} scale
 * @property {string} of what it is of: "output" or a neuron's key
 *
 * @typedef {object} Progress see slm_progress
 * @property {number} step
 * @property {number} epoch
 * @property {number} epochs
 * @property {number} loss
 * @property {number} gradientNorm
 * @property {number} testLoss
 * @property {number} testAccuracy
 * @property {number} trainAccuracy
 *
 * @typedef {object} Frame what changed since the last one; a missing part is as it was
 * @property {Progress} progress
 * @property {number} rate steps per second
 * @property {Map<number, NodeFrame>} [nodes] by id
 * @property {Record<string, Curve>} [curves] by the engine's names of series
 * @property {{ name: string, parameter: boolean, norm: Curve, ratio: Curve }[]} [rows] layers, then
 *   parameters
 * @property {Distribution[]} [distributions] of parameters and activations, in the tape's order
 * @property {MapFrame} [map]
 * @property {MapFrame[]} [neurons] of the units asked for, one small map each
 * @property {{ train: Confusion, test: Confusion } | null} [confusion] null: no classes
 *
 * @typedef {{ counts: number[][], correct: number, total: number }} Confusion
 * @typedef {{ low: number, high: number, counts: number[], whole: boolean }} Histogram bins of equal
 *   width, of what is finite; whole: that is all
 * @typedef {{ id: number, value: Histogram, gradient: Histogram }} Distribution
 *
 * @typedef {object} MapWish
 * @property {[number, number, number, number]} area x0, x1, y0, y1
 * @property {number} size cells on a side
 * @property {{ layer: number, unit: number } | null} neuron null: the prediction
 * @property {boolean} discrete
 * @property {number[]} colours low, middle, high as 0xRRGGBB
 * @property {number[]} classColours one for each class
 *
 * @typedef {object} Wish what the next frame is to hold
 * @property {boolean} nodes
 * @property {boolean} curves
 * @property {boolean} rows gradient norms and update ratios
 * @property {boolean} confusion
 * @property {boolean} [distributions]
 * @property {MapWish | null} map
 * @property {UnitGroup | null} neurons hidden units whose maps are wanted
 *
 * @typedef {{ layer: number, from: number, count: number }} UnitGroup of a hidden layer, from 0
 *
 * @typedef {object} TensorWindow some rows and columns of a tensor, seen as a matrix
 * @property {number} id
 * @property {'value' | 'gradient'} kind
 * @property {number} row first row
 * @property {number} rows of the whole
 * @property {number} columns
 * @property {number} column first column
 * @property {number[][]} cells
 * @property {boolean} editable
 * @property {Histogram} histogram
 *
 * @typedef {{ type: 'start', recipe: Recipe, checkpoint: Uint8Array | null }
 *   | { type: 'recipe', recipe: Recipe }
 *   | { type: 'run', rate: number }
 *   | { type: 'step' }
 *   | { type: 'reset' }
 *   | { type: 'set', key: string, value: string }
 *   | { type: 'points', points: OwnPoints }
 *   | { type: 'frame', wish: Wish }
 *   | { type: 'window', id: number, kind: 'value' | 'gradient', row: number, column: number }
 *   | { type: 'example', id: number, element: number }
 *   | { type: 'edit', id: number, element: number, value: number }
 *   | { type: 'probe', x: number[] }
 *   | { type: 'tape' }
 *   | { type: 'check', bytes: Uint8Array, double: string }
 *   | { type: 'save' }
 *   | { type: 'load', recipe: Recipe, bytes: Uint8Array }} Command
 *
 * @typedef {object} CheckRow the gradcheck of one parameter
 * @property {string} path
 * @property {number[]} shape
 * @property {number} size
 * @property {number} checked elements of it
 * @property {number} kinks those of them that no difference says anything about
 * @property {boolean} passed all others
 * @property {number} element the worst of the others, and its numbers:
 * @property {number} analytic
 * @property {number} numeric
 * @property {number} error
 *
 * @typedef {object} RunReply the run is another one, or its graph was recorded again
 * @property {'run'} type
 * @property {Config} config
 * @property {TapeGraph | null} graph null as long as there are no points to train on
 * @property {Points} points
 * @property {{ id: number, units: number, name: string }[]} hidden hidden layers
 * @property {number[]} parameters ids in the engine's order
 * @property {Recipe} recipe
 * @property {boolean} fresh step 0 of a new run, not the same one recorded again
 *
 * @typedef {object} Example one element of a node with its numbers, see formula/example.js
 * @property {number} id
 * @property {number} element
 * @property {import('../formula/example.js').Line[]} lines how it came out, then what it gives to the gradients of its inputs;
 *   of a parameter what the next step makes of it
 * @property {number} [ratio] of a parameter: of that change to the element
 *
 * What one point becomes on its way: the network's output, and each node's numbers by path.
 * @typedef {{ output: number[], nodes: Record<string, number[]> }} Probed
 *
 * Of a setting, or of points, first comes what it leads to, `run` or `refused`, and then `answered`.
 * @typedef {{ type: 'ready', descriptions: Descriptions }
 *   | RunReply
 *   | { type: 'recipe', recipe: Recipe, config: Config }
 *   | { type: 'frame', frame: Frame }
 *   | { type: 'stopped', stop: string, progress: Progress, node: number, gradient: boolean, count: number }
 *   | { type: 'refused', problem: Problem, command: string }
 *   | { type: 'answered' }
 *   | { type: 'window', window: TensorWindow }
 *   | ({ type: 'example' } & Example)
 *   | ({ type: 'probe', x: number[] } & Probed)
 *   | { type: 'checkpoint', bytes: Uint8Array, recipe: Recipe, step: number }
 *   | { type: 'saved', bytes: Uint8Array, recipe: Recipe }
 *   | { type: 'tape', bytes: Uint8Array, step: number }
 *   | { type: 'checked', row: CheckRow }
 *   | { type: 'checkDone' }
 *   | { type: 'loaded', step: number }
 *   | { type: 'dead', problem: Problem }} Reply
 */

export {};
