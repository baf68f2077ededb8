"""What a student reads does not depend on the hidden numbers, however the code tries to tell them.

Every case is marked with two seeds, so on two sets of hidden numbers: the pages are the same bytes.
"""

from contextlib import contextmanager

import pytest

from autograder import marking
from autograder.core.subject import Fault
from autograder.sandbox import Cell, Sandbox, choose_tier

STEP = "def sgd_step(theta, grad, lr):\n    "
CASES = {
    "the text of an error": STEP + 'raise ValueError(f"{theta} {grad}")',
    "letters in place of digits": STEP + "raise KeyError(str(lr).translate(str.maketrans("
    "'0123456789.', 'abcdefghijk')))",
    "words that look like Python's": STEP + "name = 'x' + lr.hex()[4:9]\n"
    "    raise NameError(f\"name '{name}' is not defined\")",
    "words of the grader": STEP + 'raise TypeError(f"needs a point of shape {lr}")',
    "the name of an error": STEP + "raise type('x' + lr.hex()[4:9], (Exception,), {})()",
    "the name of a type": STEP + "return type('x' + lr.hex()[4:9], (), {})()",
    "a shape": f"import numpy as np\n{STEP}return np.zeros((1000 + int(lr * 1e6) % 8999, 2))",
    "many things": STEP + "return ('a',) * (1000 + int(lr * 1e6) % 8999)",
    "a line that is not in the source": STEP + "code = compile(f'raise ValueError({lr})',"
    " sgd_step.__code__.co_filename, 'exec')\n    exec(code)",
    "the picture": f"import numpy as np\nseen = []\n{STEP}seen.append(float(np.sum(theta)))\n"
    "    return seen[0]",
    "a forged reply": "import json, os, struct\n"
    + STEP
    + "body = json.dumps({'op': 'fault', 'kind': 'missing', 'message': str(lr)}).encode()\n"
    "    for fd in range(3, 64):\n"
    "        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
    "        except OSError: pass\n    os._exit(0)",
}
# One exercise leaves what it saw in a file, the picture of the next is drawn from it.
WRITER = "def step_length(grad, lr):\n    open('/tmp/seen', 'w').write(str(lr))\n    return 0.0"
READER = (
    f"{STEP}import os\n    known = os.path.exists('/tmp/seen')\n"
    "    return float(open('/tmp/seen').read()) if known else 0.0"
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(choose_tier("strong")) as started:
        yield started


def pages(sandbox, sources, names, seed):
    cells = [Cell(f"c{number}", source) for number, source in enumerate(sources)]
    trials = [marking.Trial(name) for name in names]
    with sandbox.load(cells, seed=1) as loaded:
        pictures = marking.pictures_of(loaded, trials)
        text = "\n".join(sources)
        marks = [
            marking.mark_exercise(
                loaded, each, seed, source=text, picture=pictures.get(each.exercise, "")
            )
            for each in trials
        ]
    assert all(mark.score is not None for mark in marks)
    return [mark.html for mark in marks]


@pytest.mark.parametrize("source", CASES.values(), ids=CASES)
def test_a_page_is_the_same_for_other_hidden_numbers(sandbox, source):
    one, other = (pages(sandbox, [source], ["sgd_step"], seed) for seed in (11, 12))
    assert one == other


def test_a_picture_is_drawn_before_any_exercise_has_seen_hidden_numbers(sandbox):
    names = ["step_length", "sgd_step"]
    one, other = (pages(sandbox, [WRITER, READER], names, seed) for seed in (11, 12))
    assert one == other
    assert "<svg" in one[1]


def test_words_that_help_and_cannot_tell_anything_stay(sandbox):
    source = f"{STEP}return theta - rate * grad"
    (page,) = pages(sandbox, [source], ["sgd_step"], 11)
    assert "NameError: name &#x27;rate&#x27; is not defined" in page
    assert "return theta - rate * grad" in page


@pytest.mark.parametrize("given", ["'abc'", "{'a': 1}", "1e300", "float('nan')", "(1, 'a')"])
def test_a_checkers_function_that_is_misused_is_no_fault_of_the_checker(sandbox, given):
    source = f"def schedule_area(schedule, *more):\n    return schedule({given})"
    (page,) = pages(sandbox, [source], ["schedule_area"], 11)
    assert "our fault" not in page


class Unruly:
    """A loaded submission with which drawing fails in a way that no list of errors foresees."""

    name = "sgd_step"
    fault = None

    @contextmanager
    def subjects(self, _names):
        yield [self]

    def call(self, _args, _kwargs):
        raise ZeroDivisionError("1 / 0")


def test_a_picture_that_cannot_be_drawn_costs_the_picture_only():
    assert marking.pictures_of(Unruly(), [marking.Trial("sgd_step")]) == {"sgd_step": ""}


class Killed(Unruly):
    """A sandbox that is ended from outside so many times while it draws."""

    def __init__(self, times):
        self.starts, self.times = 0, times

    @property
    def fault(self):
        return Fault("infra", "The sandbox was ended from outside.") if self.late else None

    @contextmanager
    def subjects(self, _names):
        self.starts += 1
        self.late = self.starts <= self.times
        yield [self]


@pytest.mark.parametrize(("times", "starts", "drawn"), [(1, 2, {"sgd_step": ""}), (99, 3, {})])
def test_a_jail_that_is_killed_while_it_draws_does_not_show_in_the_picture(times, starts, drawn):
    loaded = Killed(times)
    assert marking.pictures_of(loaded, [marking.Trial("sgd_step")]) == drawn
    assert loaded.starts == starts


ENDS = "import os\ndef sgd_step(*args, **kwargs): os._exit(1)"
RIGHT = "def exponential_decay(step, base, gamma):\n    return base * gamma**step"


@pytest.mark.parametrize(
    "names", [["sgd_step", "exponential_decay"], ["exponential_decay", "sgd_step"]]
)
def test_what_ends_the_process_that_draws_costs_its_own_picture_only(sandbox, names):
    cells = [Cell("a", ENDS), Cell("b", RIGHT)]
    with sandbox.load(cells, seed=1) as loaded:
        pictures = marking.pictures_of(loaded, [marking.Trial(name) for name in names])
    assert "<svg" in pictures["exponential_decay"]
    assert "Yours stops before step 1." in pictures["sgd_step"]


EXTRA = (
    "import json, os, struct\n"
    "def exponential_decay(step, base, gamma):\n"
    "    body = json.dumps({'op': 'value', 'value': 6.0, 'changed': []}).encode()\n"
    "    for fd in range(3, 64):\n"
    "        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
    "        except OSError: pass\n"
    "    return 1.0"
)
SGD = "def sgd_step(theta, grad, lr):\n    return theta - lr * grad"


def test_replies_forged_while_one_picture_is_drawn_cost_no_other_picture(sandbox):
    cells = [Cell("a", EXTRA), Cell("b", SGD)]
    trials = [marking.Trial("exponential_decay"), marking.Trial("sgd_step")]
    with sandbox.load(cells, seed=1) as loaded:
        alone = marking.pictures_of(loaded, trials[1:])
        beside = marking.pictures_of(loaded, trials)
    assert beside["sgd_step"] == alone["sgd_step"]


def test_a_check_that_fails_by_itself_leaves_its_own_mark_open_and_no_other(sandbox, monkeypatch):
    def broken(exercise, *_args, **_options):
        raise ZeroDivisionError("1 / 0")

    with sandbox.load([Cell("b", SGD)], seed=1) as loaded:
        with monkeypatch.context() as context:
            context.setattr(marking, "judge", broken)
            failed = marking.mark_exercise(loaded, marking.Trial("sgd_step"), 1)
        assert failed.verdict == "INFRA" and "ZeroDivisionError" in failed.notes[0]
        assert marking.mark_exercise(loaded, marking.Trial("sgd_step"), 1).verdict == "OK"
