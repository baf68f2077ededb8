"""Feedback pages: nbgrader's own converter over the graded notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from autograder.bridge.classroom import Classroom
from autograder.bridge.recorder import class_config


def write_feedback(room: Classroom, assignments: Iterable[str]) -> list[Path]:
    """Write one HTML page for every graded submission of these assignments."""
    api = NbGraderAPI(config=class_config(room))
    pages: list[Path] = []
    for assignment in assignments:
        if not any(room.root.glob(f"autograded/*/{assignment}/*.ipynb")):
            continue
        result = api.generate_feedback(assignment, force=True)
        if not result["success"]:
            raise RuntimeError(
                f"nbgrader could not write the feedback of {assignment}: "
                f"{result.get('error', '')}\n{result.get('log', '')}"
            )
        pages += sorted(room.root.glob(f"feedback/*/{assignment}/*.html"))
    return pages
