"""Short ways to write what most exercise files need."""

from autograder.core.checks import inputs_unchanged
from autograder.core.exercise import Misconception, Property
from autograder.core.variant import HEADER, edit


def wrong_versions(reference):
    """A way to write wrong versions of `reference`: `wrong(id, hint, (old, new), ...)`."""

    def wrong(name, hint, *changes, kind="mistake"):
        return Misconception(name, edit(reference, *changes), hint, kind)

    return wrong


def wrong_code(name, hint, source, kind="mistake"):
    """A wrong version that is written out."""
    return Misconception(name, HEADER + source, hint, kind)


def inputs_stay(points, cases):
    """The property that no argument is changed in place; it counts once the numbers are right."""
    return Property(
        "inputs",
        "the arrays handed in stay as they were",
        points,
        cases,
        "Which line changes an array in place?",
        check=inputs_unchanged,
    )


def worked_example(what):
    """Where to look when nothing else helped."""
    return (
        f"Still lost? The worked example of this notebook {what}. Put its numbers into your "
        "function and compare line by line."
    )
