"""Explorers, questions and predictions of the notebooks.

Every explorer is a pure function from its controls to data and a sentence (`scene`), shown by one
drawing surface (`live`). A reader without widgets gets the picture and the sentence.
"""

from lrlib.widgets.cards import ask, predict, recall
from lrlib.widgets.frameworks import frameworks, with_frameworks
from lrlib.widgets.from_notebook import from_notebook
from lrlib.widgets.hunt import hunt
from lrlib.widgets.leaderboard import leaderboard
from lrlib.widgets.live import live
from lrlib.widgets.progress_map import progress_map
from lrlib.widgets.still import picture
from lrlib.widgets.then_and_now import ask_again, then_and_now
from lrlib.widgets.yours import blank, with_yours

__all__ = [
    "ask",
    "ask_again",
    "blank",
    "frameworks",
    "from_notebook",
    "hunt",
    "leaderboard",
    "live",
    "picture",
    "predict",
    "progress_map",
    "recall",
    "then_and_now",
    "with_frameworks",
    "with_yours",
]
