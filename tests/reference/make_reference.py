"""Writes tests/core/reference_data.inc: what PyTorch computes, in double precision, for every
operation of the engine: values, and gradients under a varied upstream gradient.

    python3 tests/reference/make_reference.py > tests/core/reference_data.inc

Inputs are multiples of 1/64, so that float and double builds start from the same numbers. The
tests read the output only; neither Python nor PyTorch is needed to run them.
"""

import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(2024)
inf, nan = float("inf"), float("nan")


def grid(*shape, low=-2.0, high=2.0):
    """Random multiples of 1/64."""
    return np.floor(rng.uniform(low, high, shape) * 64) / 64


def ints(values):
    return np.array(values, dtype=np.int32)


cases = []


def case(op, name, inputs, function, attrs=""):
    """function: from tensors (reals first given as float64, indices as int64) to a tensor."""
    tensors = []
    for x in inputs:
        x = np.asarray(x)
        if x.dtype == np.int32:
            tensors.append(torch.tensor(x, dtype=torch.int64))
        else:
            tensors.append(torch.tensor(x, dtype=torch.float64, requires_grad=True))
    out = function(*tensors)
    count = out.numel()
    upstream = torch.tensor([0.5 + 0.25 * (j % 7) for j in range(count)], dtype=torch.float64)
    out.backward(upstream.reshape(out.shape))
    cases.append((op, name, attrs, inputs, tensors, out.detach()))


# --- Element by element ---

wide = [-100.0, -20.0, -5.0, -1.0, -0.015625, 0.0, 0.015625, 1.0, 5.0, 20.0, 80.0]
away = [-3.0, -1.0, -0.25, 0.25, 0.5, 1.0, 2.75]

case("neg", "values", [wide], torch.neg)
case("exp", "values", [wide], torch.exp)
case("exp", "underflow", [[-1000.0, -90.0, -inf]], torch.exp)
case("exp", "NaN", [[nan, 1.0]], torch.exp)
case("log", "values", [[2.0**-20, 0.25, 1.0, 1.015625, 2.0, 2.0**40]], torch.log)
case("log", "of 0", [[0.0, 1.0]], torch.log)
case("log", "of negative numbers", [[-1.0, 2.0]], torch.log)
case("sqrt", "values", [[2.0**-20, 0.25, 1.0, 2.0, 2.0**40]], torch.sqrt)
case("sqrt", "at 0 the slope is infinite", [[0.0, 4.0]], torch.sqrt)
case("abs", "values and the kink", [wide], torch.abs)
case("tanh", "values", [wide], torch.tanh)
case("tanh", "infinities", [[-inf, inf, nan]], torch.tanh)
case("sigmoid", "values", [wide], torch.sigmoid)
case("sigmoid", "far out", [[-1000.0, -88.0, 88.0, 1000.0, -inf, inf]], torch.sigmoid)
case("relu", "values and the kink", [wide], torch.relu)
case("relu", "NaN", [[nan, -1.0]], torch.relu)
case("gelu", "erf form", [wide], F.gelu, "tanh_form=0")
case("gelu", "tanh form", [wide], lambda x: F.gelu(x, approximate="tanh"), "tanh_form=1")
for exponent in (0, 1, 2, 3, -1, -2):
    case("pow", f"exponent {exponent}", [away], lambda x: x**exponent, f"exponent={exponent}")
for exponent in (0.5, -0.5, 2.5):
    case("pow", f"exponent {exponent}", [[0.25, 1.0, 2.0, 64.0]], lambda x: x**exponent,
         f"exponent={exponent}")
case("pow", "0 to the 0, 1, 2", [[0.0, 2.0]], lambda x: x**0, "exponent=0")
case("pow", "0 to the 1", [[0.0, 2.0]], lambda x: x**1, "exponent=1")
case("pow", "0 to the 2", [[0.0, 2.0]], lambda x: x**2, "exponent=2")
case("pow", "negative to a fraction", [[-1.0, 4.0]], lambda x: x**0.5, "exponent=0.5")

# --- Two operands ---

pairs = [
    ("same shapes", (2, 3), (2, 3)),
    ("a row", (2, 3), (3,)),
    ("a column", (2, 3), (2, 1)),
    ("row against column", (3,), (4, 1)),
    ("a scalar", (), (2, 3)),
    ("batches", (2, 1, 3), (4, 1)),
    ("nothing", (0, 3), (3,)),
    ("nothing from one", (2, 1), (2, 0)),
]
for op, f in (("add", torch.add), ("sub", torch.sub), ("mul", torch.mul), ("div", torch.div),
              ("maximum", torch.maximum)):
    for name, a, b in pairs:
        x, y = grid(*a), grid(*b)
        if op == "div":
            y = np.where(np.abs(y) < 0.25, 0.5, y)
        case(op, name, [x, y], f)
