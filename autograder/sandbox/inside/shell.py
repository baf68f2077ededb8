"""IPython without a terminal, a kernel or a history: runs cells, keeps their outputs."""

import ast
import re
import subprocess
import sys
import warnings
from typing import Any, NamedTuple

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox.inside.outputs import Outputs

_NOT_AS_IT_STANDS = re.compile(r"\A\s|^[^\S\n]+$|In \[|^>>>|^\s*\.\.\.", re.MULTILINE)
NO_SHELL = "Shell commands are not available here."


class _Publisher(DisplayPublisher):
    """Hands what `display(...)` shows to the outputs of the running cell."""

    def publish(self, data: dict[str, Any], *_args: Any, **_kwargs: Any) -> None:
        self.shell.outputs.display(data)

    def clear_output(self, wait: bool = False) -> None:
        del wait


class _Hook(DisplayHook):
    """Hands the value of a cell's last line to the outputs of the running cell."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        del md_dict
        self.shell.outputs.display(format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class NotebookShell(InteractiveShell):
    """The `get_ipython()` of a submission."""

    display_pub_class = _Publisher
    displayhook_class = _Hook
    outputs = Outputs(pictures=False)

    def transform_cell(self, raw_cell: str) -> str:
        """The cell as Python; IPython takes a millisecond to find that most cells are that."""
        if is_plain_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        return super().transform_cell(raw_cell)

    def should_run_async(self, raw_cell: str, **how: Any) -> bool:
        """Whether there is an `await` outside of a function: not without these words."""
        return ("await" in raw_cell or "async" in raw_cell) and super().should_run_async(
            raw_cell, **how
        )

    def system(self, cmd: str) -> None:
        raise PermissionError(NO_SHELL)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> None:
        del split, depth
        self.system(cmd)

    def enable_gui(self, gui: str | None = None) -> None:
        del gui

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        return gui, "agg"

    def showtraceback(self, *_args: Any, **_kwargs: Any) -> None:
        pass  # the loader reports the error as data

    showsyntaxerror = showindentationerror = showtraceback


def is_plain_python(cell: str) -> bool:
    """Whether IPython would run the text of a cell as it stands; if in doubt, no.

    IPython looks at single lines for commands, drops empty lines and an indentation at the start
    and the blanks of blank lines, and takes `In [1]:`, `>>>` and `...` for prompts: all of that can
    be valid Python as well.
    """
    if "\n" not in cell.strip() or _NOT_AS_IT_STANDS.search(cell):
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(cell)
    except Exception:  # not Python, or too deep for its parser: IPython says what it is
        return False
    return True


class Ran(NamedTuple):
    """What running one cell gave."""

    error: BaseException | None
    outputs: Outputs


def make_shell() -> NotebookShell:
    """The one shell of this process, before any student's code has run."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.enable_tip = False
    shell = NotebookShell.instance(config=config)
    _refuse_programs()
    return shell


def _refuse_programs() -> None:
    """Say in words what the sandbox refuses anyway."""

    def refuse(self: Any, *_args: Any, **_kwargs: Any) -> None:
        self.returncode = None
        self._child_created = False
        raise PermissionError(NO_SHELL)

    subprocess.Popen.__init__ = refuse  # type: ignore[method-assign]


_RUN_CELL = InteractiveShell.run_cell
_TRANSFORMS = ("cleanup_transforms", "line_transforms", "token_transformers")


class Habits:
    """How a shell works before any cell has run; a cell that changes it hurts no other cell."""

    def __init__(self, shell: NotebookShell) -> None:
        self._shell = shell
        self._namespace = shell.user_ns
        self._own = set(vars(shell))
        manager = shell.input_transformer_manager
        self._manager = manager
        self._transforms = {name: list(getattr(manager, name)) for name in _TRANSFORMS}

    def restore(self) -> None:
        """Undo what the last cell did to the shell; keep what it defined."""
        shell = self._shell
        for name in set(vars(shell)) - self._own:
            if callable(getattr(type(shell), name, None)):
                delattr(shell, name)
        shell.input_transformer_manager = self._manager
        for name, transforms in self._transforms.items():
            setattr(self._manager, name, list(transforms))
        shell.input_transformers_post = []
        shell.ast_transformers = []
        if shell.user_ns is not self._namespace:
            self._namespace.update(dict.items(shell.user_ns))
            shell.user_ns = self._namespace


def run_cell(shell: NotebookShell, cell_id: str, source: str, *, pictures: bool) -> Ran:
    """Run one cell; whatever it raises is part of the result."""
    outputs = Outputs(pictures=pictures)
    shell.outputs = outputs
    shell.compile.get_code_name = lambda *_args: file_name(cell_id)
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = outputs.stdout, outputs.stderr  # type: ignore[assignment]
    try:
        result = _RUN_CELL(shell, source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if pictures and error is None:
            _show_figures(shell)
    except BaseException as raised:  # a boundary: hooks of the student run outside of the cell, too
        error = raised
    finally:
        sys.stdout, sys.stderr = streams
    return Ran(error, outputs)


def file_name(cell_id: str) -> str:
    """The name that stands for a cell in tracebacks."""
    return f"<cell {cell_id}>"


def _show_figures(shell: NotebookShell) -> None:
    """Display the open figures, as the inline backend of Jupyter does at the end of a cell."""
    from IPython.core.pylabtools import select_figure_formats
    from IPython.display import display
    from matplotlib import pyplot

    select_figure_formats(shell, {"png"})
    for number in pyplot.get_fignums():
        display(pyplot.figure(number))
    pyplot.close("all")  # as Jupyter does, or the next cell would show them again
