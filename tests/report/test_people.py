"""Who needs a person: own troubles first, routine together, nobody forgotten."""

from autograder.report.people import ROUTINE, name_people, waiting_for_a_person
from autograder.report.types import read_entries

A = "01_what_it_is"


def test_open_mark_is_listed_even_when_the_caller_forgot_it(entry):
    needs = waiting_for_a_person([], read_entries([entry(score=None, verdict="INFRA")]))
    assert needs.own[0].alert == "Mark open."
    assert needs.own[0].reasons == ("a fault of the grader in sgd_step",)


def test_unreadable_file_is_listed_once_for_all_its_exercises(entry):
    bad = {"score": 0.0, "verdict": "BAD_FILE"}
    needs = waiting_for_a_person([], read_entries([entry(**bad), entry(exercise="b", **bad)]))
    assert [(w.alert, len(w.reasons)) for w in needs.own] == [("Unreadable.", 1)]


def test_submissions_without_a_mark_come_first(entry):
    entries = read_entries([entry("zoe", score=None, verdict="INFRA")])
    needs = waiting_for_a_person([("ada", A, "a note")], entries)
    assert [w.student for w in needs.own] == ["zoe", "ada"]


def test_reasons_of_one_submission_stand_together_without_doubles():
    needs = waiting_for_a_person([("ada", A, "x"), ("ada", A, "y"), ("ada", A, "x")], [])
    assert [(w.student, w.reasons) for w in needs.own] == [("ada", ("x", "y"))]


def test_reason_of_many_is_routine_and_of_few_is_not():
    many = [(f"s{n}", A, "a written answer to read") for n in range(ROUTINE + 1)]
    assert waiting_for_a_person(many, []).own == ()
    assert len(waiting_for_a_person(many, []).routine["a written answer to read"]) == ROUTINE + 1
    assert len(waiting_for_a_person(many[1:], []).own) == ROUTINE


def test_routine_reason_stays_with_a_submission_that_has_no_mark(entry):
    entries = read_entries([entry("s0", score=None, verdict="INFRA")])
    many = [(f"s{n}", A, "a written answer to read") for n in range(ROUTINE + 1)]
    assert "a written answer to read" in waiting_for_a_person(many, entries).own[0].reasons


def test_student_without_a_name_is_called_by_id():
    people = name_people(["ada"], {}, False, "")
    assert people.label("ada") == "<bdi>ada</bdi>"


def test_anonymous_label_holds_neither_id_nor_name():
    label = name_people(["ada"], {"ada": "Ada Lovelace"}, True, "salt").label("ada")
    assert "ada" not in label.lower()