case("div", "by 0", [[1.0, -1.0, 0.0], [0.0, 0.0, 0.0]], torch.div)
case("div", "of large numbers", [[2.0**100, 2.0**-100], [2.0**80, 2.0**-80]], torch.div)
case("maximum", "ties", [[1.0, 2.0, 3.0, 0.0], [2.0, 2.0, 1.0, -0.0]], torch.maximum)
case("maximum", "a tie that broadcasts", [[[1.0, 2.0], [2.0, 0.0]], [2.0, 2.0]], torch.maximum)
case("maximum", "NaN", [[nan, 1.0, 2.0], [1.0, nan, 1.0]], torch.maximum)
for name, a, b in pairs[:6]:
    case("mse", name, [grid(*a), grid(*b)], lambda x, y: ((x - y) ** 2).mean())

# --- Reductions ---

for axes, keep in (([], 0), ([0], 0), ([1], 1), ([-1], 0), ([0, 2], 1), ([1, 2], 0)):
    dims = axes or [0, 1, 2]
    attrs = f"axes={axes} keepdims={keep}".replace(" ", "").replace("keepdims", " keepdims")
    x = grid(2, 3, 4)
    case("sum", f"axes {axes}", [x], lambda t: t.sum(dims, keepdim=bool(keep)), attrs)
    case("mean", f"axes {axes}", [x], lambda t: t.mean(dims, keepdim=bool(keep)), attrs)
    case("max", f"axes {axes}", [x], lambda t: t.amax(dims, keepdim=bool(keep)), attrs)
case("sum", "of nothing", [np.zeros((0, 3))], lambda t: t.sum(0), "axes=[0]")
case("sum", "leaving nothing", [np.zeros((0, 3))], lambda t: t.sum(1), "axes=[1]")
case("mean", "of nothing", [np.zeros((0, 3))], lambda t: t.mean(0), "axes=[0]")
case("max", "leaving nothing", [np.zeros((0, 3))], lambda t: t.amax(1), "axes=[1]")
case("sum", "of a scalar", [1.5], lambda t: t.sum())
case("sum", "long", [grid(100)], lambda t: t.sum())
case("mean", "long", [grid(3, 50)], lambda t: t.mean(1), "axes=[1]")
case("max", "ties in a row", [[[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]], lambda t: t.amax(1), "axes=[1]")
case("max", "ties over all", [[[1.0, 3.0, 3.0], [2.0, 3.0, 2.0]]], lambda t: t.amax((0, 1)))
case("max", "infinities", [[-inf, -inf, 1.0]], lambda t: t.amax(0))
case("max", "nothing but -inf", [[-inf, -inf]], lambda t: t.amax(0))

# --- Products ---

for name, a, b in (
    ("vectors", (4,), (4,)), ("matrix and vector", (2, 3), (3,)),
    ("vector and matrix", (3,), (3, 2)), ("matrices", (2, 3), (3, 4)),
    ("batch and matrix", (2, 2, 3), (3, 2)), ("matrix and batch", (2, 3), (2, 3, 2)),
    ("batches", (2, 2, 3), (2, 3, 2)), ("stretched batches", (2, 1, 2, 3), (3, 3, 2)),
    ("vector and batch", (3,), (2, 3, 2)), ("long", (2, 65), (65, 3)),
    ("no inner axis", (2, 0), (0, 3)), ("no rows", (0, 2), (2, 3)), ("no batch", (0, 2, 3), (3, 2)),
):
    case("matmul", name, [grid(*a), grid(*b)], torch.matmul)

# --- Layout ---

x = grid(2, 3, 4)
case("reshape", "with a free axis", [x], lambda t: t.reshape(4, -1), "shape=[4,-1]")
case("reshape", "nothing", [np.zeros((0, 3))], lambda t: t.reshape(-1, 3), "shape=[-1,3]")
case("permute", "three axes", [x], lambda t: t.permute(2, 0, 1), "axes=[2,0,1]")
case("permute", "reversed", [x], lambda t: t.permute(2, 1, 0))
case("broadcast_to", "two axes", [grid(3, 1)], lambda t: t.broadcast_to(2, 3, 2), "shape=[2,3,2]")
case("slice", "with a step", [x], lambda t: t[:, :, 1:4:2], "axis=2 start=1 stop=4 step=2")
case("slice", "backwards", [x], lambda t: t.flip(1), "axis=1 start=end stop=-end step=-1")
case("slice", "from the end", [x], lambda t: t[:, -2:-1], "axis=1 start=-2 stop=-1")
case("slice", "nothing", [x], lambda t: t[:, 2:2], "axis=1 start=2 stop=2")
case("concat", "middle axis", [grid(2, 1, 2), grid(2, 3, 2)], lambda *t: torch.cat(t, 1), "axis=1")
case("concat", "three", [grid(2), grid(1), grid(3)], lambda *t: torch.cat(t, -1), "axis=-1")
mask = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0]])
case("masked_fill", "a mask", [grid(2, 3), mask], lambda t, m: t.masked_fill(m.bool(), -8.0),
     "value=-8")
