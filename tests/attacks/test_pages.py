"""A page of feedback shows a student's HTML as text: nothing of it runs, loads or links (117)."""

import shutil
from html.parser import HTMLParser

import pytest
from attack_corpus.hand_ins import HAND_INS, HOSTILE_MARKDOWN
from test_class_attacks import rooms, run, tier

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.giving_back.feedback import write_feedback
from autograder.bridge.giving_back.feedback_page import FeedbackExporter
from autograder.bridge.handing_out.sample_class import FIRST
from autograder.bridge.recording.assemble import plain_markdown

__all__ = ["rooms", "run", "tier"]  # the class that was graded there
HOSTILE = next(each.student for each in HAND_INS if each.number == 117)


class Tags(HTMLParser):
    """What a page would run, load and link to."""

    def __init__(self, page):
        super().__init__()
        self.scripts, self.loads, self.links, self.handlers, self.kinds = 0, [], [], [], set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.kinds.add(tag)
        self.scripts += tag == "script"
        for name, value in attributes:
            if name.startswith("on"):
                self.handlers.append((tag, name))
            if name in ("href", "xlink:href", "action", "formaction"):
                self.links.append((value or "").strip().lower())
            if name in ("src", "srcset", "data", "poster"):
                self.loads.append((tag, value))


@pytest.fixture(scope="module")
def pages(rooms, run, tmp_path_factory):
    """The pages of an honest and of the hostile student."""
    path = tmp_path_factory.mktemp("pages") / "class"
    shutil.copytree(rooms[1].root, path, ignore=lambda _folder, _names: ["submitted"])
    for folder in (path / "autograded").iterdir():
        if folder.name not in ("ada", HOSTILE):
            shutil.rmtree(folder)
    write_feedback(Classroom.open(path), [FIRST])
    found = path.glob(f"feedback/*/{FIRST}/*.html")
    return {page.parts[-3]: page.read_text(encoding="utf-8") for page in found}


def test_the_hostile_page_runs_and_loads_what_the_honest_page_does(pages):
    honest, hostile = Tags(pages["ada"]), Tags(pages[HOSTILE])
    assert hostile.scripts == honest.scripts
    assert hostile.loads == honest.loads
    assert hostile.handlers == honest.handlers
    assert hostile.kinds - honest.kinds <= {"em", "strong", "h1", "p", "span", "pre", "div"}
    assert "alert(&#39;XSS&#39;)" in pages[HOSTILE] or "alert('XSS')" in pages[HOSTILE]


def test_links_of_the_hostile_page_lead_into_the_page_or_to_the_web(pages):
    for link in Tags(pages[HOSTILE]).links:
        assert link.startswith(("#", "https:", "http:")), link


def test_an_answer_without_end_is_cut_before_it_is_rendered():
    assert len(plain_markdown("*a" * 100_000)) < 9_000
    assert "cut here" in plain_markdown("*a" * 100_000)


@pytest.mark.parametrize("text", HOSTILE_MARKDOWN.split("\n\n"))
def test_a_written_answer_is_text(text):
    tags = Tags(FeedbackExporter()._markdown(plain_markdown(text)))
    assert (tags.scripts, tags.loads, tags.handlers) == (0, [], [])
    assert all(link.startswith(("#", "http")) for link in tags.links)
    assert not tags.kinds & {"svg", "img", "script", "iframe", "object", "form", "style"}
