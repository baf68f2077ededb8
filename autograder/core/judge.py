"""Judge one exercise: call the student's function, compare, recognise, report."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.core.call import Call, Replay
from autograder.core.compare import Mismatch, compare
from autograder.core.exercise import Case, Exercise, Misconception, Property
from autograder.core.picture import draw
from autograder.core.recognise import recognise, same
from autograder.core.replay import replay_all, right_replay
from autograder.core.report import HintKind, Report
from autograder.core.show import show, show_call
from autograder.core.subject import Outcome, Subject
from autograder.core.text import clean_message
from autograder.core.values import Unusable
from autograder.core.verdict import Verdict

LIMITS = ("limit_cpu", "limit_wall", "limit_mem", "crash")
MAX_LIMITS = 2  # calls that may run into a limit before the rest is not called any more
REMEMBERS = (
    "Asked twice for the very same thing, your function gave two answers. What does it remember "
    "from one call to the next, or is there chance in it?"
)
WAITS = Mismatch("waits", "This counts once the lines above it are right.")
WANTS_A_QUESTION = ("value", "no-error", "shape", "nan", "inf", "count", "across", "arguments")
NOT_A_QUESTION = ("missing", "library", "infra", "protocol", *LIMITS)


@dataclass(frozen=True)
class Found:
    """What was found about one property.

    mismatch : what is wrong, in which `call`; None if the property holds
    waits    : it fails only because something else does
    fault    : what went wrong in the grader itself, so that nothing is known
    """

    mismatch: Mismatch | None = None
    call: Call | None = None
    waits: bool = False
    fault: str = ""

    @property
    def holds(self) -> bool:
        return self.mismatch is None and not self.fault


def judge(
    exercise: Exercise,
    subject: Subject,
    rng: np.random.Generator,
    *,
    secret: bool = False,
    attempt: int = 1,
    picture: bool = True,
) -> Report:
    """Check `subject` against every property of `exercise`, with inputs drawn from `rng`.

    secret  : leave every input and every expected number out of the report
    attempt : how often this student failed here before, plus one
    picture : draw the student's function against the right one
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        judgement = _Judgement(exercise, subject, rng)
        found = judgement.of_all()
        recognised = judgement.recognised(found)
        steady = recognised is not None or judgement.answers_again(found)
        drawing = judgement.picture() if picture else ""
    if judgement.lost:
        found, steady = [Found(fault=judgement.lost) for _ in found], True
    verdicts = tuple(
        _verdict(exercise, each, result, recognised, secret)
        for each, result in zip(exercise.properties, found, strict=True)
    )
    hint, hint_kind = _hint(exercise, found, recognised) if steady else (REMEMBERS, "question")
    return Report(
        name=exercise.id,
        score=_score(verdicts),
        points=exercise.points,
        verdicts=verdicts,
        hint=hint,
        hint_id=recognised.id if recognised and hint else None,
        hint_kind=hint_kind,
        pointer=exercise.worked_example,
        picture=drawing,
        alert=_alert(found),
        attempt=attempt,
        secret=secret,
    )


class _Judgement:
    """One run over the properties: the calls made so far, and how many ran into a limit.

    lost : what went wrong in the grader while it called: what the calls gave may not be the
           student's doing, even where a mistake had been found before
    """

    def __init__(self, exercise: Exercise, subject: Subject, rng: np.random.Generator) -> None:
        self.exercise = exercise
        self.subject = subject
        self.calls: dict[Callable[..., Any], list[Call]] = {}
        self.limits = 0
        self.lost = ""
        self.unfit: Outcome | None = None
        distinct = list(dict.fromkeys(each.cases for each in exercise.properties))
        seeds = rng.integers(2**63, size=len(distinct))
        self.seeds = dict(zip(distinct, seeds.tolist(), strict=True))

    def of_all(self) -> list[Found]:
        found: dict[str, Found] = {}
        for each in self.exercise.properties:
            result = self.of_property(each)
            if not all(found[name].holds for name in each.after) and not result.fault:
                result = replace(result, mismatch=result.mismatch or WAITS, waits=True)
            found[each.id] = result
        return list(found.values())

    def of_property(self, each: Property) -> Found:
        try:
            if each.cases not in self.calls:
                self.calls[each.cases] = self._record(each)
            return self._find(each, self.calls[each.cases])
        except Exception as error:  # a boundary: a fault in a check is ours, never the student's
            return Found(fault=clean_message(f"{each.id}: {type(error).__name__}: {error}"))

    def _record(self, each: Property) -> list[Call]:
        cases = list(each.cases(np.random.default_rng(self.seeds[each.cases])))
        right = [right_replay(self.exercise, case) for case in cases]
        yours = self._replays(cases)
        return [
            Call(case.arguments, case, next(yours), expected)
            for case, expected in zip(cases, right, strict=True)
        ]

    def _replays(self, cases: Sequence[Case]) -> Iterator[Replay]:
        """What the student's function does with these cases; what stops it, stops the rest, too."""
        last = Replay(self.unfit) if self.unfit else None
        if last is None:
            for replay in replay_all(self.exercise, cases, self.subject):
                self._note(replay)
                last = replay
                yield replay
        while last is not None and last.outcome.fault is not None:
            yield last

    def _note(self, replay: Replay) -> None:
        fault = replay.outcome.fault
        if fault is not None and fault.kind == "infra":
            self.lost = fault.message or "the sandbox failed"
        if fault is not None and fault.kind in LIMITS:
            self.limits += 1
        if fault is not None and (fault.kind == "missing" or self.limits >= MAX_LIMITS):
            self.unfit = replay.outcome

    def _find(self, each: Property, calls: list[Call]) -> Found:
        conditional = each.reference and (each.check is not None or each.across is not None)
        for call in calls:
            mismatch = self._numbers(each, call)
            if mismatch is not None:
                return Found(mismatch, call, waits=conditional)
        for call in calls:
            mismatch = each.check(call) if each.check else None
            if mismatch is not None:
                return Found(mismatch, call)
        return Found(each.across(calls) if each.across else None, calls[0])

    def _numbers(self, each: Property, call: Call) -> Mismatch | None:
        yours, right = call.yours.outcome, call.right.outcome
        if not each.reference:
            return Mismatch(yours.fault.kind, yours.fault.message) if yours.fault else None
        return compare(
            yours,
            right,
            self.exercise.results,
            call.arguments,
            only=each.parts,
            tolerance=each.tolerance,
        )

    def recognised(self, found: Sequence[Found]) -> Misconception | None:
        """The known mistake behind the failures, if there is exactly one that explains them."""
        first = _first_failure(found)
        if first is None or first[1].code in NOT_A_QUESTION:
            return None
        calls = [call for calls in self.calls.values() for call in calls]
        try:
            return recognise(self.exercise, calls)
        except Exception:  # a boundary: a fault of ours here costs the hint, not the points
            return None

    def answers_again(self, found: Sequence[Found]) -> bool:
        """True if the first call that failed gives the same answer when it is made again."""
        first = _first_failure(found)
        call = found[first[0]].call if first else None
        if first is None or call is None or first[1].code in NOT_A_QUESTION or self.unfit:
            return True
        if call.yours.outcome.fault is not None:
            return True  # messages may hold an address or a time
        again = next(replay_all(self.exercise, [call.case], self.subject))
        self._note(again)
        try:
            return same(again, call.yours, self.exercise.results, call.arguments)
        except Exception:  # a boundary, as above
            return True

    def picture(self) -> str:
        if self.exercise.picture is None or self.unfit is not None or self.limits:
            return ""
        return draw(self.exercise, self.exercise.picture, self.subject)


