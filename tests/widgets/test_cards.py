"""Question cards carry everything, for the browser and for a reader without one."""

from lrlib.plotting import figure
from lrlib.widgets.cards import predict, recall
from lrlib.widgets.questions import questions
from lrlib.widgets.still import picture


def _outcome():
    fig = figure()
    fig.axes[0].set_title("Outcome")
    return picture(fig, "Adam's step stays.")


def test_recall_sends_every_question_with_all_its_feedback():
    cards = recall("01_what_it_is").cards
    assert [card["ask"] for card in cards] == [q.ask for q in questions("01_what_it_is")["recall"]]
    assert all(option["why"] for card in cards for option in card["options"])
    assert cards[0]["source"] == "from notebook 00"


def test_a_prediction_holds_picture_and_sentence_of_its_outcome():
    gate = predict("01_what_it_is", "loss_times_1000", _outcome())
    assert gate.outcome["sentence"] == "Adam's step stays."
    assert gate.outcome["picture"].startswith(b"\x89PNG")
    assert recall("01_what_it_is").outcome == {}


def test_a_reader_without_javascript_can_open_every_answer():
    data, _ = predict("01_what_it_is", "loss_times_1000", _outcome())._repr_mimebundle_()
    html = data["text/html"]
    assert html.count("<details>") == 4 + 1  # four options and the outcome
    assert "Adam&#x27;s step stays." in html
    assert 'alt="Adam&#x27;s step stays."' in html
    assert "( ) Both shrink" in data["text/plain"]


def test_text_of_a_question_cannot_become_markup():
    data, _ = recall("01_what_it_is")._repr_mimebundle_()
    assert "<script" not in data["text/html"]
    assert "<code>relative_change(old, new)</code> returned" in data["text/html"]
