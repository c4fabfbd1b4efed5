"""PyTorch, eager, one thread: the networks of ../c/networks.c, JSON with rates and first losses.

Its weights are its own Xavier draws: the losses are of the same size, not the same.
"""

import json
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)

NETWORKS = {
    "w1_batch10": ([2, 16, 16, 1], 10, False, 0.1),
    "w1_batch256": ([2, 16, 16, 1], 256, False, 0.1),
    "w2": ([784, 128, 10], 64, True, 0.001),
}


def trainer(widths, batch, classes, lr):
    x = torch.rand(batch, widths[0]) * 2 - 1
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        linear = torch.nn.Linear(inputs, outputs)
        torch.nn.init.xavier_uniform_(linear.weight)
        torch.nn.init.zeros_(linear.bias)
        layers.append(linear)
        if i + 2 < len(widths):
            layers.append(torch.nn.ReLU() if classes else torch.nn.Tanh())
    model = torch.nn.Sequential(*layers)
    if classes:
        target = torch.randint(widths[-1], (batch,))
        loss_of = torch.nn.functional.cross_entropy
        optimizer = torch.optim.Adam(model.parameters(), lr)
    else:
        target = (x[:, :1] * x[:, -1:] > 0).float()
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


def measure(run):
    loss = run(10)
    samples = []
    for _ in range(15):
        start = time.perf_counter()
        run(40)
        samples.append(40 / (time.perf_counter() - start))
    return {"steps_per_second": sorted(samples)[len(samples) // 2], "loss": loss}


def matmul_gflops():
    """Says which BLAS it found: the reference one is twenty times slower than OpenBLAS."""
    a, b = torch.rand(256, 512), torch.rand(512, 512)
    best = 1e9
    for _ in range(20):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * 256 * 512 * 512 / best / 1e9


results = {name: measure(trainer(*network)) for name, network in NETWORKS.items()}
print(json.dumps({**results, "matmul_gflops": matmul_gflops()}))
