"""Explorers, questions and predictions of the notebooks.

Every explorer is a pure function from its controls to data and a sentence (`scene`), shown by one
drawing surface (`live`). A reader without widgets gets the picture and the sentence.
"""

from lrlib.widgets.live import Live, live
from lrlib.widgets.still import picture

__all__ = ["Live", "live", "picture"]
