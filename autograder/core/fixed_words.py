"""What a student may read of a hidden check: sentences that the student's code cannot fill.

A function that is called with hidden numbers can put them into whatever it says: the text of an
error, the name of a type, a shape. So of such words only those are shown that are known
beforehand: sentences of ours, names of Python, and names and lines of the student's own source.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import replace

from autograder.core.library_watch import READY_MADE
from autograder.core.local import missing_message
from autograder.core.replay import MAX_CALLBACK_CALLS
from autograder.core.report import Report
from autograder.core.text import clean
from autograder.core.values import SENTENCES
from autograder.core.verdict import Verdict

_ERRORS = "|".join(name for name in dir(builtins) if name.endswith("Error"))
_DUE = rf"(?P<due>A (?:{_ERRORS}) is due here\. )?"
_ERROR = re.compile(
    rf"{_DUE}"
    r"(?P<name>\w+)(?P<base> \(a ValueError\))?"
    r"(?:: (?P<words>.*?))?(?: \(in your line `(?P<line>.*)`\))?"
)
# The words of Python's and NumPy's own errors; a name in them must be one that we know. A number is
# not shown.
_WORDS = [
    re.compile(pattern)
    for pattern in (
        r"name '(\w+)' is not defined(?:\. Did you mean: '(\w+)'\?)?",
        r"cannot access local variable '(\w+)' where it is not associated with a value",
        r"'(\w+)' object has no attribute '(\w+)'(?:\. Did you mean: '(\w+)'\?)?",
        r"module '(\w+)' has no attribute '(\w+)'",
        r"'(\w+)' object is not (?:callable|iterable|subscriptable)",
        r"(\w+)\(\) missing \d required positional arguments?: (?:'\w+'(?:,? and |, )?){1,6}",
        r"(\w+)\(\) takes (?:from \d to )?\d positional arguments? but \d (?:was|were) given",
        r"(\w+)\(\) got an unexpected keyword argument '(\w+)'",
        r"unsupported operand type\(s\) for [-+*/%@&|^<>=]{1,3}: '(\w+)' and '(\w+)'",
        r"can't multiply sequence by non-int of type '(\w+)'",
        r"No module named '(\w+)'",
        r"(?:float |integer )?(?:division|modulo)(?: or modulo)? by zero",
        r"math domain error|list index out of range|tuple index out of range",
        r"The truth value of an array with more than one element is ambiguous\. "
        r"Use a\.any\(\) or a\.all\(\)",
        rf"(\w+) has been called {MAX_CALLBACK_CALLS} times: that is enough",
        r"(\w+) cannot work with what it was called with",
        r"(\w+) needs a point of shape \([\d, ]{0,9}\)(?:, got shape \([\d, ]{0,9}\))?",
        r"a function that you were given was called with None: it needs numbers",
    )
]
_KNOWN = {
    *dir(builtins),
    *("LinAlgError", "AxisError", "NoneType", "function", "module", "generator", "ndarray"),
    *("DataFrame", "Series", "Tensor", "datetime", "date", "Axes", "Figure", "numpy", "math"),
    *("float64", "float32", "int64", "random", "lrlib", "torch"),
}
_NOT_YET = re.compile(_DUE + re.escape("This function is not written yet (NotImplementedError)."))
_MEMORY = (
    "Your function asked for more memory than there is.",
    "Your function used too much memory.",
)
_LIBRARY_CALL = re.compile(r"Your function calls the library's own `(\w+)` \(([\w.]+)\)\. .*")
_LIBRARY = (
    "Your function calls the library's own code. Write the formula yourself: that is the exercise."
)
_SHAPE = "What came back has not the shape, or not the number of parts, that is due."
_UNSAID = "its words are not shown here, because they could hold hidden numbers"


def in_fixed_words(report: Report, source: str) -> Report:
    """The report without words that the student's code could have put in while it was checked.

    source : the text of all cells that ran
    """
    said = [_said(verdict, report.name, source) for verdict in report.verdicts]
    verdicts = zip(report.verdicts, said, strict=True)
    return replace(report, verdicts=tuple(replace(one, said=words) for one, words in verdicts))


def _said(verdict: Verdict, name: str, source: str) -> str:
    said, code = verdict.said, verdict.code
    if not said:
        return said
    known = _KNOWN | set(re.findall(r"[^\W\d]\w*", source)) | {name}
    if code == "error":
        return said if _NOT_YET.fullmatch(said) else _error(said, known, source)
    if code == "missing":
        return said if said == missing_message(name) else f"`{name}` is not a function here."
    if code == "library":
        call = _LIBRARY_CALL.fullmatch(said)
        return said if call and call[1] in known and call[2] in READY_MADE else _LIBRARY
    if code == "limit_mem":
        return said if said in _MEMORY else _MEMORY[0]
    if code in SENTENCES and "{detail}" in SENTENCES[code]:
        before, after = SENTENCES[code].split("{detail}")
        detail = said.removeprefix(before).removesuffix(after)
        return SENTENCES[code].format(detail=detail if detail in known else "…")
    if code in ("shape", "count") and not _near_what_is_due(said):
        return _SHAPE
    return said


def _error(said: str, known: set[str], source: str) -> str:
    match = _ERROR.fullmatch(said)
    if match is None:
        return f"Your function raised an error; {_UNSAID}."
    error = match["name"] if match["name"] in known else "An error of your own"
    text = (match["due"] or "") + error + (match["base"] or "")
    if match["words"]:
        known_words = _is_known(match["words"], known)
        text += f": {_without_numbers(match['words'])}" if known_words else f" ({_UNSAID})"
    lines = {clean(line.strip(), 120) for line in source.splitlines()}
    return f"{text} (in your line `{match['line']}`)" if match["line"] in lines else text


def _is_known(words: str, known: set[str]) -> bool:
    """Whether these are Python's own words about names that stand in the source."""
    for pattern in _WORDS:
        match = pattern.fullmatch(words)
        if match is not None:
            names = {*filter(None, match.groups()), *re.findall(r"'(\w+)'", words)}
            return names <= known
    return False


def _without_numbers(words: str) -> str:
    return re.sub(rf"(?<!\w)(?!{MAX_CALLBACK_CALLS} times)\d+(?!\w)", "…", words)


def _near_what_is_due(said: str) -> bool:
    """Whether a wrong shape or count is made of the numbers that are due, 0 and 1."""
    came, _, due = said.partition(" where ")
    return set(re.findall(r"\d+", came)) <= {"0", "1", *re.findall(r"\d+", due)}
