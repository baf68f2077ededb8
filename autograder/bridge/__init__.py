"""The only code that knows nbgrader, nbformat and jupytext.

Down the page of one term: `source` (percent text to instructor notebook), `build` (instructor
notebook to student notebook), `classroom` and `new_class` (a class folder), `admission` (one
untrusted file to the cells that are graded), `assemble` (marks back into a notebook), `gradebook`
(marks into nbgrader's database), `hooks` (the same for nbgrader's own commands), `grade`.
"""
