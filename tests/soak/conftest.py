"""Makes the corpus of attacks and the helpers of this folder importable for its tests."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "attacks")]
