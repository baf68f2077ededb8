"""The class report says for each result under which sandbox it came about."""

from argparse import Namespace
from dataclasses import replace

from autograder.bridge.grading.store import save_result
from autograder.bridge.recording.history import note
from autograder.bridge.whole_class.grade import Options, find_jobs, kept_results, latest_results
from autograder.commands import report


def test_every_result_is_reported_under_the_tier_it_was_last_recorded_with(
    graded, copy_of, tmp_path, capsys
):
    room = copy_of(graded[0], tmp_path / "class")
    before = kept_results(room, "strong")
    assert {report.tiers_of(before), report.tiers_of(latest_results(room))} == {"strong"}

    moved = before[0]
    again = replace(moved, provenance=moved.provenance | {"tier": "container"})
    for job in find_jobs(room, [moved.assignment], Options("container")):
        if job.submission.student == moved.student:
            save_result(room, job.key, again)
    note(room, [again])

    latest = latest_results(room)
    assert len(latest) == len(before)
    assert [r for r in latest if r.provenance["tier"] == "container"] == [again]
    assert report.run(Namespace(directory=room.root, anonymous=False)) == 0
    said = f"strong (submissions: {len(before) - 1}), container (submissions: 1)"
    assert said in (room.root / "report.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip().endswith("report.html")
