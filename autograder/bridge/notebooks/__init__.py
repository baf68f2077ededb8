"""Files of notebooks: made from their sources, and read when students hand them in.

`source` (percent text to instructor notebook), `contents` (what the course consists of), `build`
(instructor notebook to student notebook), `to_text` (a notebook as text); `scan` (one untrusted
file to a list of cells) and `admission` (those cells to the ones that are graded).
"""
