"""A new class from the course, and what its students install.

`new_class` (the class folder with everything released), `wheel` and `student_lock` (library and
checker), `bundle` (all of it in one zip); `sample_answers` and `sample_class` (one to try it on).
"""
