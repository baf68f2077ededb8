"""A class graded in parts: the same bytes as in one piece, and no part that does not fit."""

import json
from dataclasses import replace

import pytest

from autograder.__main__ import main
from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.grading.trusted_result import UnfitResult, trusted_result
from autograder.bridge.grading.worker import Job
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, Sample, hand_in
from autograder.bridge.whole_class.grade import Options, grade
from autograder.bridge.whole_class.merge import merge
from autograder.bridge.whole_class.shard import BadShard, Share, grade_shard, read_shard, shard_file
from tests.bridge.recorded import record_of

FEW = tuple(s for s in SAMPLES if s.student in {"ada", "bela", "carla", "kim"})
PARTS = 3


@pytest.fixture(scope="module")
def parts(empty_class, copy_of, tier, tmp_path_factory):
    """A class with hand-ins, nothing recorded, and its three parts graded elsewhere."""
    room = copy_of(empty_class, tmp_path_factory.mktemp("parts") / "class")
    hand_in(room, FEW)
    elsewhere = copy_of(room, tmp_path_factory.mktemp("elsewhere") / "class")
    paths = []
    for number in range(1, PARTS + 1):
        share = Share(number, PARTS)
        paths.append(shard_file(elsewhere, share))
        grade_shard(elsewhere, elsewhere.assignments, Options(tier), share, paths[-1])
    return room, elsewhere, paths


@pytest.fixture
def mine(parts, copy_of, tmp_path):
    """A copy of that class of one's own, and copies of the three files."""
    room, _, paths = parts
    own = copy_of(room, tmp_path / "class")
    copies = []
    for path in paths:
        copies.append(tmp_path / path.name)
        copies[-1].write_bytes(path.read_bytes())
    return own, copies


def test_three_parts_merge_to_the_bytes_of_one_run(parts, mine, tier):
    _, elsewhere, _ = parts
    room, paths = mine
    merged = merge(room, paths)
    assert (merged.summary.graded, merged.left) == (len(FEW), ())
    assert list(elsewhere.root.glob("autograded/*")) == []  # a shard records nothing
    grade(elsewhere, elsewhere.assignments, Options(tier))
    assert record_of(room) == record_of(elsewhere)
    assert merge(room, paths).summary.graded == 0  # again: nothing is new


def test_every_submission_lies_in_exactly_one_part():
    jobs = [Job(Submission(f"s{n}", FIRST, None), "") for n in range(3000)]
    held = [[share.holds(job) for job in jobs] for share in (Share(n, 7) for n in range(1, 8))]
    assert [sum(column) for column in zip(*held, strict=True)] == [1] * len(jobs)
    sizes = [sum(row) for row in held]
    assert min(sizes) > 0.8 * 3000 / 7
    assert max(sizes) < 1.2 * 3000 / 7


@pytest.mark.parametrize("words", ["0/8", "9/8", "3", "a/b", "3/0", "-1/4", ""])
def test_a_part_that_cannot_be_is_refused(words):
    with pytest.raises(BadShard, match="--shard"):
        Share.read(words)


def test_a_missing_part_is_named_with_the_command_that_grades_it(mine):
    room, paths = mine
    with pytest.raises(BadShard, match=r"1 of 3 parts are missing: 2; .*--shard 2/3"):
        merge(room, [paths[0], paths[2]])
    assert list(room.root.glob("autograded/*")) == []


def test_a_part_that_is_there_twice_is_refused(mine):
    room, paths = mine
    with pytest.raises(BadShard, match="part 1 is there twice"):
        merge(room, [*paths, paths[0]])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seed_id", "0" * 12, "the secret seed"),
        ("checker", "0" * 16, "the checker"),
        ("course_id", "history", "the course"),
        ("parts", 4, "the number of parts"),
        ("assignments", [FIRST], "the assignments"),
        ("format", "autograder shard 0", "another version"),
    ],
)
def test_a_part_of_something_else_stops_everything(mine, name, value, said):
    room, paths = mine
    head, *rest = paths[1].read_text().splitlines()
    paths[1].write_text("\n".join([json.dumps(json.loads(head) | {name: value}), *rest]))
    with pytest.raises(BadShard, match=said):
        merge(room, paths)
    assert list(room.root.glob("autograded/*")) == []


@pytest.mark.parametrize(
    "damage",
    [lambda text: text[: len(text) // 2], lambda text: "", lambda text: "[]\n", lambda text: "\0"],
    ids=["cut off", "empty", "no head", "no text"],
)
def test_a_damaged_file_is_refused(mine, damage):
    room, paths = mine
    paths[2].write_text(damage(paths[2].read_text()))
    with pytest.raises(BadShard, match=paths[2].name):
        merge(room, paths)


def test_a_file_without_its_last_results_is_refused(mine):
    room, paths = mine
    lines = paths[0].read_text().splitlines()
    assert len(lines) > 2
    paths[0].write_text("\n".join([lines[0], *lines[2:]]))
    with pytest.raises(BadShard, match="cut off or changed"):
        merge(room, paths)


def test_a_score_beyond_the_points_is_refused_before_anything_is_written(mine):
    room, paths = mine
    lines = paths[0].read_text().splitlines()
    line = json.loads(lines[1])
    result = json.loads(line["result"])
    next(iter(result["marks"].values()))["score"] = 1000.0
    lines[1] = json.dumps(line | {"result": json.dumps(result)})
    paths[0].write_text("\n".join(lines))
    with pytest.raises(UnfitResult, match=r"1000\.0 of"):
        merge(room, paths)
    assert list(room.root.glob("autograded/*")) == []


def test_what_was_handed_in_since_is_named_and_left_to_grade(mine, capsys):
    room, paths = mine
    hand_in(room, (Sample("late", FIRST, "after the shards"),))
    words = ["merge", "--class", str(room.root), *map(str, paths)]
    assert main(words) == 1
    said = capsys.readouterr().out
    assert f"late/{FIRST}" in said
    assert "autograder grade" in said
    graded = [path for path in record_of(room)[1] if path.endswith(".ipynb")]
    assert len(graded) == len(FEW)


def test_the_command_says_which_file_it_wrote(parts, tmp_path, capsys):
    _, elsewhere, _ = parts
    out = tmp_path / "part.jsonl"
    words = ["grade", "--class", str(elsewhere.root), "--shard", "2/3", "--out", str(out)]
    assert main(words) == 0
    assert str(out) in capsys.readouterr().out
    assert read_shard(out).head.number == 2


def test_a_result_about_somebody_else_is_not_believed(parts):
    room, _, paths = parts
    ((key, text), *_) = read_shard(paths[0]).text_by_key.items()
    found = json.loads(text)
    submission = Submission(found["student"], found["assignment"], None)
    master = room.master(submission.assignment)
    assert trusted_result(Job(submission, key), master, text).student == found["student"]
    with pytest.raises(UnfitResult, match="it is about"):
        trusted_result(Job(replace(submission, student="eve"), key), master, text)
    for nonsense in ("", "[]", "{}", json.dumps(found | {"marks": {}})):
        with pytest.raises(UnfitResult, match="refused"):
            trusted_result(Job(submission, key), master, nonsense)
