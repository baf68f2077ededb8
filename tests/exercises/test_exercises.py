"""Every exercise: the reference and honest rewritings pass, every known mistake is named."""

from pathlib import Path

import pytest

from autograder.core.variant import source_of
from autograder.exercises import EXERCISES, load, names
from autograder.verify import _problems, sound, table, verify

# The table of the contract: notebook, exercises in order, points.
POINTS = {
    "00_start_here": {"log_spaced": 3, "relative_change": 3},
    "01_what_it_is": {"sgd_step": 4, "gradient_descent": 6, "numeric_grad": 3, "step_length": 3},
    "02_too_low_too_high": {
        "power_iteration": 6,
        "regime": 4,
        "best_constant_lr": 3,
        "steps_to": 4,
        "diverged": 3,
    },
    "03_diagnosis": {"probe": 6, "diagnose": 8, "update_ratio": 3, "is_stuck": 3},
    "04_momentum": {
        "momentum_step": 6,
        "nesterov_step": 6,
        "to_pytorch": 4,
        "momentum_stable": 4,
    },
    "05_schedules_1": {
        "step_decay": 4,
        "exponential_decay": 4,
        "inverse_time_decay": 3,
        "plateau_update": 8,
        "schedule_area": 3,
    },
    "06_schedules_2": {
        "cosine_annealing": 5,
        "warmup_cosine": 5,
        "cosine_restarts": 5,
        "one_cycle": 6,
        "wsd": 5,
    },
    "07_adaptive_1": {"adagrad_step": 6, "rmsprop_step": 7, "effective_lr": 5},
    "08_adaptive_2": {"adam_step": 10, "adamw_step": 8, "name_the_bug": 8},
    "09_lr_finder": {
        "range_test": 8,
        "smooth": 3,
        "suggest_steepest": 4,
        "suggest_valley": 4,
        "suggest_min_over_10": 3,
    },
    "10_search": {
        "grid_search": 3,
        "random_search": 5,
        "successive_halving": 7,
        "on_border": 2,
        "scale_lr": 4,
        "layer_lrs": 5,
    },
    "11_edge_and_capstone": {
        "sharpness": 6,
        "polyak_step": 4,
        "backtracking_lr": 4,
        "tail_average": 2,
        "recipe": 20,
    },
}


@pytest.mark.parametrize("name", names())
def test_the_checker_makes_no_mistake(name):
    figures = verify([name], mutants_each=25)
    row = figures["exercises"][name]
    assert _problems(row) == []
    assert row["rewritings"] >= 8
    assert row["wrong"] >= 4
    assert sound(figures)
    assert name in table(figures)


def test_points_are_those_of_the_contract():
    for name, exercise in EXERCISES.items():
        assert POINTS[exercise.notebook][name] == exercise.points
    promised = {name for exercises in POINTS.values() for name in exercises}
    assert promised == set(EXERCISES)


def _lines(exercise):
    """The lines of the reference that do something."""
    lines = [line.strip() for line in source_of(exercise.reference).splitlines()]
    return [line for line in lines if "=" in line or line.startswith("return")]


@pytest.mark.parametrize("name", names())
def test_hints_are_questions_and_give_no_code_away(name):
    exercise = load(name)
    hints = [each.hint for each in exercise.misconceptions]
    assert len(set(hints)) == len(hints)
    for hint in [*hints, *(each.question for each in exercise.properties)]:
        assert "?" in hint or "Compare" in hint
        assert len(hint) < 320
        assert not any(line in hint for line in _lines(exercise))


@pytest.mark.parametrize("name", names())
def test_every_wrong_version_runs_by_itself(name):
    for each in load(name).misconceptions:
        namespace: dict = {}
        exec(each.source, namespace)
        assert callable(namespace[name])


def test_an_exercise_is_found_by_its_file_alone():
    assert set(names()) == set(EXERCISES)
    for name in names():
        assert EXERCISES[name].id == name


def test_no_exercise_file_is_long():
    folder = Path(load.__code__.co_filename).parent
    long = [f.name for f in folder.glob("*.py") if len(f.read_text("utf-8").splitlines()) > 400]
    assert long == []