case("masked_fill", "-inf", [grid(2, 3), mask[:1]], lambda t, m: t.masked_fill(m.bool(), -inf),
     "value=-inf")

# --- Rows ---

logits = [[1000.0, 1000.0, -1000.0], [-1000.0, 0.0, 1000.0], [80.0, 81.0, 82.0]]
for op, f in (("softmax", torch.softmax), ("log_softmax", torch.log_softmax)):
    case(op, "last axis", [grid(2, 3, 4)], lambda t: f(t, -1))
    case(op, "first axis", [grid(2, 3, 4)], lambda t: f(t, 0), "axis=0")
    case(op, "long", [grid(1, 40)], lambda t: f(t, 1), "axis=1")
    case(op, "extreme", [logits], lambda t: f(t, -1))
    case(op, "masked", [[-inf, 1.0, 2.0]], lambda t: f(t, -1))
    case(op, "nothing", [np.zeros((2, 0))], lambda t: f(t, -1))
case("layer_norm", "rows", [grid(3, 5), grid(5), grid(5)],
     lambda t, g, b: F.layer_norm(t, (5,), g, b, 1e-5), "eps=1e-5")
case("layer_norm", "large eps", [grid(2, 2, 3), grid(3), grid(3)],
     lambda t, g, b: F.layer_norm(t, (3,), g, b, 0.5), "eps=0.5")
case("layer_norm", "far from 0", [grid(2, 4) + 16, grid(4), grid(4)],
     lambda t, g, b: F.layer_norm(t, (4,), g, b, 1e-3), "eps=0.001")
case("layer_norm", "long", [grid(2, 40), grid(40), grid(40)],
     lambda t, g, b: F.layer_norm(t, (40,), g, b, 1e-5))

# --- Losses and lookups ---

t01 = np.round(rng.uniform(0, 1, (2, 3)) * 64) / 64
case("bce_with_logits", "values", [grid(2, 3), t01], F.binary_cross_entropy_with_logits)
case("bce_with_logits", "extreme", [[1000.0, -1000.0, 1000.0, -1000.0], [1.0, 0.0, 0.0, 1.0]],
     F.binary_cross_entropy_with_logits)
# PyTorch's own sum cancels here; this form does not.
case("bce_with_logits", "nearly certain", [[20.0, -20.0, 16.0], [1.0, 0.0, 1.0]],
     lambda x, t: -(t * F.logsigmoid(x) + (1 - t) * F.logsigmoid(-x)).mean())


def cross_entropy(x, c, ignore=-100):
    return F.cross_entropy(x.reshape(-1, x.shape[-1]), c.reshape(-1), ignore_index=ignore)


case("cross_entropy", "values", [grid(4, 3), ints([0, 2, 1, 1])], cross_entropy)
case("cross_entropy", "extreme", [logits, ints([2, 2, 0])], cross_entropy)
case("cross_entropy", "ignored", [grid(4, 3), ints([0, -100, 1, -100])], cross_entropy)
case("cross_entropy", "ignoring class 1", [grid(2, 2, 3), ints([[0, 1], [1, 2]])],
     lambda x, c: cross_entropy(x, c, 1), "ignore=1")
case("cross_entropy", "one row", [grid(5), ints(3)], cross_entropy)
case("cross_entropy", "all ignored", [grid(2, 3), ints([-100, -100])], cross_entropy)
case("embedding", "repeated", [grid(5, 3), ints([[0, 3, 3], [1, 3, 0]])],
     lambda t, i: F.embedding(i, t))
case("embedding", "no index", [grid(2, 3), np.zeros(0, np.int32)], lambda t, i: F.embedding(i, t))
case("dropout", "that drops nothing", [grid(2, 3)], lambda t: F.dropout(t, 0.0), "p=0")

# --- Choosing and limiting; new cases stand at the end, so that the others keep their numbers ---

