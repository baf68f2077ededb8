"""Both answers to the ten questions stand side by side, with what is true."""

import re

from lrlib.progress_file import keep_answers, read
from lrlib.widgets.cards import Cards
from lrlib.widgets.questions import questions
from lrlib.widgets.then_and_now import ThenAndNow, ask_again

ITEMS = questions("00_start_here")["prequiz"]
RIGHT = {item.key: [o.right for o in item.options].index(True) for item in ITEMS}
NOW = {key.replace("00_start_here", "11_edge_and_capstone"): n for key, n in RIGHT.items()}
WRONG = {key: (place + 1) % 3 for key, place in RIGHT.items()}


def rows(answers):
    html = ThenAndNow(answers)._repr_mimebundle_()["text/html"]
    body = re.search(r"<tbody>(.*)</tbody>", html, re.DOTALL)[1]
    return [re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if row]


def test_each_misconception_has_a_row_with_then_now_and_what_is_true():
    found = rows({**WRONG, **NOW})
    assert len(found) == len(ITEMS)
    for item, (_, then, now, true) in zip(ITEMS, found, strict=True):
        right = next(option for option in item.options if option.right)
        assert then.startswith("✗")
        assert now.startswith("✓")
        assert true.startswith("<b>")
        assert len(right.why) > 30


def test_the_summary_counts_right_answers_of_both_days():
    assert "0 of 10 in notebook 00, 10 now" in ThenAndNow({**WRONG, **NOW}).summary()
    assert "10 of 10 in notebook 00" in ThenAndNow({**RIGHT, **NOW}).summary()


def test_without_answers_it_asks_for_them_and_without_the_first_ones_it_says_so():
    assert ThenAndNow({}).summary().startswith("Answer the questions above first")
    assert ThenAndNow(RIGHT).summary().startswith("Answer the questions above first")
    assert "No answers of notebook 00 were kept" in ThenAndNow(NOW).summary()
    assert all(row[1] == "-" for row in rows(NOW))


def test_what_is_true_is_told_only_after_answering():
    assert all(row[3] == "-" for row in rows(RIGHT))
    told = [row[3] != "-" for row in rows({list(NOW)[2]: 0})]
    assert told == [False, False, True, *[False] * 7]


def test_an_answer_that_is_no_option_any_more_counts_as_none():
    assert rows({ITEMS[0].key: 99})[0][1] == "-"


def test_the_questions_are_the_same_but_their_answers_are_not_shared():
    again = ask_again()
    assert [card["ask"] for card in again.cards] == [item.ask for item in ITEMS]
    assert all(card["key"].startswith("11_edge_and_capstone/") for card in again.cards)


def test_an_answer_in_the_browser_is_kept_and_the_first_one_stays(tmp_path):
    cards = Cards("Quiz", ITEMS, folder=tmp_path)
    cards.answers = {ITEMS[0].key: 2}
    cards.answers = {ITEMS[0].key: 0, ITEMS[1].key: 1}
    assert read(tmp_path).answers == {ITEMS[0].key: 2, ITEMS[1].key: 1}


def test_answers_of_another_day_are_shown_again(tmp_path):
    keep_answers(tmp_path, {ITEMS[3].key: 1, "another/question": 0})
    assert Cards("Quiz", ITEMS, folder=tmp_path).answers == {ITEMS[3].key: 1}


def test_other_questions_are_kept_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cards = Cards("Recall", questions("01_what_it_is")["recall"])
    cards.answers = {cards.cards[0]["key"]: 0}
    assert list(tmp_path.iterdir()) == []
