"""What an exercise is, and how an answer is judged: pure functions on numbers.

Read it in this order: `exercise` (what an author writes: reference, properties, known mistakes),
`subject` and `local` (where the student's function is called), `deadline`, `library_watch` and
`errors` (what may happen there), `values` (what may come back), `call`, `callbacks` and `replay`
(one call beside the reference's), `compare` and `checks` (is it right?), `judge` (all properties
of one exercise), `variant` and `recognise` (which known mistake is it?), `mutate` (unknown ones, to
measure the checker), `verdict` and `report` with `report_text`, `report_html`, `picture`, `svg` and
`show` (what the student reads), `fixed_words` (what of it may be said about hidden inputs).
"""
