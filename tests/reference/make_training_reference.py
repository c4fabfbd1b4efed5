"""What PyTorch's optimizers make of given gradients, and how a small network trains with one, in
double precision.

    python3 tests/reference/make_training_reference.py optimizers > tests/core/optimizer_reference.inc
    python3 tests/reference/make_training_reference.py mlp > tests/core/mlp_reference.inc

Weights, gradients and data are multiples of 1/64, so that float and double builds start from the
same numbers. The tests read the output only; neither Python nor PyTorch is needed to run them.
"""

import sys

import numpy as np
import torch

rng = np.random.default_rng(7)
STEPS = 5
USUAL = ", .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8"


def grid(*shape, low=-2.0, high=2.0):
    return np.floor(rng.uniform(low, high, shape) * 64) / 64


def numbers(array):
    values = [repr(float(v)) for v in np.asarray(array).reshape(-1)]
    return "{" + ", ".join(values) + "}"


start = [grid(3, 2), grid(2)]
gradients = [[grid(3, 2), grid(2)] for _ in range(STEPS)]

# name, optimizer, options as PyTorch has them, the same as a C initialiser, clip
cases = [
    ("sgd", torch.optim.SGD, dict(lr=0.1), ".kind = SLM_SGD, .lr = 0.1", 0),
    ("sgd with decay", torch.optim.SGD, dict(lr=0.1, weight_decay=0.05),
     ".kind = SLM_SGD, .lr = 0.1, .weight_decay = 0.05", 0),
    ("momentum", torch.optim.SGD, dict(lr=0.05, momentum=0.9),
     ".kind = SLM_SGD, .lr = 0.05, .momentum = 0.9", 0),
    ("momentum with decay", torch.optim.SGD, dict(lr=0.05, momentum=0.8, weight_decay=0.1),
     ".kind = SLM_SGD, .lr = 0.05, .momentum = 0.8, .weight_decay = 0.1", 0),
    ("adam", torch.optim.Adam, dict(lr=0.01), ".kind = SLM_ADAM, .lr = 0.01" + USUAL, 0),
    ("adam with decay and other betas", torch.optim.Adam,
     dict(lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
     ".kind = SLM_ADAM, .lr = 0.02, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-6, .weight_decay = 0.1",
     0),
    ("adamw", torch.optim.AdamW, dict(lr=0.01, weight_decay=0.3),
     ".kind = SLM_ADAMW, .lr = 0.01, .weight_decay = 0.3" + USUAL, 0),
    ("adam after clipping", torch.optim.Adam, dict(lr=0.01), ".kind = SLM_ADAM, .lr = 0.01" + USUAL, 1.5),
    ("sgd after clipping", torch.optim.SGD, dict(lr=0.1), ".kind = SLM_SGD, .lr = 0.1", 0.75),
    ("sgd, a clip that is not reached", torch.optim.SGD, dict(lr=0.1),
     ".kind = SLM_SGD, .lr = 0.1", 1000),
]

# At this step the second parameter has no gradient: PyTorch leaves it alone.
SKIPPED_STEP = 2


def write_optimizers():
    print(f"enum {{ REFERENCE_STEPS = {STEPS}, SKIPPED_STEP = {SKIPPED_STEP} }};")
    print(f"static const double start_weight[6] = {numbers(start[0])};")
    print(f"static const double start_bias[2] = {numbers(start[1])};")
    print("static const struct { double weight[6], bias[2]; } gradient[REFERENCE_STEPS] = {")
    for weight, bias in gradients:
        print(f"    {{{numbers(weight)}, {numbers(bias)}}},")
    print("};")
    print("static const struct {")
    print("    const char *name;\n    slm_optimizer_options options;\n    double clip;")
    print("    double weight[6], bias[2];")
    print("} optimizer_case[] = {")
    for name, make, options, initialiser, clip in cases:
        p = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in start]
        optimizer = make(p, **options)
        for step in range(STEPS):
            for k in range(2):
                p[k].grad = torch.tensor(gradients[step][k], dtype=torch.float64)
            if step == SKIPPED_STEP:
                p[1].grad = None
            if clip:
                torch.nn.utils.clip_grad_norm_(p, clip)
            optimizer.step()
        print(f'    {{"{name}", {{{initialiser}}}, {clip},')
        print(f"     {numbers(p[0].detach())}, {numbers(p[1].detach())}}},")
    print("};")


def write_mlp():
    # A network of each activation: 3 inputs, 4 and 3 hidden, 2 outputs, mse, momentum.
    x, y = grid(6, 3), grid(6, 2)
    sizes = [3, 4, 3, 2]
    weights = [grid(a, b, low=-1, high=1) for a, b in zip(sizes, sizes[1:])]
    biases = [grid(b, low=-0.5, high=0.5) for b in sizes[1:]]
    activations = [
        ("identity", "SLM_IDENTITY", lambda v: v),
        ("relu", "SLM_RELU", torch.relu),
        ("tanh", "SLM_TANH", torch.tanh),
        ("sigmoid", "SLM_SIGMOID", torch.sigmoid),
        ("gelu", "SLM_GELU", torch.nn.functional.gelu),
    ]
    MLP_STEPS = 6
    print(f"enum {{ MLP_STEPS = {MLP_STEPS} }};")
    print(f"static const double mlp_x[18] = {numbers(x)};")
    print(f"static const double mlp_y[12] = {numbers(y)};")
    for i in range(3):
        print(f"static const double mlp_weight{i + 1}[] = {numbers(weights[i])};")
        print(f"static const double mlp_bias{i + 1}[] = {numbers(biases[i])};")
    print("static const struct {\n    slm_activation activation;\n    double loss[MLP_STEPS];\n} mlp_case[] = {")
    for _, code, function in activations:
        w = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in weights]
        b = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in biases]
        optimizer = torch.optim.SGD(w + b, lr=0.05, momentum=0.9)
        losses = []
        for _ in range(MLP_STEPS):
            h = torch.tensor(x)
            for i in range(3):
                h = h @ w[i] + b[i]
                if i < 2:
                    h = function(h)
            loss = torch.nn.functional.mse_loss(h, torch.tensor(y))
            losses.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"    {{{code}, {numbers(losses)}}},")
    print("};")


print(f"/* Written by tests/reference/make_training_reference.py with PyTorch {torch.__version__} */")
{"optimizers": write_optimizers, "mlp": write_mlp}[sys.argv[1]]()
