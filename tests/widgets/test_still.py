"""A picture carries its sentence as text alternative and shows it."""

from lrlib.plotting import GREY, figure
from lrlib.widgets.still import picture


def test_a_picture_shows_its_sentence_and_is_described_by_it():
    fig = figure()
    fig.axes[0].set_title("Steps < 1")
    data = picture(fig, "They shrink to 5 %.")._repr_mimebundle_()
    assert data["text/plain"] == "Steps < 1. They shrink to 5 %."
    assert 'alt="Steps &lt; 1. They shrink to 5 %."' in data["text/html"]
    assert "<figcaption>They shrink to 5 %.</figcaption>" in data["text/html"]


def test_a_legend_reads_on_light_and_dark_pages():
    fig = figure()
    fig.axes[0].plot([1, 2], label="run")
    fig.axes[0].legend()
    picture(fig, "One run.")
    legend = fig.axes[0].get_legend()
    assert not legend.get_frame_on()
    assert legend.get_texts()[0].get_color() == GREY
