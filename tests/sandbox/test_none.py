"""Without a boundary the same calls give the same, for one's own work."""

import os

import numpy as np

from autograder.sandbox import Cell, Limits, Sandbox


def test_cells_and_functions_run():
    cells = [
        Cell("a", "import numpy as np\nk = 2\nprint(k)"),
        Cell("bad", "import os\nos._exit(0)"),
        Cell("f", "def f(x, g): return g(k * x)\ndef loop():\n    while True: pass"),
    ]
    limits = Limits(cpu_subject=1, wall_factor=8.0)
    with Sandbox("none", limits=limits, preload=()) as sandbox:
        with sandbox.load(cells, seed=0) as loaded:
            assert [each.status for each in loaded.results] == ["ok", "crash", "ok"]
            with loaded.subject("f") as subject:
                value = subject.call((np.ones(2), lambda x: x + 1), {}).value
            np.testing.assert_array_equal(value, [3.0, 3.0])
            with loaded.subject("loop") as subject:
                assert subject.call((), {}).fault.kind in ("limit_cpu", "limit_wall")
            with loaded.subject("f") as subject:
                assert subject.call((1.0, lambda x: x), {}).value == 2.0
        folder = sandbox._launched.folder

    assert not os.path.exists(folder.path)
