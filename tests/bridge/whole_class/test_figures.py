"""Figures of students: none unless asked for, and then pictures only."""

import base64
import json

import pytest

from autograder.bridge.giving_back.feedback import write_feedback
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.whole_class.grade import Options, find_jobs, grade, kept_results

DRAWING = """
import matplotlib.pyplot as plt
plt.plot([1, 3, 2])
"""
HOSTILE = """
from IPython.display import display
import base64, zlib, struct
page = "<html><script>alert(1)</script></html>"
svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
display({"image/png": page}, raw=True)
display({"image/png": base64.b64encode(page.encode()).decode()}, raw=True)
display({"image/svg+xml": svg}, raw=True)
display({"image/png": base64.b64encode(svg.encode()).decode()}, raw=True)
display({"text/html": page}, raw=True)
display({"application/javascript": "alert(1)"}, raw=True)
display({"image/jpeg": base64.b64encode(page.encode()).decode()}, raw=True)
display({"image/png": "A" * 3_000_000}, raw=True)
"""


def with_cell(source):
    def damage(notebook):
        cell = {"id": "mine", "cell_type": "code", "source": source, "metadata": {}}
        notebook["cells"].insert(3, cell | {"outputs": [], "execution_count": None})
        return notebook

    return damage


ADA = next(s for s in SAMPLES if (s.student, s.assignment) == ("ada", FIRST))
CLASS = tuple(
    type(ADA)(name, FIRST, "", damage=with_cell(source))
    for name, source in (("drawing", DRAWING), ("hostile", HOSTILE))
)


@pytest.fixture(scope="module")
def rooms(empty_class, copy_of, tier, tmp_path_factory):
    """The same class, graded without and with figures."""
    folder, made = tmp_path_factory.mktemp("figures"), []
    for figures in (False, True):
        room = copy_of(empty_class, folder / f"figures-{figures}")
        hand_in(room, CLASS)
        grade(room, [FIRST], Options(tier, workers=1, figures=figures))
        made.append(room)
    return made


def outputs(room, student):
    path = room.root / "autograded" / student / FIRST / f"{FIRST}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    free = [cell for cell in cells if cell["id"].startswith("free-")]
    return [output for cell in free for output in cell["outputs"]]


def kinds(room, student):
    return {mime for output in outputs(room, student) for mime in output.get("data", {})}


def test_no_figure_unless_asked_for(rooms):
    assert kinds(rooms[0], "drawing") <= {"text/plain"}


def test_a_figure_is_kept_once_with_a_text_for_those_who_cannot_see_it(rooms):
    (shown,) = [o for o in outputs(rooms[1], "drawing") if "image/png" in o.get("data", {})]
    assert base64.b64decode(shown["data"]["image/png"]).startswith(b"\x89PNG")
    assert shown["metadata"]["image/png"]["alt"]


def test_nothing_but_text_passes_of_what_only_claims_to_be_a_picture(rooms):
    assert kinds(rooms[1], "hostile") == {"text/plain"}
    said = [str(o["data"]["text/plain"]) for o in outputs(rooms[1], "hostile")]
    assert sum("a picture was left out" in text for text in said) == 4


def test_the_page_shows_the_figure_and_no_element_of_the_hostile_one(rooms):
    pages = {path.parts[-3]: path.read_text() for path in write_feedback(rooms[1], [FIRST])}
    assert pages["drawing"].count('<img src="data:image/png;base64,') == 1
    assert 'alt="A figure' in pages["drawing"]
    for part in ("<script", '<svg xmlns="http://www.w3.org/2000/svg" onload', "<img"):
        assert part not in pages["hostile"]


def test_marks_do_not_depend_on_figures(rooms, tier):
    without, drawn = (
        {result.student: {m.exercise: m.score for m in result.marks.values()} for result in found}
        for found in (kept_results(room, tier) for room in rooms)
    )
    assert without == drawn
    assert set(drawn) == {"drawing", "hostile"}


def test_a_result_with_figures_has_an_address_of_its_own(rooms, tier):
    plain, drawn = (
        {job.key for job in find_jobs(rooms[0], [FIRST], Options(tier, figures=figures))}
        for figures in (False, True)
    )
    assert not plain & drawn
