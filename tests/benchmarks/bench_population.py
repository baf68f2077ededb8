# ruff: noqa: E402   the number of threads must be set before NumPy is imported
"""What a member of a population costs: time and memory against K, and what an import costs.

Run: python tests/benchmarks/bench_population.py     (about a minute; one thread)
The digits network 64-64-10 with Adam and batches of 32, 60 steps.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import subprocess
import sys
import tracemalloc
from statistics import median
from time import perf_counter, process_time

import numpy as np

from lrlib import from_step, sweep
from lrlib.optimizers import adam
from lrlib.problems import bowl, mlp

SIZES, STEPS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024), 60


def seconds(problem, members: int, steps: int, repeats: int) -> float:
    """Processor seconds of one sweep, the fastest of several."""
    times = []
    for _ in range(repeats):
        start = process_time()
        sweep(problem, adam(), np.geomspace(1e-4, 1e-2, members), steps)
        times.append(process_time() - start)
    return min(times)


def megabytes(problem, members: int) -> float:
    """Peak of what NumPy allocates during one short sweep."""
    tracemalloc.start()
    sweep(problem, adam(), np.geomspace(1e-4, 1e-2, members), 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def scaling() -> None:
    """Time and memory of a member against K."""
    problem = mlp()
    size = 8 * problem.theta0.size / 1e6
    print("| members | ms per member and step | relative to K = 1 | peak MB | MB per member |")
    print("|--:|--:|--:|--:|--:|")
    alone = 0.0
    seconds(problem, 4, STEPS, 1)
    for members in SIZES:
        each = 1e3 * seconds(problem, members, STEPS, 5 if members < 256 else 2) / members / STEPS
        alone = alone or each
        peak = megabytes(problem, members)
        print(
            f"| {members} | {each:.4f} | {each / alone:.2f} | {peak:.1f} | {peak / members:.3f} |",
            flush=True,
        )
    slope = (megabytes(problem, 1024) - megabytes(problem, 256)) / 768
    print(f"\nMemory grows by {slope:.3f} MB a member: {slope / size:.1f} times its parameters.")


def small_things() -> None:
    """A heat map, the check of a student's function, an import."""
    start = perf_counter()
    axes = {"beta1": np.linspace(0, 0.99, 120)}
    sweep(bowl([1.0, 10.0]), adam, np.geomspace(1e-3, 10, 160), 100, axes=axes)
    print(f"Heat map of 19,200 bowls, 100 steps of Adam: {perf_counter() - start:.2f} s.")

    def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        m, v = beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2
        return theta - lr * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + eps), m, v

    start = perf_counter()
    for _ in range(100):
        from_step(adam_step)
    print(f"Check of a student's Adam: {10 * (perf_counter() - start):.2f} ms.")
    for code in ("import numpy", "import lrlib", "import lrlib; lrlib.train; lrlib.OPTIMIZERS"):
        timed = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
        runs = [
            float(subprocess.run([sys.executable, "-c", timed], capture_output=True).stdout)
            for _ in range(7)
        ]
        print(f"`{code}`: {median(runs):.3f} s.")


if __name__ == "__main__":
    scaling()
    small_things()
