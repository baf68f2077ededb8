"""From results to marks: the graded notebook and nbgrader's gradebook, written by one writer.

`assemble` (a result into a notebook), `gradebook_check`, `locked` and `faults` (what can be wrong
with a database), `gradebook` (opening it), `rows` (marks into it), `recorder` (both, in order),
`ledger` (what is recorded already), `history` (what was, and under which checker), `standing`
(where every student stands).
"""
