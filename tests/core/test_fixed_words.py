"""Of a student's own words, a page about hidden numbers shows those that cannot hold a number."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.core.errors import describe_error
from autograder.core.fixed_words import in_fixed_words
from autograder.core.library_watch import library_message
from autograder.core.local import missing_message
from autograder.core.report import Report
from autograder.core.values import SENTENCES, Unusable, sentence
from autograder.core.verdict import Verdict

SOURCE = """
class TooSteep(ValueError):
    pass

def step(theta, grad, lr):
    velocity = lr * grad
    return theta - velocty
"""
UNSAID = "its words are not shown here, because they could hold hidden numbers"
LINE = "(in your line `return theta - velocty`)"


def shown(said, code="error", name="step", source=SOURCE):
    """What a student reads of a sentence about a failed property."""
    verdict = Verdict("numbers", "the numbers are right", 1.0, False, said=said, code=code)
    (verdict,) = in_fixed_words(Report(name, 0.0, 1.0, (verdict,)), source).verdicts
    return verdict.said


@pytest.mark.parametrize(
    "said",
    [
        "NameError: name 'velocty' is not defined",
        "NameError: name 'velocty' is not defined. Did you mean: 'velocity'?",
        "UnboundLocalError: cannot access local variable 'velocity' where it is not associated "
        "with a value",
        "AttributeError: 'ndarray' object has no attribute 'velocity'",
        "AttributeError: module 'numpy' has no attribute 'velocity'",
        "TypeError: 'float' object is not callable",
        "TypeError: step() got an unexpected keyword argument 'theta'",
        "TypeError: unsupported operand type(s) for -: 'NoneType' and 'float'",
        "TypeError: can't multiply sequence by non-int of type 'float'",
        "ModuleNotFoundError: No module named 'velocity'",
        "ZeroDivisionError: division by zero",
        "ZeroDivisionError: integer division or modulo by zero",
        "ValueError: math domain error",
        "IndexError: list index out of range",
        "ValueError: The truth value of an array with more than one element is ambiguous. "
        "Use a.any() or a.all()",
        "TypeError: step has been called 5000 times: that is enough",
        "TypeError: grad cannot work with what it was called with",
        "TypeError: a function that you were given was called with None: it needs numbers",
        "KeyError",
        "TooSteep (a ValueError)",
        f"NameError: name 'velocty' is not defined {LINE}",
        f"A ValueError is due here. NameError: name 'velocty' is not defined {LINE}",
        "This function is not written yet (NotImplementedError).",
        "A ValueError is due here. This function is not written yet (NotImplementedError).",
    ],
)
def test_pythons_own_words_about_names_of_the_source_are_shown(said):
    assert shown(said) == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ValueError: lr was 0.25", f"ValueError ({UNSAID})"),
        ("NameError: name 'x25' is not defined", f"NameError ({UNSAID})"),
        (
            "NameError: name 'velocty' is not defined. Did you mean: 'x25'?",
            f"NameError ({UNSAID})",
        ),
        (
            "TypeError: step() missing 2 required positional arguments: 'grad' and 'x25'",
            f"TypeError ({UNSAID})",
        ),
        ("TypeError: 'float' object is not callable, 0.25", f"TypeError ({UNSAID})"),
        ("TooSteep (a ValueError): 0.25", f"TooSteep (a ValueError) ({UNSAID})"),
        ("x25", "An error of your own"),
        ("x25: math domain error", "An error of your own: math domain error"),
        (f"KeyError: 0.25 {LINE}", f"KeyError ({UNSAID}) {LINE}"),
        ("KeyError (in your line `return 0.25`)", "KeyError"),
        (
            "A ValueError is due here. KeyError: 0.25",
            f"A ValueError is due here. KeyError ({UNSAID})",
        ),
        ("zero point 25: math domain error", f"Your function raised an error; {UNSAID}."),
    ],
)
def test_other_words_of_an_error_are_not_shown(said, expected):
    assert shown(said) == expected


def test_a_long_line_of_the_source_is_shown_as_far_as_an_error_quotes_it():
    line = f"return {' + '.join(['velocity'] * 20)}"
    said = f"KeyError (in your line `{line[:119]}…`)"
    assert shown(said, source=f"def step(velocity):\n    {line}\n") == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "TypeError: step() missing 2 required positional arguments: 'grad' and 'lr'",
            "TypeError: step() missing … required positional arguments: 'grad' and 'lr'",
        ),
        (
            "TypeError: step() takes 2 positional arguments but 3 were given",
            "TypeError: step() takes … positional arguments but … were given",
        ),
        (
            "TypeError: grad needs a point of shape (2, 3), got shape (6,)",
            "TypeError: grad needs a point of shape (…, …), got shape (…,)",
        ),
    ],
)
def test_numbers_in_pythons_own_words_are_not_shown(said, expected):
    assert shown(said) == expected


def test_the_name_of_the_exercise_is_known_without_a_source():
    said = "TypeError: 'step' object is not callable"
    assert shown(said, source="") == said
    assert shown(said, source="", name="other") == f"TypeError ({UNSAID})"


ASKED = "Your function asked for more memory than there is."
LIBRARY = "Your function calls the library's own code. "
SHAPE = "What came back has not the shape, or not the number of parts, that is due."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", ""),
        ("missing", missing_message("step")),
        ("library", library_message("lrlib.optimizers.step")),
        ("limit_mem", ASKED),
        ("limit_mem", "Your function used too much memory."),
        ("other-type", sentence(Unusable("other-type", "TooSteep"))),
        ("other-type", sentence(Unusable("other-type", "DataFrame"))),
        ("unreadable", sentence(Unusable("unreadable", "TooSteep"))),
        ("none", SENTENCES["none"]),
        ("shape", "theta is an array of shape (3, 1) where an array of shape (3,) is due."),
        ("shape", "theta is an array of shape (1,) where a single number is due."),
        ("count", "1 things came back where 3 are due: (theta, m, v)"),
        ("value", "theta is not the right number."),
        ("limit_wall", "Your function did not come back within 3 seconds."),
    ],
)
def test_sentences_of_the_checker_are_shown(code, said):
    assert shown(said, code) == said


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        ("missing", "`step` is an object of type x25 here.", "`step` is not a function here."),
        ("missing", missing_message("x25"), "`step` is not a function here."),
        (
            "library",
            library_message("torch.optim.x25"),
            f"{LIBRARY}Write the formula yourself: that is the exercise.",
        ),
        ("limit_mem", "0.25", ASKED),
        ("array-dtype", "An array of x25 came back: return an array of numbers.", None),
        ("other-type", sentence(Unusable("other-type", "x25")), None),
        ("unreadable", sentence(Unusable("unreadable", "x25")), None),
        ("shape", "theta is an array of shape (3, 2) where a single number is due.", SHAPE),
        ("shape", "theta is an array of shape (1, 2, 3, 4, 5, 6, 7) here.", SHAPE),
        ("count", "4 things came back where 3 are due: (theta, m, v)", SHAPE),
        ("count", "1025 things came back where 3 are due: (theta, m, v)", SHAPE),
    ],
)
def test_what_the_students_code_put_into_them_is_not(code, said, expected):
    assert shown(said, code) == (said.replace("x25", "…") if expected is None else expected)


def test_all_else_of_a_report_stays():
    passed = Verdict("shape", "the shape is right", 1.0, True)
    failed = Verdict("numbers", "the numbers are right", 2.0, False, said="x25", code="error")
    report = Report("step", 1.0, 3.0, (passed, failed), hint="Which way is down?", secret=True)
    after = in_fixed_words(report, SOURCE)
    assert after.verdicts[0] == passed
    assert {**after.to_json(), "verdicts": None} == {**report.to_json(), "verdicts": None}
    assert {**vars(after.verdicts[1]), "said": "x25"} == vars(failed)


def _written(number):
    digits = re.sub(r"\D", "", repr(number))
    return [repr(number), f"{number:.3g}", number.hex(), digits, digits[:2], " ".join(digits)]


HIDDEN = st.floats(allow_nan=False, allow_infinity=False).map(_written).flatmap(st.sampled_from)
DUE = st.sampled_from(["", "A ValueError is due here. "])
BASES = st.sampled_from([ValueError, TypeError, NameError, KeyError, Exception, UnicodeError])
PYTHONS_WORDS = st.sampled_from(
    [
        "name '{}' is not defined",
        "name 'velocity' is not defined. Did you mean: '{}'?",
        "cannot access local variable '{}' where it is not associated with a value",
        "'{}' object has no attribute 'velocity'",
        "'float' object has no attribute '{}'",
        "module 'numpy' has no attribute '{}'",
        "'{}' object is not subscriptable",
        "{}() takes no positional arguments but some were given",
        "step() got an unexpected keyword argument '{}'",
        "unsupported operand type(s) for -: '{}' and 'float'",
        "can't multiply sequence by non-int of type '{}'",
        "No module named '{}'",
        "{} cannot work with what it was called with",
        "math domain error {}",
        "division by zero: {}",
    ]
)


def no_digit_in(text):
    return re.search(r"\d", text) is None


@given(error=BASES, before=st.text(), hidden=HIDDEN, after=st.text(), due=DUE)
@example(ValueError, "", "0.25", "", "")
@example(ValueError, "", "0.25", f" {LINE}", "")
@example(ValueError, "math domain error: ", "0.25", "", "A ValueError is due here. ")
def test_no_digit_comes_out_of_the_text_of_an_error(error, before, hidden, after, due):
    assert no_digit_in(shown(due + describe_error(error(before + hidden + after))))


@given(error=BASES, words=PYTHONS_WORDS, hidden=HIDDEN, letter=st.sampled_from(["", "x", "_"]))
def test_no_digit_comes_out_of_words_that_look_like_pythons(error, words, hidden, letter):
    assert no_digit_in(shown(describe_error(error(words.format(letter + hidden)))))


@given(base=BASES, hidden=HIDDEN, letter=st.sampled_from(["", "x", "x "]))
def test_no_digit_comes_out_of_the_name_of_an_error(base, hidden, letter):
    error = type(letter + hidden, (base,), {})
    assert no_digit_in(shown(describe_error(error("math domain error"))))


@given(hidden=HIDDEN, code=st.sampled_from(["missing", "limit_mem", "library"]))
def test_no_digit_comes_out_of_a_message_that_the_students_process_sends(hidden, code):
    assert no_digit_in(shown(hidden, code))
    assert no_digit_in(shown(f"There is no `x{hidden}`.", code))


@given(code=st.sampled_from(["other-type", "unreadable", "array-dtype"]), hidden=HIDDEN)
def test_no_digit_comes_out_of_the_name_of_a_type(code, hidden):
    assert no_digit_in(shown(sentence(Unusable(code, hidden)), code))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("error", "ValueError: 0.25 This function is not written yet (NotImplementedError)."),
        ("error", "A 3283219556 is due here. ValueError"),
        ("error", "TypeError: step() takes from 3 to 2 positional arguments but 8 were given"),
        ("error", "TypeError: unsupported operand type(s) for 32832195: 'int' and 'int'"),
        ("error", "TypeError: step has been called 3283 times: that is enough"),
        ("error", "TypeError: step needs a point of shape (328321955), got shape (603003921)"),
        ("library", library_message("torch.optim.x3283219556.step")),
        ("library", library_message("torch.optim.3283219556` `step")),
    ],
)
def test_no_digit_comes_out_of_a_sentence_that_is_forged(code, said):
    assert no_digit_in(shown(said, code))
