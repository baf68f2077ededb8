"""Hand-ins from other systems into the class folder: first a plan, then the writing.

`hand_in_files` and `hand_in_names` (the zip of Canvas or Moodle), `hand_in_times`, `people` (whose
it is), `submitted` (the folder they go to), `collect` (all of it); `exchange` and `zip_collect`
(the same through nbgrader's own commands).
"""
