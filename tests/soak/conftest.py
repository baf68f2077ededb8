"""Makes the corpus of attacks importable for these tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
