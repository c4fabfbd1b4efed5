/**
 * The messages between the page and its worker. The worker reads everything it sends from the
 * engine; arrays are copies.
 *
 *     page to worker: open, pace, step, change, look, ask
 *     worker to page: opened, frame, stopped, refused, answer, dead
 *
 * `look` asks for one `frame`, which holds everything on the screen that is due. `open`, `change` and
 * `ask` carry an id: one `answer` with that id ends a `change` or an `ask`, one `opened` an `open`;
 * a `refused` with it ends any of them.
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
 * @typedef {object} Frame the answer to a look; a part that was not asked for is missing
 * @property {Progress} progress
 * @property {number} rate steps per second
 * @property {Map<number, NodeFrame>} [nodes] by id
 * @property {Record<string, Curve>} [curves] by the engine's names of series
 * @property {{ name: string, parameter: boolean, norm: Curve, ratio: Curve }[]} [rows] layers, then
 *   parameters
 * @property {Distribution[]} [distributions] of parameters and activations, in the tape's order
 * @property {MapFrame} [map]
 * @property {MapFrame[]} [neurons] one small map for each unit asked for
 * @property {{ train: Confusion, test: Confusion } | null} [confusion] null: no classes
 * @property {TensorWindow} [window]
 * @property {Example} [example]
 * @property {Probed} [probe]
 *
 * @typedef {{ counts: number[][], correct: number, total: number }} Confusion
 * @typedef {{ low: number, high: number, counts: number[], whole: boolean }} Histogram bins of equal
 *   width, of what is finite; whole: that is all
 * @typedef {{ id: number, value: Histogram, gradient: Histogram }} Distribution
 *
 * @typedef {[number, number, number, number]} MapArea x0, x1, y0, y1
 *
 * @typedef {object} MapRequest
 * @property {MapArea} area
 * @property {number} size cells on a side
 * @property {{ layer: number, unit: number } | null} neuron null: the prediction
 * @property {boolean} discrete
 * @property {number[]} colours low, middle, high as 0xRRGGBB
 * @property {number[]} classColours one for each class
 *
 * @typedef {{ layer: number, from: number, count: number }} UnitGroup of a hidden layer, from 0
 * @typedef {UnitGroup & { area: MapArea, colours: number[] }} NeuronsRequest
 * @typedef {{ id: number, kind: 'value' | 'gradient', row: number, column: number }} WindowRequest
 * @typedef {{ id: number, element: number }} ExampleRequest
 *
 * @typedef {object} Look the parts that the next frame is to hold; a missing part is not wanted
 * @property {true} [nodes]
 * @property {true} [curves]
 * @property {true} [rows] gradient norms and update ratios
 * @property {true} [confusion]
 * @property {true} [distributions]
 * @property {MapRequest} [map]
 * @property {NeuronsRequest} [neurons]
 * @property {WindowRequest} [window]
 * @property {ExampleRequest} [example]
 * @property {number[]} [probe] a point to send through the network
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
 * @typedef {{ kind: 'setting', key: string, value: string }
 *   | { kind: 'points', points: OwnPoints }
 *   | { kind: 'number', id: number, element: number, value: number }
 *   | { kind: 'reset' }} RunChange number: typed into a tensor, see Change
 *
 * @typedef {{ kind: 'save', after: number }
 *   | { kind: 'tape' }
 *   | { kind: 'check', bytes: Uint8Array, double: string }} Question
 *   save: the run, after so many milliseconds. tape: as it is now. check: gradcheck of a saved tape in the double engine, which
 *   comes deflated and in base64; a worker of its own answers it
 *
 * @typedef {object} OpenCommand makes a run: of a recipe, and from saved bytes if there are any
 * @property {'open'} type
 * @property {number} id
 * @property {Recipe} recipe
 * @property {Uint8Array | null} saved
 * @property {boolean} fresh false: it goes on where a lost worker was
 *
 * @typedef {OpenCommand
 *   | { type: 'pace', rate: number }
 *   | { type: 'step' }
 *   | { type: 'change', id: number, change: RunChange }
 *   | { type: 'look', tape: number, look: Look }
 *   | { type: 'ask', id: number, question: Question }} Command
 *   pace: steps per second, 0 to rest. look: at the tape of this number, as `opened` gave it; on
 *   another one its nodes and layers mean nothing, and the frame holds only the progress
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
 * @typedef {object} OpenedReply the run is another one, or its graph was recorded again
 * @property {'opened'} type
 * @property {number | null} id of the `open` that it ends; null: a change or training led to it
 * @property {number} tape counts the tapes of this worker
 * @property {Descriptions | null} descriptions with the first one of an engine
 * @property {Config} config
 * @property {TapeGraph | null} graph null as long as there are no points to train on
 * @property {Points} points
 * @property {{ id: number, units: number, name: string }[]} hidden hidden layers
 * @property {number[]} parameters ids in the engine's order
 * @property {Recipe} recipe
 * @property {number} step
 * @property {boolean} fresh a new run, not the same one recorded again
 *
 * @typedef {object} Example one element of a node with its numbers, see formula/example.js
 * @property {number} id
 * @property {number} element
 * @property {import('../formula/example.js').Line[]} lines how it came out, then what it gives to the gradients of its inputs;
 *   of a parameter what the next step makes of it
 * @property {number} [ratio] of a parameter: of that change to the element
 *
 * @typedef {object} Probed what one point becomes on its way through the network
 * @property {number[]} x
 * @property {number[]} output
 * @property {Record<string, number[]>} nodes each node's numbers, by path
 *
 * @typedef {{ bytes: Uint8Array, recipe: Recipe, step: number }} SavedRun
 * @typedef {{ bytes: Uint8Array, step: number }} SavedTape
 * @typedef {{ recipe: Recipe, config: Config }} Changed by a typed number
 * @typedef {SavedRun | SavedTape | Changed | CheckRow} Answer
 *
 * @typedef {{ type: 'stopped', stop: string, progress: Progress, node: number, gradient: boolean,
 *   count: number }} StoppedReply training ended by itself. Not finite: `node` is the first such
 *   tensor, or with `gradient` the first with such a gradient, and `count` how many numbers are not
 *
 * @typedef {OpenedReply
 *   | { type: 'frame', frame: Frame }
 *   | StoppedReply
 *   | { type: 'refused', id: number, problem: Problem }
 *   | { type: 'answer', id: number, answer: Answer | null, more: boolean }
 *   | { type: 'dead', problem: Problem }} Reply
 *   refused: an `open` may be refused in parts, before and after it was answered; id 0 belongs to
 *   looks. answer: more of them follow, one row of a check each
 */

export {};
