"""Writes environment.yml from the lock, so that conda users get the same versions.

Run by `make lock`; `tests/test_environment.py` holds the three files against each other.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = """\
# Derived from requirements.txt by `make lock`: the same versions for conda users.
#   conda env create -f environment.yml && conda activate learning-rate-course
name: learning-rate-course
channels:
  - conda-forge
dependencies:
  - python >=3.11,<3.14
  - pip
  - pip:
"""


def pins(lock: str) -> list[str]:
    """The requirements of a hashed lock, without the hashes, in its order."""
    lines = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    return [line.removesuffix("\\").strip() for line in lines]


def environment(lock: str) -> str:
    """The text of environment.yml for a lock."""
    quoted = [f'      - "{pin}"' for pin in pins(lock)]
    return HEAD + "\n".join([*quoted, '      - "-e ."']) + "\n"


if __name__ == "__main__":
    text = environment((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