def _first_failure(found: Sequence[Found]) -> tuple[int, Mismatch] | None:
    """The place and the mismatch of the first property that fails by itself."""
    failing = [(n, each.mismatch, each.waits) for n, each in enumerate(found) if each.mismatch]
    own = [(n, mismatch) for n, mismatch, waits in failing if not waits]
    return own[0] if own else next(((n, mismatch) for n, mismatch, _ in failing), None)


def _verdict(
    exercise: Exercise,
    each: Property,
    found: Found,
    recognised: Misconception | None,
    secret: bool,
) -> Verdict:
    verdict = Verdict(each.id, each.label, each.points, found.holds)
    if found.fault:
        return replace(verdict, passed=None, said="This check failed by itself.", code="infra")
    if found.mismatch is None:
        return verdict
    verdict = replace(
        verdict,
        hint_id=recognised.id if recognised else None,
        said=_sentence(found.mismatch),
        code=found.mismatch.code,
        waits=found.waits,
    )
    if secret or found.call is None or found.mismatch.code == "missing":
        return verdict
    return replace(
        verdict,
        called=_called(exercise, found.call),
        got=found.mismatch.got or _came_back(found.call.yours.outcome),
        want=found.mismatch.want
        or (_came_back(found.call.right.outcome) if each.reference else ""),
    )


def _sentence(mismatch: Mismatch) -> str:
    """The sentence with a capital, unless it begins with a name from the code."""
    said = mismatch.sentence
    return said[:1].upper() + said[1:] if said.startswith("the ") else said


def _called(exercise: Exercise, call: Call) -> str:
    callbacks = tuple(call.case.callbacks()) if call.case.callbacks else ()
    arguments = {
        name: call.arguments.get(name)
        for name in exercise.parameters
        if name in call.arguments or name in callbacks
    }
    return show_call(exercise.id, arguments, callbacks)


def _came_back(outcome: Outcome) -> str:
    if outcome.fault is not None:
        return outcome.fault.message.partition(":")[0] if outcome.fault.kind == "error" else ""
    return "" if isinstance(outcome.value, Unusable) else show(outcome.value)


def _hint(
    exercise: Exercise, found: Sequence[Found], recognised: Misconception | None
) -> tuple[str, HintKind]:
    first = _first_failure(found)
    if first is None or first[1].code in NOT_A_QUESTION:
        return "", ""
    if recognised is not None:
        return recognised.hint, recognised.kind
    if first[1].code in WANTS_A_QUESTION:
        return exercise.properties[first[0]].question, "question"
    return "", ""  # the sentence about what came back says it all


def _score(verdicts: Sequence[Verdict]) -> float | None:
    if any(verdict.passed is None for verdict in verdicts):
        return None
    return round(sum(verdict.points for verdict in verdicts if verdict.passed), 9)


def _alert(found: Sequence[Found]) -> str:
    faults = [each.fault for each in found if each.fault]
    if not faults:
        return ""
    return (
        "This is our fault, not yours: a check failed by itself, and your points stay open. "
        f"Please tell your instructor: {faults[0]}"
    )
