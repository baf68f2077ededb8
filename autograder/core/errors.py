"""What to tell a student whose function raised: the error, and the line of theirs it came from."""

import linecache

from autograder.core.text import clean, clean_message
from autograder.core.values import type_name


def describe_error(error: BaseException, student_file: str = "") -> str:
    """One line about `error`, with the student's line that raised it when that is known.

    student_file : the file name in the code object of the student's function

    >>> describe_error(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    if isinstance(error, NotImplementedError):
        return "This function is not written yet (NotImplementedError)."
    try:
        said = clean_message(str(error), 300)
    except BaseException:  # a boundary: __str__ may be the student's
        said = "(its message cannot be read)"
    name = type_name(error)
    if isinstance(error, ValueError) and type(error) is not ValueError:
        name += " (a ValueError)"
    text = f"{name}: {said}" if said else name
    line = _student_line(error, student_file)
    return clean(f"{text} (in your line `{line}`)" if line else text, 500)


def _student_line(error: BaseException, student_file: str) -> str:
    found = ""
    trace = error.__traceback__
    while trace is not None and student_file:
        if trace.tb_frame.f_code.co_filename == student_file:
            found = linecache.getline(student_file, trace.tb_lineno).strip()
        trace = trace.tb_next
    return clean(found, 120)
