/** A user's program: checked by compilers of several years, compiled by one of them, run in Node. */
import {
  type Attrs,
  type BackwardStep,
  type Config,
  type Context,
  type ErrorDescription,
  type GradcheckReport,
  type Graph,
  loadEngine,
  type MapRequest,
  type Op,
  type Points,
  type Progress,
  type Reals,
  SlmError,
  type Tensor,
  type Trainer,
  type TrainResult,
} from 'slm';

const engine = await loadEngine({ double: true });
const slm: Context = engine.createContext({ seed: 1n });

const x: Tensor = slm.tensor(3, { requiresGrad: true, name: 'x' });
const y = slm.ops.add(slm.ops.mul(x, x), x);
y.backward();
const gradient: Reals | null = x.grad();
console.log(`y = ${y.item()}, dy/dx = ${gradient?.[0]}`);

const steps: BackwardStep[] = [...y.backwardSteps()];
const report: GradcheckReport = slm.gradcheck(y, { leaf: x });
const graph: Graph = slm.describeGraph(y);
console.log(`${steps.length} steps, ${graph.nodes.length} nodes, checked ${report.checked}`);

const layer = slm.linear('layer', 2, 3, { init: 'zeros' });
const axes: Attrs = { axes: [0], keepdims: true };
console.log(slm.ops.sum(layer.forward(slm.zeros([4, 2])), axes).shape.join(' x '));

const points: Points = { inputs: 1, x: [0, 1, 2, 3], y: new Float64Array([0, 2, 4, 6]) };
const trainer: Trainer = engine.createTrainer({ data: 'own', hidden: [], test_ratio: 0, lr: 0.05 });
trainer.setPoints(points);
const result: TrainResult = trainer.reset().train(200);
const progress: Progress = trainer.progress;
const request: MapRequest = { x0: 0, x1: 1, y0: 0, y1: 1, width: 2, height: 1, colours: [0, 1, 2] };
console.log(
  `${result.done} ${result.stop}, ${progress.loss < 1}, ${trainer.map(request).rgba.length}`,
);

const config: Config = engine.describeConfig();
const ops: Op[] = engine.describeOps();
const errors: ErrorDescription[] = engine.describeErrors();
console.log(config.keys.length > 9 && ops.length > 9 && errors.length > 9);

try {
  slm.ops.matmul(slm.zeros([2, 3]), slm.zeros([2, 3]));
} catch (error) {
  if (error instanceof SlmError) console.log(error.code, error.message.length > 9);
}

/** What is wrong must be refused when it is compiled: types that are `any` would take it. */
export function mistakes(): void {
  // @ts-expect-error a string is no data
  slm.tensor('3');
  // @ts-expect-error it is called requiresGrad
  slm.zeros([1], { requires_grad: true });
  // @ts-expect-error the value of a tensor is a number
  const text: string = y.item();
  // @ts-expect-error a gradient may be null
  x.grad().length;
  // @ts-expect-error there is no such option
  loadEngine({ precision: 'double' });
  // @ts-expect-error one trains by a number of steps
  trainer.train('200', text);
}
