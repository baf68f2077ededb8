"""Every case of the corpus with what came of it, as a table: `python -m tests.attacks`.

Runs all of them in the strong sandbox, alone between two honest exercises and as whole notebooks of
one class, which takes some minutes. With `--write` the table is kept in tests/attacks/README.md.
Ends with 1 if an outcome is not a safe one or an invariant is broken.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def main() -> int:
    from attack_corpus.table import class_rows, other_rows, page, single_rows

    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the table in README.md")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder:
        marks, bad_class = class_rows(Path(folder, "class"), os.cpu_count() or 1)
        rows, bad_single = single_rows(Path(folder), marks)
    text = page([*rows, *other_rows(marks)])
    print(text)
    if write:
        (HERE / "README.md").write_text(text, encoding="utf-8")
    for problem in (*bad_class, *bad_single):
        print(f"NOT SAFE: {problem}", file=sys.stderr)
    return 1 if bad_class or bad_single else 0


if __name__ == "__main__":
    sys.exit(main())
