"""Scores are kept whatever happens to the file, and nothing that happens to it is an error."""

import json
import multiprocessing
import os
import stat

import pytest

from lrlib import progress_file
from lrlib.progress_file import FILE, Kept, keep_answers, keep_score, learners_folder, read


def test_the_best_score_of_each_exercise_is_kept(tmp_path):
    for exercise, score in [("smooth", 1.0), ("smooth", 3.0), ("smooth", 2.0), ("wsd", 0.0)]:
        assert keep_score(tmp_path, exercise, score)
    assert read(tmp_path) == Kept({"smooth": 3.0, "wsd": 0.0}, {})


def test_the_first_answer_to_each_question_is_kept(tmp_path):
    keep_answers(tmp_path, {"00/a": 2})
    keep_answers(tmp_path, {"00/a": 0, "00/b": 1})
    keep_score(tmp_path, "smooth", 3.0)
    assert read(tmp_path) == Kept({"smooth": 3.0}, {"00/a": 2, "00/b": 1})


def test_only_the_file_itself_is_left_in_the_folder(tmp_path):
    keep_score(tmp_path, "smooth", 3.0)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    '{"version": 1}',
    '{"version": 1, "scores": {"a": "b"}, "answers": {}}',
    '{"version": 1, "scores": {"a": NaN}, "answers": {}}',
    '{"version": 1, "scores": {"a": -1}, "answers": {}}',
    '{"version": 1, "scores": {}, "answers": {"q": 1.5}}',
    '{"version": "one", "scores": {}, "answers": {}}',
    "[" * 100_000,
    "\udcff",
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_named_then_set_aside_and_nothing_of_it_is_lost(tmp_path, text):
    damaged = text.encode("utf-8", "surrogateescape")
    (tmp_path / FILE).write_bytes(damaged)
    assert "damaged" in read(tmp_path).remark
    assert keep_score(tmp_path, "smooth", 3.0)
    assert read(tmp_path) == Kept({"smooth": 3.0}, {})
    assert (tmp_path / ".course-progress.damaged-1.json").read_bytes() == damaged
    (tmp_path / FILE).write_bytes(b"again")
    keep_score(tmp_path, "smooth", 1.0)
    assert (tmp_path / ".course-progress.damaged-2.json").read_bytes() == b"again"


def test_the_file_of_a_newer_course_is_left_alone(tmp_path):
    newer = json.dumps({"version": 2, "scores": {"a": 1}, "answers": {}, "more": []})
    (tmp_path / FILE).write_text(newer)
    assert "another version" in read(tmp_path).remark
    assert not keep_score(tmp_path, "smooth", 3.0)
    assert (tmp_path / FILE).read_text() == newer


def test_a_folder_in_place_of_the_file_is_no_error(tmp_path):
    (tmp_path / FILE).mkdir()
    assert "could not be read" in read(tmp_path).remark
    assert not keep_score(tmp_path, "smooth", 3.0)


def test_where_nothing_can_be_written_the_old_scores_stay_and_a_sentence_says_so(
    tmp_path, monkeypatch
):
    keep_score(tmp_path, "smooth", 2.0)

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(progress_file.tempfile, "mkstemp", refuse)  # root may write anywhere
    monkeypatch.setattr(progress_file.os, "access", lambda path, mode: False)
    assert not keep_score(tmp_path, "smooth", 3.0)
    assert read(tmp_path).scores == {"smooth": 2.0}
    assert read(tmp_path).remark.startswith("This folder cannot be written to")


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path, monkeypatch):
    keep_score(tmp_path, "smooth", 2.0)

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress_file.json, "dump", full)
    assert not keep_score(tmp_path, "smooth", 3.0)
    assert read(tmp_path) == Kept({"smooth": 2.0}, {})
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_missing_folder_is_no_error(tmp_path):
    assert read(tmp_path / "gone") == Kept()
    assert not keep_score(tmp_path / "gone", "smooth", 3.0)


def _many_scores(folder, writer):
    for number in range(25):
        keep_score(folder, f"exercise-{writer}-{number}", 1.0)


def test_notebooks_that_write_at_the_same_time_lose_no_score(tmp_path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_many_scores, args=(tmp_path, k)) for k in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(read(tmp_path).scores) == 4 * 25


def test_a_notebook_that_never_lets_go_delays_a_write_but_does_not_stop_it(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl", reason="this system has no such lock")
    monkeypatch.setattr(progress_file, "PATIENCE", 0.05)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert keep_score(tmp_path, "smooth", 3.0)
    finally:
        os.close(descriptor)


def test_the_file_is_its_owners_alone(tmp_path):
    keep_score(tmp_path, "smooth", 3.0)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


# ------------------------------------------------------------------ whose notebook


class Shell:
    kernel = object()


@pytest.fixture
def kernel(monkeypatch, tmp_path):
    """As in a kernel whose working directory holds a notebook of the course."""
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "09_lr_finder.ipynb").write_text("{}")


@pytest.mark.usefixtures("kernel")
def test_a_kernel_beside_the_notebooks_is_a_learners(tmp_path):
    assert learners_folder() == tmp_path


@pytest.mark.usefixtures("kernel")
def test_in_nbgraders_layout_all_notebooks_share_the_file_above_them(tmp_path, monkeypatch):
    own = tmp_path / "01_what_it_is"
    own.mkdir()
    (own / "01_what_it_is.ipynb").write_text("{}")
    monkeypatch.chdir(own)
    assert learners_folder() == tmp_path


@pytest.mark.usefixtures("kernel")
def test_a_kernel_of_nbgrader_or_without_notebooks_beside_it_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert learners_folder() is None
    monkeypatch.delenv("NBGRADER_EXECUTION")
    (tmp_path / "09_lr_finder.ipynb").unlink()
    assert learners_folder() is None


def test_a_script_is_not():
    assert learners_folder() is None
