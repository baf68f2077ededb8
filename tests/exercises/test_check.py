"""`check` as a student meets it: quick, patient, never raising because of what came back."""

import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograder
from autograder import check
from autograder.core.variant import function_of
from autograder.exercises import load, names


def variant(exercise, name):
    (found,) = [each for each in load(exercise).misconceptions if each.id == name]
    return {exercise: function_of(found.source, exercise)}


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="adam_step"):
        check("adamstep", namespace={})


def test_attempts_are_counted_in_the_notebook_and_not_in_the_module():
    first, second = variant("sgd_step", "uphill"), variant("sgd_step", "uphill")
    assert [check("sgd_step", namespace=first).attempt for _ in range(3)] == [1, 2, 3]
    assert check("sgd_step", namespace=second).attempt == 1
    assert not [name for name, value in vars(autograder).items() if value == {"sgd_step": 3}]


def test_a_spoilt_counter_does_no_harm():
    namespace = {**variant("sgd_step", "uphill"), "_failed_checks": "no"}
    assert check("sgd_step", namespace=namespace).attempt == 1


def test_the_callers_namespace_is_the_default():
    globals()["step_length"] = lambda grad, lr: abs(lr) * np.linalg.norm(grad)
    try:
        assert check("step_length").passed
    finally:
        del globals()["step_length"]


def test_the_validate_button_is_told_in_words_and_only_of_what_is_missing(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    check("sgd_step", namespace={})
    assert "There is no function called `sgd_step` yet" in capsys.readouterr().err
    check("sgd_step", namespace={"sgd_step": lambda theta, grad, lr: theta - lr * grad})
    monkeypatch.delenv("NBGRADER_VALIDATING")
    check("sgd_step", namespace={})
    assert capsys.readouterr().err == ""


def test_seeds_change_the_inputs_and_not_the_verdict():
    namespace = variant("adam_step", "only-m-corrected")
    reports = [check("adam_step", namespace=namespace, seed=seed) for seed in range(5)]
    assert len({report.score for report in reports}) == 1
    assert len({report.verdicts[2].called for report in reports}) == 5


@pytest.mark.parametrize("name", ["no-bias-correction", "eps-hard-coded"])
def test_the_answer_is_there_at_once(name):
    namespace = variant("adam_step", name)
    check("adam_step", namespace=namespace)
    began = time.process_time()
    check("adam_step", namespace=namespace)._repr_mimebundle_()
    assert time.process_time() - began < 0.3


def test_importing_the_checker_costs_little():
    code = (
        "import time, numpy; t = time.process_time(); import autograder;"
        "print(time.process_time() - t)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 0.2


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=300),
    st.functions(),
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)),
)
RESULTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner, inner),
        st.dictionaries(st.text(), inner, max_size=2),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("name", names())
@settings(max_examples=12, deadline=None)
@given(result=RESULTS)
def test_nothing_a_student_can_return_makes_the_check_raise(name, result):
    report = check(name, namespace={name: lambda *args, **kwargs: result})
    assert report.score == 0
    assert report.alert == ""
    assert "two answers" not in report.hint
    assert "<svg" in report._repr_html_() or report.picture == ""
    assert str(report)
