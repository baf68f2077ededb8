"""Neutral labels, and recognising text that names somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report.anonymity import name_words, neutral_labels, tells_who

CLASS = [f"s{number:04d}" for number in range(2000)]


def test_labels_of_a_large_class_are_distinct():
    assert len(set(neutral_labels(CLASS, "salt").values())) == len(CLASS)


def test_label_stays_when_others_join():
    small, large = neutral_labels(CLASS[:30], "salt"), neutral_labels(CLASS[:300], "salt")
    assert {student: large[student] for student in small} == small


def test_labels_of_another_class_differ():
    one, other = neutral_labels(CLASS[:50], "one"), neutral_labels(CLASS[:50], "other")
    assert sum(one[s] == other[s] for s in one) == 0


def test_labels_do_not_follow_the_alphabet():
    labels = neutral_labels(CLASS, "salt")
    assert [labels[s] for s in CLASS] != sorted(labels.values())


@given(st.lists(st.text()))
def test_any_id_gets_a_label_of_neutral_letters(students):
    labels = neutral_labels(students, "salt")
    assert set(labels) == set(students)
    assert all(label.removeprefix("Student ").isalnum() for label in labels.values())


@pytest.mark.parametrize(
    ("text", "names_somebody"),
    [
        ("# written by Ada", True),
        ("def step_by_lovelace(x):", True),
        ("my_s1_copy", True),
        ("# 华罗庚的作业", True),
        ("v = mu * v - lr * grad", False),
        ("adam_step", False),
        ("", False),
    ],
)
def test_text_that_names_somebody_is_recognised(text, names_somebody):
    words = name_words(["s1"], {"s1": "Ada Lovelace", "s2": "华罗庚"})
    assert tells_who(text, words) is names_somebody
