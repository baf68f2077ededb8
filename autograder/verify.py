"""The checker as a classifier: does it pass what is right, and name what is wrong?

`verify()` measures every exercise: the reference and honest rewritings of it must pass, every known
wrong variant must fail and be recognised as itself, random mutants of the reference must be
noticed, empty and constant answers must earn nothing, and no property may be idle (some wrong code
must fail because of it alone). The figures are plain data; `table` prints them.
"""

import importlib.util
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.core.exercise import Exercise
from autograder.core.judge import judge
from autograder.core.local import LocalSubject
from autograder.core.mutate import mutants
from autograder.core.report import Report
from autograder.core.seeds import rng_for
from autograder.core.variant import function_of, source_of
from autograder.exercises import load, names

SEEDS = (2026, 7)
MUTANTS_EACH = 60
REWRITINGS = Path(__file__).resolve().parents[1] / "tests" / "exercises" / "rewritings"

Figures = dict[str, Any]


def verify(
    chosen: Iterable[str] | None = None,
    *,
    mutants_each: int = MUTANTS_EACH,
    rewritings: Path = REWRITINGS,
) -> Figures:
    """The figures of the chosen exercises (all, if None): plain numbers, lists and dicts.

    rewritings : a folder with a file for each exercise whose functions are all right, and with
                 `equivalent_mutants.toml`: mutants that change no number, each with the reason
    """
    began = time.perf_counter()
    each = [_measure(load(name), mutants_each, rewritings) for name in chosen or names()]
    return {
        "exercises": {figures["exercise"]: figures for figures in each},
        "totals": _totals(each),
        "seconds": round(time.perf_counter() - began, 1),
    }


def sound(figures: Figures) -> bool:
    """True if the checker makes no mistake in `figures`."""
    totals = figures["totals"]
    return (
        totals["references_passed"] == totals["references"]
        and totals["rewritings_passed"] == totals["rewritings"]
        and totals["wrong_passed"] == 0
        and totals["wrong_recognised"] == totals["wrong"]
        and totals["mutants_survived"] == 0
        and totals["empty_answers_scored"] == 0
        and totals["idle_properties"] == 0
    )


def table(figures: Figures) -> str:
    """The figures for a person: one line an exercise, then the totals, then what is not right."""
    head = f"{'exercise':24}{'right':>9}{'wrong named':>14}{'mutants noticed':>18}{'idle':>6}"
    lines = [head]
    for name, row in figures["exercises"].items():
        lines.append(
            f"{name:24}{row['rewritings_passed']:>4}/{row['rewritings']:<4}"
            f"{row['wrong_recognised']:>9}/{row['wrong']:<4}"
            f"{row['mutants_killed'] + row['mutants_equivalent']:>13}/{row['mutants']:<4}"
            f"{len(row['idle_properties']):>6}"
        )
    totals = figures["totals"]
    lines += [
        "",
        f"references passed          {totals['references_passed']} of {totals['references']}",
        f"honest rewritings passed   {totals['rewritings_passed']} of {totals['rewritings']}",
        f"wrong variants passed      {totals['wrong_passed']} of {totals['wrong']}",
        f"wrong variants recognised  {totals['wrong_recognised']} of {totals['wrong']} "
        "(each as itself: the confusion matrix is diagonal when these agree)",
        f"random mutants noticed     {totals['mutants_killed']} of {totals['mutants']}, "
        f"{totals['mutants_equivalent']} more listed as equivalent",
        f"empty answers with points  {totals['empty_answers_scored']}",
        f"idle properties            {totals['idle_properties']}",
    ]
    for name, row in figures["exercises"].items():
        lines += [f"  {name}: {problem}" for problem in _problems(row)]
    return "\n".join(lines)


def _measure(exercise: Exercise, mutants_each: int, rewritings: Path) -> Figures:
    right = [
        _judge(exercise, function_of(source_of(exercise.reference), exercise.id), s) for s in SEEDS
    ]
    honest = _rewritings(exercise, rewritings)
    refused = [name for name, function in honest.items() if not _passes(exercise, function)]
    confusion, alone = _confusion(exercise)
    noticed = _mutants(exercise, mutants_each, _equivalent(exercise, rewritings))
    alone |= noticed.pop("alone")
    idle = [each.id for each in exercise.properties if each.id not in alone]
    return {
        "exercise": exercise.id,
        "notebook": exercise.notebook,
        "reference_passed": all(report.passed for report in right),
        "rewritings": len(honest),
        "rewritings_passed": len(honest) - len(refused),
        "rewritings_refused": refused,
        "wrong": len(confusion),
        "wrong_passed": [name for name, seen in confusion.items() if "passed" in seen],
        "wrong_recognised": sum(seen == [name] for name, seen in confusion.items()),
        "confusion": {name: seen for name, seen in confusion.items() if seen != [name]},
        **noticed,
        "empty_answers_scored": _empty_answers(exercise),
        "idle_properties": idle,
    }


def _judge(exercise: Exercise, function: Callable[..., Any], seed: int) -> Report:
    subject = LocalSubject(function, exercise.id, seconds_per_call=0.5)
    return judge(exercise, subject, rng_for(seed, exercise.id), picture=False)


def _passes(exercise: Exercise, function: Callable[..., Any]) -> bool:
    return all(_judge(exercise, function, seed).passed for seed in SEEDS)


