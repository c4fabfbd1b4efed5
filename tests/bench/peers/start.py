"""What the Python peers share: the networks of ../c/networks.c, their start, the measurements."""

import ctypes
import json
import re
import sys
import time

import numpy

FOLDER = sys.argv[1]
QUICK = "--quick" in sys.argv
JUDGE_BLAS = "--blas" in sys.argv

# widths, batch, whether classes (softmax cross-entropy, Adam; else mean squared error, SGD), rate
NETWORKS = {
    "w1_batch10": ([2, 16, 16, 1], 10, False, 0.1),
    "w1_batch256": ([2, 16, 16, 1], 256, False, 0.1),
    "w2": ([784, 128, 10], 64, True, 0.001),
}


# W3, a Transformer as in c/engine.c; cross-entropy, Adam
LANGUAGE = dict(vocabulary=256, context=32, width=64, heads=4, blocks=2, rows=8, lr=0.001)


def start_of_language():
    """Tokens, those that come after them, and all other numbers, to be cut into parameters."""
    reals = numpy.fromfile(f"{FOLDER}/w3.f32", dtype=numpy.float32)
    shape = (LANGUAGE["rows"], LANGUAGE["context"])
    size = shape[0] * shape[1]
    x, y = (part.astype(int).reshape(shape) for part in (reals[:size], reals[size : 2 * size]))
    return x, y, reals[2 * size :]


def start_of(name):
    """x, target and the layers' weights and biases, as the engine's bench writes them."""
    widths, batch, classes, _ = NETWORKS[name]
    reals = numpy.fromfile(f"{FOLDER}/{name}.f32", dtype=numpy.float32)
    sizes = [batch * widths[0], batch if classes else batch * widths[-1]]
    for inputs, outputs in zip(widths, widths[1:]):
        sizes += [inputs * outputs, outputs]
    x, target, *layers = numpy.split(reals, numpy.cumsum(sizes)[:-1])
    shapes = zip(widths, widths[1:])
    weights = [w.reshape(shape) for w, shape in zip(layers[::2], shapes)]
    return x.reshape(batch, -1), target, list(zip(weights, layers[1::2]))


def loaded_blas():
    """The file of the BLAS that computes in this process, and the name of its kernel or None."""
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if re.search(r"/lib[^/]*(blas|mkl)[^/]*$", line)}
    # A front such as Debian's libblas.so.3 decides; other libraries may be loaded for LAPACK's sake.
    path = min(paths, key=lambda each: ("/libblas.so" not in each, each), default=None)
    library = ctypes.CDLL(path)
    for name in ("openblas_get_corename", "scipy_openblas_get_corename64_"):
        if hasattr(library, name):
            corename = getattr(library, name)
            corename.restype = ctypes.c_char_p
            return {"file": path, "kernel": corename().decode()}
    return {"file": path, "kernel": None}


def judge_product(multiply):
    """Prints the speed of a product of 256 x 512 x 512, and how far off its rows are.

    multiply(a, b) gives the product of two NumPy arrays as a third, and the seconds that it took.
    """
    random = numpy.random.default_rng(1)
    a, b = (random.random(shape, dtype=numpy.float32) - 0.5 for shape in ((256, 512), (512, 512)))
    times = []
    for _ in range(30):
        c, seconds = multiply(a, b)
        times.append(seconds)
    # By elementwise products and sums, so that no BLAS judges itself.
    rows = range(0, 256, 15)
    exact = [(a[i].astype(float)[:, None] * b.astype(float)).sum(axis=0) for i in rows]
    error = max(float(abs(c[i] - row).max()) for i, row in zip(rows, exact))
    print(
        json.dumps(
            {
                "gflops": 2e-9 * 256 * 512 * 512 / min(times),
                "error": error if error == error else None,
                **loaded_blas(),
            }
        )
    )


def measure(run, steps=40):
    """The loss of the tenth step, and the median rate of the next ones, so many a sample."""
    loss = run(10)
    samples = []
    for _ in range(1 if QUICK else 15):
        start = time.perf_counter()
        run(steps)
        samples.append(steps / (time.perf_counter() - start))
    return {"steps_per_second": sorted(samples)[len(samples) // 2], "loss": loss}
