"""PyTorch, eager, one thread: the networks of ../c/networks.c, JSON with rates and first losses.

torch_bench.py FOLDER [--quick]: the folder has what the engine starts from, too.
torch_bench.py --blas: only the BLAS that it finds, its kernel and its speed.
"""

import json
import math
import time

import torch

from start import (
    JUDGE_BLAS,
    LANGUAGE,
    NETWORKS,
    judge_product,
    measure,
    start_of,
    start_of_language,
)

torch.set_num_threads(1)


def trainer(name, widths, batch, classes, lr):
    x, target, start = start_of(name)
    x = torch.from_numpy(x)
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        linear = torch.nn.Linear(inputs, outputs)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(start[i][0]).T)
            linear.bias.copy_(torch.from_numpy(start[i][1]))
        layers.append(linear)
        if i + 2 < len(widths):
            layers.append(torch.nn.ReLU() if classes else torch.nn.Tanh())
    model = torch.nn.Sequential(*layers)
    if classes:
        target = torch.from_numpy(target).long()
        loss_of = torch.nn.functional.cross_entropy
        optimizer = torch.optim.Adam(model.parameters(), lr)
    else:
        target = torch.from_numpy(target).reshape(batch, -1)
        loss_of = torch.nn.functional.mse_loss
        optimizer = torch.optim.SGD(model.parameters(), lr)

    def run(steps):
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model(x), target)
            loss.backward()
            optimizer.step()
        return float(loss)

    return run


def language_trainer(vocabulary, context, width, heads, blocks, rows, lr):
    """The Transformer of core/transformer, its parameters in the engine's order."""
    x, y, reals = start_of_language()
    x, y = torch.from_numpy(x), torch.from_numpy(y).reshape(-1)
    parameters, at = [], 0

    def parameter(*shape):
        nonlocal at
        size = math.prod(shape)
        part = torch.from_numpy(reals[at : at + size].copy()).reshape(shape).requires_grad_()
        at += size
        parameters.append(part)
        return part

    def pair(*shape):
        return parameter(*shape), parameter(shape[-1])

    def norm():
        return parameter(width), parameter(width)

    def block():
        parts = [norm()] + [pair(width, width) for _ in range(4)] + [norm()]
        return parts + [pair(width, 4 * width), pair(4 * width, width)]

    def apply(h, layer):
        return torch.addmm(layer[1], h.reshape(-1, h.shape[-1]), layer[0]).reshape(rows, context, -1)

    def split(h):
        return h.reshape(rows, context, heads, width // heads).transpose(1, 2)

    def normed(h, layer):
        return torch.nn.functional.layer_norm(h, (width,), *layer)

    tokens, positions = parameter(vocabulary, width), parameter(context, width)
    layers, last = [block() for _ in range(blocks)], norm()
    unseen = torch.ones(context, context, dtype=torch.bool).triu(1)
    optimizer = torch.optim.Adam(parameters, lr)

    def loss_of():
        h = tokens[x] + positions
        for norm1, query, key, value, output, norm2, expand, contract in layers:
            seen = normed(h, norm1)
            q, k, v = (split(apply(seen, part)) for part in (query, key, value))
            scores = (q @ k.transpose(2, 3) / math.sqrt(width // heads)).masked_fill(unseen, -1e9)
            mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(rows, context, width)
            h = h + apply(mixed, output)
            h = h + apply(torch.nn.functional.gelu(apply(normed(h, norm2), expand)), contract)
        logits = normed(h, last) @ tokens.T
        return torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), y)

    def run(steps):
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of()
            loss.backward()
            optimizer.step()
        return float(loss)

    return run


def multiply(a, b):
    a, b = torch.from_numpy(a), torch.from_numpy(b)
    start = time.perf_counter()
    c = a @ b
    return c.numpy(), time.perf_counter() - start


if JUDGE_BLAS:
    judge_product(multiply)
else:
    results = {name: measure(trainer(name, *network)) for name, network in NETWORKS.items()}
    results["w3"] = measure(language_trainer(**LANGUAGE), 2)
    print(json.dumps(results))