for name, a, b in pairs:
    case("minimum", name, [grid(*a), grid(*b)], torch.minimum)
case("minimum", "ties", [[1.0, 2.0, 3.0, 0.0], [2.0, 2.0, 1.0, -0.0]], torch.minimum)
case("minimum", "NaN", [[nan, 1.0, 2.0], [1.0, nan, 1.0]], torch.minimum)
for axes, keep in (([], 0), ([0], 0), ([1], 1), ([-1], 0), ([0, 2], 1)):
    dims = axes or [0, 1, 2]
    attrs = f"axes={axes} keepdims={keep}".replace(" ", "").replace("keepdims", " keepdims")
    case("min", f"axes {axes}", [grid(2, 3, 4)], lambda t: t.amin(dims, keepdim=bool(keep)), attrs)
case("min", "ties in a row", [[[3.0, 1.0, 1.0], [2.0, 2.0, 2.0]]], lambda t: t.amin(1), "axes=[1]")
case("min", "infinities", [[[inf, inf, 1.0], [inf, inf, inf], [-inf, 1.0, 2.0]]],
     lambda t: t.amin(1), "axes=[1]")
case("min", "leaving nothing", [np.zeros((0, 3))], lambda t: t.amin(1), "axes=[1]")
case("clip", "both bounds, at them too", [wide], lambda t: t.clamp(-1.0, 5.0), "low=-1 high=5")
case("clip", "below", [wide], lambda t: t.clamp(min=0.0), "low=0")
case("clip", "above", [wide], lambda t: t.clamp(max=-1.0), "high=-1")
case("clip", "one value", [away], lambda t: t.clamp(0.5, 0.5), "low=0.5 high=0.5")
case("clip", "infinities and NaN", [[-inf, inf, nan, 0.5]], lambda t: t.clamp(-1.0, 1.0),
     "low=-1 high=1")
choose = lambda m, a, b: torch.where(m != 0, a, b)
case("where", "a mask", [mask, grid(2, 3), grid(2, 3)], choose)
case("where", "all three stretched", [mask[:1], grid(2, 1), grid(4, 1, 1)], choose)
case("where", "a scalar against a matrix", [mask, grid(), grid(2, 3)], choose)
case("where", "what is not chosen may be NaN",
     [[1.0, 0.0, 1.0], [1.0, nan, inf], [nan, 2.0, -inf]], choose)
case("where", "nothing", [np.zeros((0, 3)), grid(3), grid(1, 1)], choose)
for axis in (0, -1):
    case("sum", f"axis {axis} of a scalar", [1.5], lambda t: t.sum(axis), f"axes=[{axis}]")
    case("mean", f"axis {axis} of a scalar", [1.5], lambda t: t.mean(axis), f"axes=[{axis}]")
    case("max", f"axis {axis} of a scalar", [1.5], lambda t: t.amax(axis), f"axes=[{axis}]")
    case("min", f"axis {axis} of a scalar", [1.5], lambda t: t.amin(axis), f"axes=[{axis}]")
    case("softmax", f"axis {axis} of a scalar", [1.5], lambda t: t.softmax(axis), f"axis={axis}")
    case("log_softmax", f"axis {axis} of a scalar", [1.5], lambda t: t.log_softmax(axis),
         f"axis={axis}")


# --- Writing ---

def number(v):
    if np.isnan(v):
        return "(double)NAN"
    if np.isinf(v):
        return "(double)INFINITY" if v > 0 else "-(double)INFINITY"
    return repr(float(v))


def array(values):
    flat = [number(v) for v in np.asarray(values, dtype=np.float64).reshape(-1)]
    return "{" + ", ".join(flat or ["0"]) + "}"


def shape(x):
    dims = np.asarray(x).shape
    return '"' + ("x".join(map(str, dims)) or "s") + '"'


def tensor(x, grad):
    text = f"{shape(x)}, {str(np.asarray(x).dtype == np.int32).lower()}, (const double[]){array(x)}"
    return f"{{{text}, " + (f"(const double[]){array(grad)}" if grad is not None else "NULL") + "}"


print("/* Written by tests/reference/make_reference.py with PyTorch", torch.__version__, end=" */\n")
for op, name, attrs, inputs, tensors, out in cases:
    print(f'{{"{op}", "{name}", "{attrs}", {len(inputs)},\n {{', end="")
    parts = [tensor(x, None if t.grad is None else t.grad.numpy()) for x, t in zip(inputs, tensors)]
    print(",\n  ".join(parts) + f"}},\n {tensor(out.numpy(), None)}}},")
