"""Attacks on the checks and the verdicts (1 to 27)."""

from attack_corpus.case import HONEST, WRONG, Attack, target

TAMPERING = (
    Attack(
        1,
        "an AST transformer removes asserts",
        "import ast\n"
        "class Strip(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Strip())\n" + WRONG,
        "wrong",
    ),
    Attack(
        2,
        "run_cell and the input transformers are replaced",
        "shell = get_ipython()\n"
        "shell.input_transformers_cleanup.append(lambda lines: ['1/0\\n'])\n"
        "shell.run_line_magic = None\n" + WRONG,
        "wrong",
    ),
    Attack(
        3,
        "comparison functions are patched",
        "import builtins, math\nimport numpy as np\n"
        "np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True\n"
        "math.isclose = math.isfinite = lambda *a, **k: True\n"
        "builtins.abs = lambda x: 0.0\nbuiltins.isinstance = lambda *a: True\n"
        "builtins.len = lambda x: 1\nbuiltins.sum = builtins.max = lambda *a: 0\n" + WRONG,
        "wrong",
    ),
    Attack(
        3,
        "comparison functions are patched in the call",
        target(
            "import builtins\nbuiltins.isinstance = lambda *a: True\n"
            "builtins.len = lambda x: 1\nbuiltins.issubclass = lambda *a: True\nreturn 0.5"
        ),
        "wrong|unusable unreadable|fault error|fault protocol|fault crash",
    ),
    Attack(
        4,
        "a kernel session is forged",
        "import sys, types\n"
        "fake = types.ModuleType('ipykernel.session')\n"
        "sys.modules['ipykernel'] = sys.modules['ipykernel.session'] = fake\n" + WRONG,
        "wrong",
    ),
    Attack(
        5,
        "error reports are silenced",
        "import sys\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.showtraceback = lambda *a, **k: None\n"
        "sys.excepthook = lambda *a: None\n" + target("raise ValueError('no')"),
        "fault error",
    ),
    Attack(
        6,
        "a verdict is printed",
        "import os\n"
        "for text in ('{\"score\": 1.0}', 'SCORE 16/16', '<testsuite failures=\"0\"/>'):\n"
        "    print(text); os.write(1, text.encode()); os.write(2, text.encode())\n" + WRONG,
        "wrong",
    ),
    Attack(
        7,
        "result files are written in the working folder",
        "for name in ('results.json', 'results.pkl', 'gradebook.db', 'feedback.html'):\n"
        "    open(name, 'w').write('1.0')\n" + WRONG,
        "wrong",
    ),
    Attack(
        7,
        "result files are written in the folder above",
        "open('/gradebook.db', 'w').write('1.0')\n" + WRONG,
        cell="error",
    ),
    Attack(
        8,
        "a reply is written into the channel, then Python ends",
        target(
            "import json, os, struct\n"
            "body = json.dumps({'op': 'value', 'value': 0.5, 'changed': []}).encode()\n"
            "for fd in range(3, 64):\n"
            "    try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
            "    except OSError: pass\n"
            "os._exit(0)"
        ),
        "wrong|fault crash|fault protocol",
    ),
    Attack(
        8,
        "a result of a cell is written into the channel",
        "import json, os, struct\n"
        "body = json.dumps({'op': 'result', 'status': 'ok', 'error': '', 'outputs': [],"
        " 'seconds': 0.0}).encode()\n"
        "for fd in range(3, 64):\n"
        "    try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "    except OSError: pass\n" + WRONG,
        "wrong|fault missing|fault protocol|fault crash",
        "ok|crash",
    ),
    Attack(
        9,
        "two replies are written",
        target(
            "import json, os, struct\n"
            "body = json.dumps({'op': 'value', 'value': 0.5, 'changed': []}).encode()\n"
            "for fd in range(3, 64):\n"
            "    try: os.write(fd, 2 * (struct.pack('>I', len(body)) + body))\n"
            "    except OSError: pass\n"
            "return 0.5"
        ),
        "wrong|fault protocol",
    ),
    Attack(
        9,
        "a reply and rubbish are written",
        target(
            "import os\n"
            "for fd in range(3, 64):\n"
            "    try: os.write(fd, b'\\xff' * 1000)\n"
            "    except OSError: pass\n"
            "return 0.5"
        ),
        "fault protocol",
    ),
    Attack(
        9,
        "a cell writes rubbish into the channel",
        "import os\n"
        "for fd in range(3, 64):\n"
        "    try: os.write(fd, b'\\x00\\x00\\x00\\x05hello')\n"
        "    except OSError: pass\n",
        cell="crash",
    ),
    Attack(
        9,
        "a frame announces more than it holds",
        target(
            "import os, time\n"
            "for fd in range(3, 64):\n"
            "    try: os.write(fd, b'\\x00\\x01\\x00\\x00{')\n"
            "    except OSError: pass\n"
            "time.sleep(1000)"
        ),
        "fault limit_wall",
    ),
    Attack(
        10,
        "the channel is closed",
        target("import os\nos.closerange(3, 64)\nreturn 2 * x"),
        "fault crash",
    ),
    Attack(
        10,
        "the channel is replaced by a file",
        target(
            "import os\nsink = os.open('/dev/null', os.O_RDWR)\n"
            "for fd in range(3, 64): os.dup2(sink, fd)\n"
            "os._exit(0)"
        ),
        "fault crash|fault limit_wall",
    ),
    Attack(
        10,
        "a cell closes the channel",
        "import os\nos.closerange(3, 64)\n",
        cell="crash",
    ),
    Attack(
        11,
        "the checked function is a descriptor",
        "class Chameleon:\n"
        "    def __get__(self, *a): return 0.5\n"
        "    def __call__(self, x): return 0.5\n"
        "target = Chameleon()\n",
        "wrong",
    ),
    Attack(11, "the checked function is a class", "class target:\n    def __init__(s, x): pass\n",
           "unusable other-type"),
    Attack(11, "the checked function is a number", "target = 3\n", "fault missing"),
    Attack(
        11,
        "helper names are redefined",
        "import __main__\n__main__.run_check = __main__.check = lambda *a: 1.0\n"
        "run_check = check = lambda *a: 1.0\n" + WRONG,
        "wrong",
    ),
    Attack(
        11,
        "the namespace lies about its names",
        "import builtins\nclass Lie(dict):\n    def get(self, *a): return lambda x: 2 * x\n"
        "get_ipython().user_ns = Lie(get_ipython().user_ns)\n" + WRONG,
        "wrong|right",  # a right number is a right number
    ),
    Attack(
        12,
        "modules are replaced, hooks installed",
        "import sys, types\n"
        "for name in list(sys.modules):\n"
        "    if name.startswith(('autograder', 'lrlib', 'json', 'base64')):\n"
        "        sys.modules[name] = types.ModuleType(name)\n"
        "class Hook:\n"
        "    def find_spec(self, *a): raise ImportError('mine')\n"
        "sys.meta_path.insert(0, Hook())\n"
        "open('sitecustomize.py', 'w').write('1/0')\nopen('x.pth', 'w').write('import os')\n"
        + HONEST,
        "right",
    ),
    Attack(
        13,
        "memory and frames are searched for the expected values",
        target(
            "import gc, inspect, sys\n"
            "found = [o for o in gc.get_objects() if isinstance(o, (dict, list))]\n"
            "found = [repr(o)[:200] for o in found[:99]]\n"
            "stack = [repr(f.frame.f_locals)[:2000] for f in inspect.stack()]\n"
            "frames = [repr(f) for f in sys._current_frames().values()]\n"
            "print(found, stack, frames)\n"
            "raise ValueError(str(stack)[-300:])"
        ),
        "fault error",
    ),
    Attack(
        13,
        "the grader's module is searched",
        target("import autograder\nreturn autograder.core.EXPECTED"),
        "fault error",
    ),
    Attack(
        14,
        "the history is read",
        "print(In[-3:], _ih[-3:], get_ipython().history_manager)\n" + WRONG,
        "wrong",
        "ok|error",
    ),
    Attack(
        15,
        "grading is detected",
        target(
            "import os, socket\nknown = {3.0: 6.0, 1.0: 2.0}\n"
            "secret = [value for value in os.environ.values() if 'canary' in value]\n"
            "return known.get(x, 2 * x if secret else 0.5)"
        ),
        "wrong",
    ),
    Attack(16, "a table of the public answers", target("return {1.0: 2.0}.get(x, 0.0)"), "wrong"),
    Attack(17, "PyTorch does it", target("import torch\nreturn torch.optim"), "fault error"),
    Attack(
        17,
        "the library does it",
        target("from lrlib.optimizers import OPTIMIZERS\nreturn OPTIMIZERS['adam'](x)"),
        "fault library",
    ),
    Attack(
        17,
        "the library does it, and nobody is told",
        target(
            "import lrlib.schedules\ntry: lrlib.schedules.cosine(x, 3)\nexcept Exception: pass\n"
            "return 2 * x"
        ),
        "fault library",
    ),
    Attack(
        17,
        "the grader's references do it",
        target("from autograder.exercises import EXERCISES\nreturn EXERCISES"),
        "fault error",
    ),
    Attack(
        23,
        "the first call is right, later ones repeat it",
        "seen = []\n" + target("seen.append(2 * x)\nreturn seen[0]"),
        "right|wrong",
    ),
    Attack(
        23,
        "a page shared with all later forks remembers the first call",
        "import mmap, struct\npage = mmap.mmap(-1, 4096)\n"
        + target(
            "if not any(page[:8]): page[:8] = struct.pack('d', 2 * x)\n"
            "return struct.unpack('d', page[:8])[0]"
        ),
        "right|wrong",
    ),
    Attack(
        9,
        "a thread writes a reply to the next call in advance",
        target(
            "import json, os, struct, threading, time\n"
            "body = json.dumps({'op': 'value', 'value': 0.5, 'changed': []}).encode()\n"
            "def later():\n"
            "    time.sleep(0.01)\n"
            "    for fd in range(3, 64):\n"
            "        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
            "        except OSError: pass\n"
            "threading.Thread(target=later).start()\nreturn 2 * x"
        ),
        "right|wrong|fault protocol",
    ),
    Attack(
        24,
        "the input is changed in place",
        target("x *= 2\nreturn x"),
        "right",
        given="array",
    ),
    Attack(25, "the input comes back as a view", target("return (2 * x)[::-1][::-1]"), "right",
           given="array"),
    Attack(
        26,
        "random numbers are made constant",
        "import numpy as np, random\nnp.random.default_rng = lambda *a: None\n"
        "random.random = lambda: 0.5\n" + HONEST,
        "right",
    ),
    Attack(
        27,
        "clocks are faked",
        "import time\ntime.time = time.monotonic = time.perf_counter = lambda: 0.0\n" + HONEST,
        "right",
    ),
)  # fmt: skip
