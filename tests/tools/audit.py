"""Known vulnerabilities in the lock: `python -m tests.tools.audit` asks pip-audit (extra `audit`).

Says how many of the packages could be looked up. Where no service can be reached nothing is
claimed; a package with a known vulnerability ends with code 3 and the version that mends it.
"""

import json
import subprocess
import sys
from pathlib import Path

VULNERABLE = 3  # an exit code that nothing else has
LOCK = Path(__file__).parents[2] / "requirements.txt"


def main() -> int:
    """Ask, count, name."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip"]
    done = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        print(f"nothing was looked up: {done.stderr.strip().splitlines()[-1:]}")
        return 0
    text, code = verdict(json.loads(done.stdout)["dependencies"])
    print(text)
    return code


def verdict(packages: list[dict[str, object]]) -> tuple[str, int]:
    """What to print, and the exit code.

    >>> verdict([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}])
    ('1 of 2 packages could be looked up', 0)
    """
    known = [package for package in packages if "skip_reason" not in package]
    lines = [f"{len(known)} of {len(packages)} packages could be looked up"]
    for package in known:
        for fault in package["vulns"]:
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(
                f"{package['name']} {package['version']}: {fault['id']}, mended in {mended}"
            )
    return "\n".join(lines), VULNERABLE if len(lines) > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
