"""The command line: `autograder VERB ...`. One file a verb in `autograder.commands`.

A verb's module is imported only when it is called, so that `--help` answers at once.
Exit codes: 0 all went well, 2 wrong use, 1 anything else.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

VERBS = {
    "build": "derive the student notebooks from the percent sources",
    "verify": "measure the checker as a classifier and print its figures",
    "new-class": "make a class folder from the course",
    "bundle": "write the zip that students start from",
    "collect": "take hand-ins from the exchange or from a zip of Canvas or Moodle",
    "grade": "grade the submissions of a class and record the marks",
    "merge": "record the parts of a class that were graded on several machines",
    "regrade": "what would change after a check has changed, for whom and why; then apply it",
    "feedback": "write the feedback pages of a class",
    "report": "write the class report, one HTML page",
    "export": "write the marks for Canvas, Moodle or a spreadsheet program",
    "leaderboard": "write the leaderboard of the capstone, to be handed out",
    "doctor": "try what the sandbox must forbid, and say what this machine can do",
    "demo": "the whole round on a sample class: make, hand in, grade, feedback, report",
    "lab": "open JupyterLab on your own copy of the course",
}


class _Parser(argparse.ArgumentParser):
    """Wrong use is answered with the rule, and with where to look."""

    def error(self, message: str) -> NoReturn:
        super().error(f"{message}; {self.prog} --help says more")


def parser_for(verb: str | None) -> argparse.ArgumentParser:
    """The parser of the whole command line; only `verb` has its arguments filled in."""
    parser = _Parser(
        prog="autograder",
        description="Build, hand out and grade the course on the learning rate.",
        epilog="autograder VERB --help says what a verb needs and shows an example.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        sub = verbs.add_parser(name, help=summary, add_help=name == verb)
        if name == verb:
            module = importlib.import_module(f"autograder.commands.{name.replace('-', '_')}")
            sub.description = module.__doc__
            sub.formatter_class = argparse.RawDescriptionHelpFormatter
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; errors of use and expected faults are one message, never a traceback."""
    atexit.register(gc.freeze)  # or Python goes through all of nbgrader once more: 0.4 s
    words = list(sys.argv[1:] if argv is None else argv)
    verb = next((word for word in words if not word.startswith("-")), None)
    if not words:
        parser_for(None).print_help()
        return 2
    args = parser_for(verb if verb in VERBS else None).parse_args(words)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print("\nstopped; run the same command again to continue", file=sys.stderr)
        return 1
    except (ValueError, OSError, RuntimeError) as error:
        print(f"autograder {args.verb}: {error}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1


if __name__ == "__main__":
    sys.exit(main())
