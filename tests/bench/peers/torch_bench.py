"""PyTorch, eager, one thread: the networks of ../c/networks.c, JSON with rates and first losses.

torch_bench.py FOLDER [--quick]: the folder has what the engine starts from, too.
"""

import json
import time

import torch

from start import NETWORKS, QUICK, measure, start_of

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


def matmul_gflops():
    """Says which BLAS it found: the reference one is twenty times slower than OpenBLAS."""
    a, b = torch.rand(256, 512), torch.rand(512, 512)
    best = 1e9
    for _ in range(1 if QUICK else 20):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * 256 * 512 * 512 / best / 1e9


results = {name: measure(trainer(name, *network)) for name, network in NETWORKS.items()}
print(json.dumps({**results, "matmul_gflops": matmul_gflops()}))
