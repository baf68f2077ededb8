"""An instructor's round in nbgrader's formgrader, and a student's in its Validate button."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import nbformat
import pytest

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import ADAM, FIRST, SAMPLES, hand_in
from autograder.bridge.notebooks.source import read_source
from autograder.bridge.recording.gradebook import open_gradebook
from tests.browser import lab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WRITTEN = "explain_first_adam_step"
SLOW = 120_000  # ms: a button that runs a notebook, on a busy machine


class Desk(NamedTuple):
    """A class, and a page on its formgrader."""

    room: Classroom
    url: str
    page: object

    def open(self, path):
        self.page.goto(f"{self.url}/formgrader/{path}")
        return self.page

    def row(self, name):
        return self.page.locator("tbody tr").filter(has_text=name)

    def press(self, button):
        """Press a button that opens a report; its text, once it says how it went."""
        button.click()
        ended = re.compile("Successfully|There was an error")
        dialog = self.page.locator(".modal.in, .modal.show").filter(has_text=ended)
        dialog.wait_for(timeout=SLOW)
        said = dialog.text_content()
        dialog.locator("[data-dismiss=modal]").first.click()
        dialog.wait_for(state="hidden")
        return said


@pytest.fixture(scope="module")
def desk(chromium, tmp_path_factory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("formgrader")
    room = new_class(folder / "class", lab.ROOT / "course", assignments=[ADAM])
    hand_in(room, tuple(s for s in SAMPLES if (s.student, s.assignment) == ("bela", ADAM)))
    with lab.jupyterlab(room.root, folder / "home") as url, lab.visit(chromium) as seen:
        seen.page.goto(f"{url}/tree?token={lab.TOKEN}")
        yield Desk(room, url, seen.page)
        assert seen.foreign == []


def test_an_assignment_is_created(desk):
    page = desk.open("manage_assignments")
    desk.row(ADAM).wait_for()  # the table that is fetched moves the link below it
    page.get_by_role("link", name="Add new assignment...").click()
    page.locator(".modal input.name").fill("90_extra")
    with page.expect_response(lambda r: r.url.endswith("/api/assignment/90_extra")) as saved:
        page.locator(".modal button.save").click()
    assert saved.value.ok
    desk.open("manage_assignments")
    desk.row("90_extra").wait_for()


def test_the_student_version_is_generated(desk):
    desk.open("manage_assignments")
    desk.row(ADAM).wait_for()
    said = desk.press(desk.row(ADAM).locator(".assign a"))
    assert f"Successfully created the student version of '{ADAM}'" in said
    released = (desk.room.root / "release" / ADAM / f"{ADAM}.ipynb").read_text()
    assert "BEGIN SOLUTION" not in released


def test_the_autograde_button_takes_the_hardened_path(desk):
    desk.open(f"manage_submissions/{ADAM}")
    desk.row("bela").wait_for()
    said = desk.press(desk.row("bela").locator(".autograde a"))
    assert f"Successfully autograded '{ADAM}' for student 'bela'" in said
    shown = desk.row("bela").locator(".score").text_content()
    with open_gradebook(desk.room) as gradebook:
        submission = gradebook.find_submission(ADAM, "bela")
        (adam,) = [g for n in submission.notebooks for g in n.grades if g.name == "adam_step"]
        assert 0 < adam.auto_score < adam.max_score  # the forgotten bias correction
        assert shown == f"{submission.score:g} / {submission.max_score:g}"
    assert desk.row("bela").locator(".status").text_content() == "needs manual grading"


def test_a_person_grades_the_written_answer_and_the_gradebook_has_it(desk):
    page = desk.open(f"gradebook/{ADAM}/{ADAM}")
    page.get_by_text("Submission #1").click()
    score = page.locator(f"input.score#{WRITTEN}")
    score.wait_for(timeout=SLOW)
    loaded = "document.querySelector('input.score#adam_step').placeholder !== ''"
    page.wait_for_function(loaded)  # only then the page listens
    score.fill("1")
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        score.press("Tab")
    comment = page.locator(f"[id='{WRITTEN}-comment']")
    comment.fill("Which of the two has its size cancelled?")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        comment.press("Tab")
    with open_gradebook(desk.room) as gradebook:
        assert gradebook.find_grade(WRITTEN, ADAM, ADAM, "bela").manual_score == 1
        assert not gradebook.find_submission(ADAM, "bela").needs_manual_grade


def test_the_feedback_button_writes_a_page_with_the_hint_and_the_comment(desk):
    desk.open(f"manage_submissions/{ADAM}")
    desk.row("bela").wait_for()
    said = desk.press(desk.row("bela").locator(".generate-feedback a"))
    assert f"Successfully generated feedback for '{ADAM}' for student 'bela'" in said
    (written,) = (desk.room.root / "feedback" / "bela" / ADAM).glob("*.html")
    feedback = written.read_text()
    assert "Which of the two has its size cancelled?" in feedback
    assert "A known mistake" in feedback


@pytest.fixture(scope="module")
def handed_out(course):
    """The first notebook as it is handed out, and with every exercise solved."""
    solved = course / "solved.ipynb"
    cells = read_source(lab.ROOT / "course" / "instructor" / f"{FIRST}.py")
    nbformat.write(cells, solved)
    return {"untouched": f"{FIRST}.ipynb", "solved": solved.name}


@pytest.mark.parametrize("state", ["untouched", "solved"])
def test_the_validate_button_says_what_is_true(state, handed_out, page, server):
    lab.open_notebook(page.page, handed_out[state])
    page.page.locator(".validate-button:visible").first.click()
    result = page.page.locator("#validation-message")
    result.wait_for(timeout=SLOW)
    said = result.text_content()
    page.page.locator(".jp-Dialog button").first.click()
    lab.close_notebook(page.page, server)
    if state == "solved":
        assert said == "Success! Your notebook passes all the tests."
    else:
        assert "sgd_step: 0 of 4 points" in said
        assert "This function is not written yet" in said
        assert "Partial credit" not in said
