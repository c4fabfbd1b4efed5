/**
 * What the module says about itself. The JSON comes from core/inspect/describe.c and from
 * core/trainer; these types say how to read it.
 *
 * @typedef {object} OpInput
 * @property {string} name
 * @property {boolean} index takes indices, not reals
 * @property {string | null} derivative what backward adds to its gradient; null: not differentiable
 *
 * @typedef {object} OpAttr
 * @property {string} key
 * @property {'real' | 'int' | 'bool' | 'ints'} kind
 * @property {boolean} required
 * @property {number | boolean | null} default null when required, and for a list, which is empty
 * @property {string} says
 *
 * @typedef {object} Op
 * @property {string} name
 * @property {boolean} composite recorded as several operations
 * @property {string} summary
 * @property {boolean} variadic takes 1 to 64 inputs like the one described
 * @property {OpInput[]} inputs
 * @property {OpAttr[]} attrs
 * @property {string} formula
 *
 * @typedef {object} ConfigKey
 * @property {string} key
 * @property {'int' | 'real' | 'choice' | 'choices' | 'widths'} kind choices and widths: lists
 * @property {'live' | 'graph' | 'reset'} change when it takes effect: with the next step, by
 *   recording the graph again, at the next reset
 * @property {string} default
 * @property {number} [low] of a number, or of each width
 * @property {number} [high]
 * @property {boolean} [open] high itself is outside
 * @property {number} [most] items of a list
 * @property {string[]} [choices]
 * @property {string} says
 *
 * @typedef {object} ConfigData
 * @property {string} name
 * @property {string} says
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} classes 0: regression
 * @property {string} loss
 * @property {number} rows that it always has; 0: as many as "samples" says
 * @property {number[]} low one for each input: the range to draw
 * @property {number[]} high
 * @property {number[]} target range of its targets
 *
 * @typedef {object} Config
 * @property {ConfigKey[]} keys
 * @property {ConfigData[]} data
 * @property {{ name: string, title: string, says: string, set: Record<string, string> }[]} scenarios
 * @property {{ rule: string, where: string, moments: string[] }[]} updates what an optimizer makes of
 *   an element w with the gradient g, in the order of the choices of "optimizer"; `where` says what the
 *   rule's own names are, `moments` which of them `Trainer.moments` gives
 * @property {string[]} series
 * @property {string[]} statistics
 * @property {string[]} stops
 *
 * @typedef {object} GraphNode
 * @property {number} id of the tensor; see `Context.at`
 * @property {'op' | 'parameter' | 'index' | 'leaf' | 'constant'} kind
 * @property {string | null} op
 * @property {string} name
 * @property {string} scope
 * @property {number[]} shape
 * @property {boolean} requires_grad
 * @property {number[]} inputs ids
 * @property {Record<string, number | boolean | number[] | null>} [attrs] of an operation
 *
 * @typedef {object} Graph
 * @property {number} root
 * @property {GraphNode[]} nodes leaves, then results in the order of recording
 * @property {number[]} backward ids in the order in which backward visits them
 */

export {};
