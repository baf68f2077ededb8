"""The jail for an ordinary user and for root: neither can be left, neither forks without end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import jail

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = """
import os
from autograder.sandbox import Cell, Limits, Sandbox, choose_tier
assert os.geteuid() == 65534
print(choose_tier("strong"))
bomb = "import os\\ndef f():\\n  while True:\\n    try: os.fork()\\n    except OSError: pass"
cells = [Cell("a", "import os\\ndef g(): return os.getuid()"), Cell("b", bomb)]
with Sandbox("strong", limits=Limits(cpu_subject=2), preload=()) as sandbox:
    with sandbox.load(cells, seed=0) as loaded:
        with loaded.subject("f") as subject: print(subject.call((), {}).fault.kind)
        with loaded.subject("g") as subject: print(subject.call((), {}).value)
    print(sandbox.census()["processes"])
"""
# Root's folders are not for others: what Python needs is shown to them under another name.
AS_NOBODY = """
mount --bind "$PREFIX" "$PLACE/python" && mount --bind "$SITE" "$PLACE/site" &&
mount --bind "$REPOSITORY" "$PLACE/repository" && cd / &&
exec setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/local/bin:/usr/bin:/bin \
  HOME=/ PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$PLACE/repository:$PLACE/site" \
  LD_LIBRARY_PATH="$PLACE/python/lib" \
  "$PLACE/python/bin/$PYTHON" -c "$SCRIPT"
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="all tests of the sandbox run as an ordinary user")
def test_the_jail_holds_for_an_ordinary_user(jailed, tmp_path_factory):
    import numpy

    place = tmp_path_factory.mktemp("place")
    for folder in (place, *place.parents):
        if folder.stat().st_uid == os.geteuid() and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    for name in ("python", "site", "repository"):
        (place / name).mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PREFIX": sys.base_prefix,
        "SITE": str(Path(numpy.__file__).parents[1]),
        "REPOSITORY": str(REPOSITORY),
        "PLACE": str(place),
        "PYTHON": f"python{sys.version_info.major}.{sys.version_info.minor}",
        "SCRIPT": SCRIPT,
    }
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", AS_NOBODY]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    lines = done.stdout.split()
    assert done.returncode == 0, done.stderr
    assert lines[0] == "strong"
    assert lines[1] in ("limit_proc", "limit_wall", "limit_cpu")
    assert lines[2:] == [str(jail.STUDENT_UID), "0"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user inside")
def test_root_becomes_an_ordinary_user_inside(sandbox):
    from autograder.sandbox import Cell

    source = "import os\ndef f(): return os.getuid(), os.getgid(), len(os.getgroups())"
    with sandbox.load([Cell("a", source)], seed=0) as loaded, loaded.subject("f") as subject:
        assert list(subject.call((), {}).value) == [jail.ORDINARY_UID, jail.ORDINARY_UID, 0]


def test_the_students_world_holds_what_was_put_into_it(sandbox):
    from autograder.sandbox import Cell

    source = (
        "import os, sys\n"
        "def roots(): return sorted(os.listdir('/'))\n"
        "def devices(): return sorted(os.listdir('/dev'))\n"
        "def variables(): return sorted(os.environ)\n"
        "def paths(): return [p for p in sys.path if 'python' not in p]\n"
    )
    with sandbox.load([Cell("a", source)], seed=0) as loaded:
        said = {}
        for name in ("roots", "devices", "variables", "paths"):
            with loaded.subject(name) as subject:
                said[name] = list(subject.call((), {}).value)
    assert set(said["roots"]) <= {
        "course", "dev", "engine", "etc", "job", "lib", "lib32", "lib64", "proc", "python",
        "site", "tmp", "usr",
    }  # fmt: skip
    assert said["devices"] == ["full", "null", "random", "shm", "urandom", "zero"]
    allowed = {*jail.ENVIRONMENT, "HOME", "IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR", "PWD", "LC_CTYPE"}
    assert set(said["variables"]) - allowed <= {"COLUMNS", "LINES", "PYDEVD_USE_FRAME_EVAL"}
    assert said["paths"] == ["/course", "/site"]
