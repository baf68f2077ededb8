"""A call of a ready-made answer is noticed, whatever way it is made."""

import contextlib
import functools
import sys

import numpy as np
import pytest

from autograder.core.library_watch import READY_MADE, LibraryWatch, library_message
from autograder.exercises import sgd_step as exercise
from autograder.exercises.sgd_step import sgd_step as ready_made
from lrlib.schedules import cosine_annealing

CALLED = "autograder.exercises.sgd_step.sgd_step"


def step_of(module):
    """A function `step` that stands in a module of this name."""
    space = {"__name__": module}
    exec("def step(*args):\n    return 0.0\n", space)
    return space["step"]


def called_in(body):
    with LibraryWatch() as watch:
        body()
    return watch.called


class Optimizer:
    step = staticmethod(ready_made)


alias = ready_made
WAYS = {
    "by its name": lambda: ready_made(3.0, 2.0, 0.1),
    "through its module": lambda: exercise.sgd_step(3.0, 2.0, 0.1),
    "through an alias": lambda: alias(3.0, 2.0, 0.1),
    "through getattr": lambda: getattr(exercise, "sgd_" + "step")(3.0, 2.0, 0.1),
    "as a method": lambda: Optimizer().step(3.0, 2.0, 0.1),
    "by a partial function": lambda: functools.partial(ready_made, lr=0.1)(3.0, 2.0),
    "by map": lambda: list(map(ready_made, [3.0], [2.0], [0.1])),
    "by NumPy": lambda: np.vectorize(ready_made)(np.ones(2), 2.0, 0.1),
    "by eval": lambda: eval("ready_made(3.0, 2.0, 0.1)"),
    "behind a function of one's own": lambda: WAYS["by its name"](),
}


@pytest.mark.parametrize("call", WAYS.values(), ids=WAYS)
def test_a_ready_made_answer_is_noticed(call):
    assert called_in(call) == CALLED


def test_it_is_noticed_when_it_raises_as_well():
    def body():
        with pytest.raises(TypeError):
            ready_made("3", "2", "0.1")

    assert called_in(body) == CALLED


def test_what_the_library_made_before_is_noticed_when_it_is_called():
    schedule = cosine_annealing(0.4, 10)
    assert called_in(lambda: schedule(5)).startswith("lrlib.schedules.")


@pytest.mark.parametrize("library", READY_MADE)
def test_every_library_of_the_list_is_noticed_with_all_its_modules(library):
    assert called_in(step_of(library)) == f"{library}.step"
    assert called_in(step_of(f"{library}.deep.inside")) == f"{library}.deep.inside.step"


@pytest.mark.parametrize(
    "module", ["torch.optim.adam", "keras.src.optimizers.adam", "optax._src.alias"]
)
def test_the_optimizers_of_other_libraries_are_on_the_list(module):
    assert called_in(step_of(module)) == f"{module}.step"


@pytest.mark.parametrize(
    "module", ["__main__", "lrlib", "torch", "torch.optimal", "my.torch.optim", "numpy.linalg"]
)
def test_other_modules_are_not(module):
    assert called_in(step_of(module)) is None


def test_a_function_of_ones_own_with_the_same_name_is_not_a_library():
    def sgd_step(theta, grad, lr):
        return theta - lr * grad

    assert called_in(lambda: sgd_step(3.0, 2.0, 0.1)) is None


def test_to_have_a_library_is_not_to_call_it():
    assert called_in(lambda: [ready_made, exercise.sgd_step.__name__, callable(alias)]) is None


@pytest.mark.parametrize("name", [None, 3, type("Name", (str,), {})("torch.optim")])
def test_a_module_whose_name_is_no_text_is_no_library(name):
    assert called_in(step_of(name)) is None


def test_the_first_call_is_the_one_that_is_named():
    steps = [step_of(module) for module in ("__main__", "torch.optim", "optax")]
    assert called_in(lambda: [step() for step in steps]) == "torch.optim.step"


def test_calls_before_and_after_are_not_noticed():
    WAYS["by its name"]()
    with LibraryWatch() as watch:
        pass
    WAYS["by its name"]()
    assert watch.called is None


def test_a_paused_watch_notices_nothing_and_goes_on_afterwards():
    step = step_of("torch.optim")
    with LibraryWatch() as watch:
        with watch.paused():
            ready_made(3.0, 2.0, 0.1)
        assert watch.called is None
        step()
    assert watch.called == "torch.optim.step"


def test_a_pause_that_ends_in_an_error_is_over():
    step = step_of("torch.optim")
    with LibraryWatch() as watch:
        with contextlib.suppress(ZeroDivisionError), watch.paused():
            _ = 1 / 0
        step()
    assert watch.called == "torch.optim.step"


def test_a_pause_without_a_watch_does_nothing():
    watch = LibraryWatch()
    with watch.paused():
        ready_made(3.0, 2.0, 0.1)
    assert watch.called is None
    assert sys.getprofile() is None


@pytest.fixture
def profiler():
    """A profiler of somebody else's."""
    before = sys.getprofile()

    def note(*_args):
        pass

    sys.setprofile(note)
    yield note
    sys.setprofile(before)


def test_the_profiler_of_before_is_put_back(profiler):
    with LibraryWatch() as watch:
        inside = sys.getprofile()
        with watch.paused():
            in_a_pause = sys.getprofile()
        again = sys.getprofile()
    assert sys.getprofile() is profiler
    assert inside == again != profiler
    assert in_a_pause is None


def test_the_profiler_of_before_is_put_back_after_an_error(profiler):
    with contextlib.suppress(ZeroDivisionError), LibraryWatch():
        _ = 1 / 0
    assert sys.getprofile() is profiler


def test_the_message_names_what_was_called_and_what_to_do():
    said = library_message("lrlib.optimizers.sgd")
    assert "`sgd` (lrlib.optimizers)" in said
    assert "Write the formula yourself" in said
