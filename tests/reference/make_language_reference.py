"""What PyTorch makes of a small Transformer, in double precision: loss, logits and gradients.

    python3 tests/reference/make_language_reference.py > tests/core/language_reference.inc

Element i of parameter k, in the order in which the engine makes them, is
((37 i + 11 k) mod 64 - 32) / 128, and 1 more for the gamma of a norm: nothing need be written down
but the results. The test reads the output only; neither Python nor PyTorch is needed to run it.
"""

import math

import torch
import torch.nn.functional as F

VOCABULARY, CONTEXT, WIDTH, HEADS, BLOCKS, ROWS, LENGTH = 7, 6, 8, 2, 2, 2, 5
parameters = []


def parameter(*shape, gamma=False):
    k = len(parameters)
    n = torch.Size(shape).numel()
    values = [((37 * i + 11 * k) % 64 - 32) / 128 + (1 if gamma else 0) for i in range(n)]
    p = torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()
    parameters.append(p)
    return p


def linear(inputs, outputs):
    return parameter(inputs, outputs), parameter(outputs)


def norm():
    return parameter(WIDTH, gamma=True), parameter(WIDTH)


def block():
    return {
        "norm1": norm(),
        "query": linear(WIDTH, WIDTH),
        "key": linear(WIDTH, WIDTH),
        "value": linear(WIDTH, WIDTH),
        "output": linear(WIDTH, WIDTH),
        "norm2": norm(),
        "expand": linear(WIDTH, 4 * WIDTH),
        "contract": linear(4 * WIDTH, WIDTH),
    }


def apply(x, layer):
    return x @ layer[0] + layer[1]


def normed(x, layer):
    return F.layer_norm(x, (WIDTH,), layer[0], layer[1], 1e-5)


def heads(x):
    return x.reshape(ROWS, LENGTH, HEADS, WIDTH // HEADS).transpose(1, 2)


def attended(x, b):
    q, k, v = (heads(apply(x, b[name])) for name in ("query", "key", "value"))
    unseen = torch.ones(LENGTH, LENGTH, dtype=torch.bool).triu(1)
    scores = (q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS)).masked_fill(unseen, -math.inf)
    y = scores.softmax(-1) @ v
    return apply(y.transpose(1, 2).reshape(ROWS, LENGTH, WIDTH), b["output"])


tokens, positions = parameter(VOCABULARY, WIDTH), parameter(CONTEXT, WIDTH)
blocks = [block() for _ in range(BLOCKS)]
last = norm()

index = torch.tensor([[0, 3, 6, 1, 3], [5, 5, 2, 4, 0]])
target = torch.tensor([[3, 6, 1, 3, 2], [5, 2, 4, 0, 6]])
x = tokens[index] + positions[:LENGTH]
for b in blocks:
    x = x + attended(normed(x, b["norm1"]), b)
    x = x + apply(F.gelu(apply(normed(x, b["norm2"]), b["expand"])), b["contract"])
logits = normed(x, last) @ tokens.T
loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), target.reshape(-1))
loss.backward()


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in values) + "}"


print(f"enum {{ PARAMETERS = {len(parameters)}, LOGITS = {logits.numel()} }};")
print(f"static const double reference_loss = {float(loss)!r};")
print(f"static const double reference_logits[LOGITS] = {numbers(logits.reshape(-1))};")
print("/* of each parameter's gradient: the sum of its elements, and of their squares */")
print("static const struct {\n    size_t count;\n    double sum, squares;\n"
      "} reference_gradient[PARAMETERS] = {")
for p in parameters:
    print(f"    {{{p.numel()}, {float(p.grad.sum())!r}, {float((p.grad ** 2).sum())!r}}},")
print("};")
