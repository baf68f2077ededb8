"""How long a sweep takes: one population of lrlib against loops of PyTorch and of Keras `fit`.

64 learning rates, the digits network 64-64-10, Adam, 10 epochs of batches of 32, one thread.
Run: python tests/benchmarks/bench_training.py      (frameworks that are not installed are left out)
Prints one table. Compare the ratios, which are of processor time and measured in one run, not the
seconds; each row is the fastest of several runs, because the machine may be busy.
"""

# ruff: noqa: E402   the number of threads must be set before NumPy is imported
import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before NumPy is imported: one thread for everybody
os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from collections.abc import Callable
from importlib.util import find_spec
from time import perf_counter, process_time

import numpy as np

from lrlib import digits, sweep
from lrlib.optimizers import adam
from lrlib.problems import mlp
from lrlib.training import start_of

RATES = np.geomspace(1e-4, 0.1, 64)
EPOCHS, BATCH = 10, 32
STEPS = EPOCHS * (1347 // BATCH)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one call."""
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def lrlib_losses(dtype: str) -> np.ndarray:
    """Final losses (64,) of the population."""
    return sweep(mlp(batch_size=BATCH, dtype=dtype), adam(), RATES, STEPS).loss[:, 0]


def torch_loss(rate: float, dtype: str) -> float:
    """One run as a careful person writes it: tensors sliced by hand, no DataLoader."""
    import torch

    kind = getattr(torch, dtype)
    problem = mlp(batch_size=BATCH)
    x_all, y_all = (torch.tensor(part) for part in digits()[:2])
    x_all = x_all.to(kind)
    layers = [torch.nn.Linear(64, 64, dtype=kind), torch.nn.Linear(64, 10, dtype=kind)]
    net = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1])
    start = torch.tensor(start_of(problem, 0), dtype=kind)
    with torch.no_grad():
        layers[0].weight.copy_(start[:4096].reshape(64, 64).T)
        layers[0].bias.copy_(start[4096:4160])
        layers[1].weight.copy_(start[4160:4800].reshape(64, 10).T)
        layers[1].bias.copy_(start[4800:])
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    rng = np.random.default_rng([0, 1])  # the order of batches of lrlib's seed 0
    for _ in range(EPOCHS):
        order = torch.from_numpy(rng.permutation(len(x_all)))
        x_mixed, y_mixed = x_all[order], y_all[order]
        for first in range(0, len(x_all) - BATCH + 1, BATCH):
            optimizer.zero_grad()
            z = net(x_mixed[first : first + BATCH])
            torch.nn.functional.cross_entropy(z, y_mixed[first : first + BATCH]).backward()
            optimizer.step()
    with torch.no_grad():
        return torch.nn.functional.cross_entropy(net(x_all), y_all).item()


def keras_fit(rate: float) -> None:
    """One run as the guides write it: compile and fit."""
    import keras

    x, y, *_ = digits()
    net = keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(keras.optimizers.Adam(rate), loss)
    net.fit(x.astype("float32"), y, batch_size=BATCH, epochs=EPOCHS, verbose=0)


def main() -> None:
    """Measure everything, interleaved, and print the table."""
    rows: dict[str, tuple[float, float]] = {}
    for dtype in ("float64", "float32"):
        lrlib_losses(dtype)  # warm up
        rows[f"lrlib population, {dtype}"] = _best(
            [timed(lambda d=dtype: lrlib_losses(d)) for _ in range(7)]
        )
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        torch_loss(1e-3, "float64")
        for dtype in ("float64", "float32"):
            times = [timed(lambda r=r, d=dtype: torch_loss(r, d)) for r in RATES[::13]]
            rows[f"PyTorch loop, {dtype}"] = tuple(64 * t for t in _best(times))
        chosen = [0, 16, 32, 40, 48, 52, 56, 60, 63]
        ours = lrlib_losses("float64")
        for k in chosen:
            theirs = torch_loss(RATES[k], "float64")
            print(
                f"lr {RATES[k]:.2e}: final loss {ours[k]:.12f}, PyTorch {theirs:.12f}, "
                f"relative difference {abs(ours[k] - theirs) / theirs:.1e}"
            )
    if find_spec("keras") and find_spec("torch"):
        keras_fit(1e-3)
        times = [timed(lambda r=r: keras_fit(r)) for r in RATES[::21]]
        rows["Keras fit loop (torch backend), float32"] = tuple(64 * t for t in _best(times))
    fast64, fast32 = rows["lrlib population, float64"], rows["lrlib population, float32"]
    print("\n| 64 learning rates | wall s | CPU s | times lrlib float64 | times lrlib float32 |")
    print("|---|--:|--:|--:|--:|")
    for name, (wall, cpu) in rows.items():
        print(
            f"| {name} | {wall:.2f} | {cpu:.2f} | {cpu / fast64[1]:.1f} | {cpu / fast32[1]:.1f} |"
        )


def _best(times: list[tuple[float, float]]) -> tuple[float, float]:
    """The fastest wall and processor seconds."""
    return min(wall for wall, _ in times), min(cpu for _, cpu in times)


if __name__ == "__main__":
    main()
