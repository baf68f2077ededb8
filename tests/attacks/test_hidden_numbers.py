"""What a student reads does not depend on the hidden numbers, however the code tries to tell them.

Every case is marked with two seeds, so on two sets of hidden numbers: the pages are the same bytes.
"""

import pytest

from autograder import marking
from autograder.sandbox import Cell, Sandbox, choose_tier

STEP = "def sgd_step(theta, grad, lr):\n    "
SEEN = "import numpy as np\nseen = []\ndef tell(x): return float(np.sum(x))\n"
CASES = {
    "the text of an error": f'{STEP}raise ValueError(f"{{theta}} {{grad}}")',
    "letters in place of digits": f"{STEP}raise KeyError(''.join(chr(ord(c) + 50) for c in str(lr)))",
    "words that look like Python's": f"{STEP}raise NameError(f\"name 'x{{lr.hex()[4:]}}' is not defined\")",
    "words of the grader": f'{STEP}raise TypeError(f"needs a point of shape {{lr}}")',
    "the name of an error": f"{STEP}raise type('x' + lr.hex()[4:9], (Exception,), {{}})()",
    "the name of a type": f"{STEP}return type('x' + lr.hex()[4:9], (), {{}})()",
    "a shape": f"import numpy as np\n{STEP}return np.zeros((int(lr * 10**6) % 10**5, 2))",
    "many things": f"import numpy as np\n{STEP}return ('a',) * (int(lr * 1e9) % 10**5)",
    "a line that is not in the source": f"{STEP}exec(compile(f'raise ValueError({{lr}})', __file__ "
    "if '__file__' in globals() else 'x', 'exec'))",
    "the picture": f"{SEEN}{STEP}seen.append(tell(theta))\n    return seen[0]",
    "a forged reply": "import json, os, struct\n"
    f"{STEP}body = json.dumps({{'op': 'fault', 'kind': 'missing', 'message': str(lr)}}).encode()\n"
    "    for fd in range(3, 64):\n"
    "        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
    "        except OSError: pass\n    os._exit(0)",
}
# One exercise leaves what it saw in a file, the picture of the next is drawn from it.
WRITER = "def step_length(grad, lr):\n    open('/tmp/seen', 'w').write(str(lr))\n    return 0.0"
READER = f"{STEP}import os\n    return float(open('/tmp/seen').read()) if os.path.exists('/tmp/seen') else 0.0"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(choose_tier("strong")) as started:
        yield started


def pages(sandbox, sources, names, seed):
    cells = [Cell(f"c{number}", source) for number, source in enumerate(sources)]
    trials = [marking.Trial(name) for name in names]
    with sandbox.load(cells, seed=1) as loaded:
        pictures = [marking.picture_of(loaded, trial) for trial in trials]
        marks = [
            marking.mark_exercise(loaded, trial, seed, source="\n".join(sources), picture=picture)
            for trial, picture in zip(trials, pictures, strict=True)
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
