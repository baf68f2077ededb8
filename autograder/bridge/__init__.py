"""The only code that knows nbgrader, nbformat and jupytext.

Each folder is one part of the work, and imports only from those before it: `notebooks` (files of
notebooks), `class_folder`, `grading` (one submission to its result), `recording` (results to
marks), `whole_class`, `collecting`, `giving_back`, `handing_out` (last: its sample class and its
bundle use the rest).

The files beside the folders are what nbgrader itself loads: `config` (one call in a class's
nbgrader_config.py sets it up), `repairs` (of this version of nbgrader), `hooks` (its own
`autograde`, hardened), `export` (its export plug-ins), `templates` (before its own templates). A
plug-in of one part lies there (`collecting.zip_collect`, `giving_back.feedback_page`).
"""

import sys

# nbgrader loads nbformat, that loads jsonschema, and that a grammar of international web addresses
# if there is one: a second at every start, for a format that no notebook has. jsonschema can do
# without it, and from here on this process does.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