def _rewritings(exercise: Exercise, folder: Path) -> dict[str, Callable[..., Any]]:
    """The functions of one file of honest rewritings, by name."""
    file = folder / f"{exercise.id}.py"
    if not file.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"rewritings_{exercise.id}", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"verify cannot read {file}; is it a Python file?")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        name: value
        for name, value in vars(module).items()
        if callable(value)
        and not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
    }


def _equivalent(exercise: Exercise, folder: Path) -> dict[str, str]:
    file = folder / "equivalent_mutants.toml"
    if not file.exists():
        return {}
    listed: dict[str, str] = tomllib.loads(file.read_text("utf-8")).get(exercise.id, {})
    return listed


def _confusion(exercise: Exercise) -> tuple[dict[str, list[str]], set[str]]:
    """What each wrong variant is taken for, and the properties that alone let one fail."""
    seen: dict[str, list[str]] = {}
    alone: set[str] = set()
    for misconception in exercise.misconceptions:
        reports = [
            _judge(exercise, function_of(misconception.source, exercise.id), seed) for seed in SEEDS
        ]
        alone |= _alone(reports[0])
        taken = {
            "passed" if report.passed else (report.hint_id or "not recognised")
            for report in reports
        }
        seen[misconception.id] = sorted(taken)
    return seen, alone


def _alone(report: Report) -> set[str]:
    failing = [each.id for each in report.verdicts if not each.passed and not each.waits]
    return set(failing) if len(failing) == 1 else set()


def _mutants(exercise: Exercise, limit: int, equivalent: dict[str, str]) -> Figures:
    source = source_of(exercise.reference)
    drawn = mutants(source, exercise.id, limit, rng_for(1, "mutants", exercise.id))
    survived, listed, alone = [], [], set()
    for mutant in drawn:
        report = _judge(exercise, function_of(mutant.source, exercise.id), SEEDS[0])
        alone |= _alone(report)
        if report.passed and mutant.change in equivalent:
            listed.append({"change": mutant.change, "reason": equivalent[mutant.change]})
        elif report.passed:
            survived.append(mutant.change)
    return {
        "mutants": len(drawn),
        "mutants_killed": len(drawn) - len(survived) - len(listed),
        "mutants_equivalent": len(listed),
        "mutants_survived": survived,
        "equivalent": listed,
        "alone": alone,
    }


def _empty_answers(exercise: Exercise) -> list[str]:
    """Empty and constant answers, and those that hand an argument back, that earn points."""
    answers: dict[str, Callable[..., Any]] = {
        f"always {value!r}": (lambda *_args, _value=value, **_kwargs: _value)
        for value in (None, 0.0, 1.0, True, False, "", float("nan"), float("inf"), ())
    }
    for value in _texts(exercise):
        answers[f"always {value!r}"] = lambda *_args, _value=value, **_kwargs: _value
    for name in exercise.parameters:
        answers[f"hands {name} back"] = _handing_back(exercise, name)
    answers["zeros like the first argument"] = _zeros(exercise)
    scored = []
    for name, answer in answers.items():
        score = _judge(exercise, answer, SEEDS[0]).score
        if score is None or score > 0:
            scored.append(f"{name}: {score}")
    return scored


def _texts(exercise: Exercise) -> set[str]:
    rng = np.random.default_rng(0)
    texts = set()
    for each in {each.cases for each in exercise.properties}:
        for one in each(rng):
            if one.callbacks is None:
                try:
                    texts.add(exercise.reference(**one.arguments))
                except (TypeError, ValueError):
                    continue
    return {text for text in texts if isinstance(text, str)} if texts else set()


def _handing_back(exercise: Exercise, name: str) -> Callable[..., Any]:
    place = exercise.parameters.index(name)
    rest = [each.name for each in exercise.results[1:]]

    def answer(*args: Any, **kwargs: Any) -> Any:
        given = {**dict(zip(exercise.parameters, args, strict=False)), **kwargs}
        first = given.get(name, args[place] if place < len(args) else None)
        return first if not rest else (first, *[given.get(each, 0.0) for each in rest])

    return answer


def _zeros(exercise: Exercise) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        first = args[0] if args else kwargs[exercise.parameters[0]]
        shape = getattr(first, "shape", ())
        zeros = tuple(np.zeros(shape) for _ in exercise.results)
        return zeros if len(zeros) > 1 else zeros[0]

    return answer


def _totals(each: list[Figures]) -> Figures:
    def total(key: str) -> int:
        return sum(len(row[key]) if isinstance(row[key], list) else row[key] for row in each)

    return {
        "references": len(each),
        "references_passed": sum(row["reference_passed"] for row in each),
        **{
            key: total(key)
            for key in (
                "rewritings",
                "rewritings_passed",
                "wrong",
                "wrong_passed",
                "wrong_recognised",
                "mutants",
                "mutants_killed",
                "mutants_equivalent",
                "mutants_survived",
                "empty_answers_scored",
                "idle_properties",
            )
        },
    }


def _problems(row: Figures) -> list[str]:
    problems = [] if row["reference_passed"] else ["the reference fails"]
    problems += [f"refuses the honest {name}" for name in row["rewritings_refused"]]
    problems += [f"{name} is taken for {seen}" for name, seen in row["confusion"].items()]
    problems += [f"lets through: {change}" for change in row["mutants_survived"]]
    problems += [f"pays for {answer}" for answer in row["empty_answers_scored"]]
    problems += [f"idle property: {name}" for name in row["idle_properties"]]
    return problems
