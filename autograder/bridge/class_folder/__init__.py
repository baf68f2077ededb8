"""The class folder and who is in it, before anything is graded.

`classroom` (where things lie, the secret seed), `csv_file` and `roster` (the students), `term`
(when hand-ins are due), `timestamp` (when one was handed in), `whole_file` (how every part writes).
"""
