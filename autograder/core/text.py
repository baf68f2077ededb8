"""Text that came from somewhere else, made safe to show: no control characters, no end of page."""

import re
import unicodedata

# Letters, marks, numbers, punctuation, symbols and spaces may be shown. Control characters, lone
# surrogates, direction overrides and unassigned code points (categories C*) may not.
_UNSEEN = "�"
_ANSI_ESCAPE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.?)")
_HOST_PATH = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?(?:[/\\][\w.+@ -]*[\w.+@-]){2,}")


def clean(text: str, limit: int = 200) -> str:
    """`text` with unprintable characters replaced, cut to at most `limit` characters.

    >>> clean("safe\\x00text\\u202e")
    'safe�text�'
    >>> clean("abcdef", 4)
    'abc…'
    """
    cut = text[: limit + 1]
    shown = "".join(
        " " if char in "\t\r\n" else _UNSEEN if unicodedata.category(char)[0] == "C" else char
        for char in cut
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def clean_message(text: str, limit: int = 500) -> str:
    """An error message without terminal escapes and without the names of folders on this machine.

    >>> clean_message("No such file: '/home/ada/x/data.csv'")
    "No such file: '…'"
    """
    head = text[: 4 * limit]
    return clean(_HOST_PATH.sub("…", _ANSI_ESCAPE.sub("", head)), limit)
