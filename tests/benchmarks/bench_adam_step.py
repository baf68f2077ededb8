# ruff: noqa: E402   the number of threads must be set before NumPy is imported
"""Time of one Adam step: lrlib's textbook formula in blocks against PyTorch's fused kernel.

Run: python tests/benchmarks/bench_adam_step.py      (without PyTorch only lrlib is measured)
One thread; they take turns of a few steps each, so that their ratio survives a busy machine.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import process_time

import numpy as np

from lrlib.engine import advance, parts_of
from lrlib.optimizers import adam

SIZES_turns_steps = [(10_000, 200, 20), (100_000, 40, 5), (1_000_000, 10, 3), (10_000_000, 5, 1)]


def ours(n: int, dtype: str) -> Callable[[], None]:
    """A step of lrlib on n parameters, as `train` makes it."""
    rng = np.random.default_rng(0)
    theta, grad = (rng.standard_normal(n).astype(dtype) for _ in range(2))
    optimizer = adam()
    now = {"theta": theta, "parts": parts_of(optimizer, theta)}

    def step() -> None:
        now["theta"] = advance(optimizer, now["theta"], grad, now["parts"], 1e-3)

    return step


def torchs(n: int, dtype: str, kind: str) -> Callable[[], None]:
    """A step of torch.optim.Adam: kind is "fused", "foreach" or "single"."""
    import torch

    torch.set_num_threads(1)
    theta = torch.nn.Parameter(torch.randn(n, dtype=getattr(torch, dtype)))
    theta.grad = torch.randn(n, dtype=getattr(torch, dtype))
    options = {"fused": {"fused": True}, "foreach": {"foreach": True}, "single": {"foreach": False}}
    return torch.optim.Adam([theta], lr=1e-3, **options[kind]).step


def seconds(work: Callable[[], object], steps: int) -> float:
    """Processor seconds of one of several steps in a row."""
    start = process_time()
    for _ in range(steps):
        work()
    return (process_time() - start) / steps


def main() -> None:
    """Measure all sizes and print the table."""
    kinds = ["fused", "foreach", "single"] if find_spec("torch") else []
    print("| parameters | type | lrlib ns | " + " | ".join(f"torch {k} ns" for k in kinds), end="")
    print(" | lrlib / fused |\n|--:|---|" + "--:|" * (len(kinds) + 2))
    for n, turns, steps in SIZES_turns_steps:
        for dtype in ("float64", "float32"):
            works = {"lrlib": ours(n, dtype), **{k: torchs(n, dtype, k) for k in kinds}}
            times: dict[str, list[float]] = {name: [] for name in works}
            for work in works.values():
                for _ in range(3):
                    work()
            for _ in range(turns):
                for name, work in works.items():
                    times[name].append(seconds(work, steps))
            ns = {name: 1e9 * median(values) / n for name, values in times.items()}
            ratio = f"{ns['lrlib'] / ns['fused']:.2f}" if kinds else "-"
            row = " | ".join(f"{value:.2f}" for value in ns.values())
            print(f"| {n:,} | {dtype} | {row} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
