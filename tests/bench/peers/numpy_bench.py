"""NumPy, gradients by hand: the networks of ../c/networks.c, JSON with rates and first losses.

numpy_bench.py FOLDER [--quick]: the folder has what the engine starts from, too.
numpy_bench.py --blas: only the BLAS that it finds, its kernel and its speed.
"""

import json
import time

import numpy

from start import JUDGE_BLAS, NETWORKS, judge_product, measure, start_of


def squared_error(y, target):
    difference = y - target
    return (difference**2).mean(), 2 * difference / difference.size


def cross_entropy(y, target):
    shifted = y - y.max(axis=1, keepdims=True)
    probability = numpy.exp(shifted)
    probability /= probability.sum(axis=1, keepdims=True)
    rows = numpy.arange(len(y))
    loss = -numpy.log(probability[rows, target]).mean()
    probability[rows, target] -= 1
    return loss, probability / len(y)


def trainer(name, widths, batch, classes, lr):
    x, target, layers = start_of(name)
    target = target.astype(int) if classes else target.reshape(batch, -1)
    parameters = [part.copy() for layer in layers for part in layer]
    first = [numpy.zeros_like(p) for p in parameters]
    second = [numpy.zeros_like(p) for p in parameters]
    count = 0

    def gradients():
        inputs, h = [], x
        for i in range(len(layers)):
            inputs.append(h)
            h = h @ parameters[2 * i] + parameters[2 * i + 1]
            if i + 1 < len(layers):
                h = numpy.maximum(h, 0) if classes else numpy.tanh(h)
        loss, d = (cross_entropy if classes else squared_error)(h, target)
        grads = [None] * len(parameters)
        for i in reversed(range(len(layers))):
            grads[2 * i] = inputs[i].T @ d
            grads[2 * i + 1] = d.sum(axis=0)
            if i > 0:
                h = inputs[i]
                d = d @ parameters[2 * i].T * ((h > 0) if classes else (1 - h * h))
        return loss, grads

    def run(steps):
        nonlocal count
        for _ in range(steps):
            loss, grads = gradients()
            count += 1
            for p, g, m, v in zip(parameters, grads, first, second):
                if classes:
                    m += 0.1 * (g - m)
                    v += 0.001 * (g * g - v)
                    correction = (1 - 0.999**count) ** 0.5
                    p -= lr / (1 - 0.9**count) * m / (numpy.sqrt(v) / correction + 1e-8)
                else:
                    p -= lr * g
        return float(loss)

    return run


def multiply(a, b):
    start = time.perf_counter()
    c = a @ b
    return c, time.perf_counter() - start


if JUDGE_BLAS:
    judge_product(multiply)
else:
    print(json.dumps({name: measure(trainer(name, *n)) for name, n in NETWORKS.items()}))
