"""The corpus of hostile and broken submissions, as data: what they do and what must come of it.

Every attack stands in a notebook between two honest exercises. Its cell may define `target(x)`,
which should return `2 * x`; the grader calls it with secret numbers. Numbers are those of the
catalogue of attacks; a number may have several cases.

outcome : what a call of `target` may give, alternatives separated by "|":
          "right"          the right number
          "wrong"          some value that is not the right number
          "unusable CODE"  something that is no value (autograder.core.values)
          "fault KIND"     no value (autograder.core.subject)
cell    : what may become of the cell, alternatives separated by "|"
given   : what `target` is called with: "number", "array" or "callback" (a number and a function)
"""

from typing import NamedTuple


class Attack(NamedTuple):
    number: int
    name: str
    source: str
    outcome: str = "fault missing"
    cell: str = "ok"
    given: str = "number"

    @property
    def id(self) -> str:
        return f"{self.number:03d} {self.name}"


TIME = "fault limit_cpu|fault limit_wall"  # on a busy machine the clock may be first
_HONEST = "def target(x): return 2 * x\n"
_WRONG = "def target(x): return 0.5\n"


def _target(body: str) -> str:
    """A cell whose `target` has this body."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return f"def target(x):\n{lines}\n"


TAMPERING = (
    Attack(
        1,
        "an AST transformer removes asserts",
        "import ast\n"
        "class Strip(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Strip())\n" + _WRONG,
        "wrong",
    ),
    Attack(
        2,
        "run_cell and the input transformers are replaced",
        "shell = get_ipython()\n"
        "shell.input_transformers_cleanup.append(lambda lines: ['1/0\\n'])\n"
        "shell.run_line_magic = None\n" + _WRONG,
        "wrong",
    ),
    Attack(
        3,
        "comparison functions are patched",
        "import builtins, math\nimport numpy as np\n"
        "np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True\n"
        "math.isclose = math.isfinite = lambda *a, **k: True\n"
        "builtins.abs = lambda x: 0.0\nbuiltins.isinstance = lambda *a: True\n"
        "builtins.len = lambda x: 1\nbuiltins.sum = builtins.max = lambda *a: 0\n" + _WRONG,
        "wrong",
    ),
    Attack(
        3,
        "comparison functions are patched in the call",
        _target(
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
        "sys.modules['ipykernel'] = sys.modules['ipykernel.session'] = fake\n" + _WRONG,
        "wrong",
    ),
    Attack(
        5,
        "error reports are silenced",
        "import sys\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.showtraceback = lambda *a, **k: None\n"
        "sys.excepthook = lambda *a: None\n" + _target("raise ValueError('no')"),
        "fault error",
    ),
    Attack(
        6,
        "a verdict is printed",
        "import os\n"
        "for text in ('{\"score\": 1.0}', 'SCORE 16/16', '<testsuite failures=\"0\"/>'):\n"
        "    print(text); os.write(1, text.encode()); os.write(2, text.encode())\n" + _WRONG,
        "wrong",
    ),
    Attack(
        7,
        "result files are written in the working folder",
        "for name in ('results.json', 'results.pkl', 'gradebook.db', 'feedback.html'):\n"
        "    open(name, 'w').write('1.0')\n" + _WRONG,
        "wrong",
    ),
    Attack(
        7,
        "result files are written in the folder above",
        "open('/gradebook.db', 'w').write('1.0')\n" + _WRONG,
        cell="error",
    ),
    Attack(
        8,
        "a reply is written into the channel, then Python ends",
        _target(
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
        "    except OSError: pass\n" + _WRONG,
        "wrong|fault missing|fault protocol|fault crash",
        "ok|crash",
    ),
    Attack(
        9,
        "two replies are written",
        _target(
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
        _target(
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
        _target(
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
        _target("import os\nos.closerange(3, 64)\nreturn 2 * x"),
        "fault crash",
    ),
    Attack(
        10,
        "the channel is replaced by a file",
        _target(
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
        "run_check = check = lambda *a: 1.0\n" + _WRONG,
        "wrong",
    ),
    Attack(
        11,
        "the namespace lies about its names",
        "import builtins\nclass Lie(dict):\n    def get(self, *a): return lambda x: 2 * x\n"
        "get_ipython().user_ns = Lie(get_ipython().user_ns)\n" + _WRONG,
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
        + _HONEST,
        "right",
    ),
    Attack(
        13,
        "memory and frames are searched for the expected values",
        _target(
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
        _target("import autograder\nreturn autograder.core.EXPECTED"),
        "fault error",
    ),
    Attack(
        14,
        "the history is read",
        "print(In[-3:], _ih[-3:], get_ipython().history_manager)\n" + _WRONG,
        "wrong",
        "ok|error",
    ),
    Attack(
        15,
        "grading is detected",
        _target(
            "import os, socket\nknown = {3.0: 6.0, 1.0: 2.0}\n"
            "secret = [value for value in os.environ.values() if 'canary' in value]\n"
            "return known.get(x, float(len(secret)))"
        ),
        "wrong",
    ),
    Attack(16, "a table of the public answers", _target("return {1.0: 2.0}.get(x, 0.0)"), "wrong"),
    Attack(17, "PyTorch does it", _target("import torch\nreturn torch.optim"), "fault error"),
    Attack(
        17,
        "the library does it",
        _target("from lrlib.optimizers import OPTIMIZERS\nreturn OPTIMIZERS['adam'](x)"),
        "fault library",
    ),
    Attack(
        17,
        "the library does it, and nobody is told",
        _target(
            "import lrlib.schedules\ntry: lrlib.schedules.cosine(x, 3)\nexcept Exception: pass\n"
            "return 2 * x"
        ),
        "fault library",
    ),
    Attack(
        17,
        "the grader's references do it",
        _target("from autograder.exercises import EXERCISES\nreturn EXERCISES"),
        "fault error",
    ),
    Attack(
        23,
        "the first call is right, later ones repeat it",
        "seen = []\n" + _target("seen.append(2 * x)\nreturn seen[0]"),
        "right|wrong",
    ),
    Attack(
        24,
        "the input is changed in place",
        _target("x *= 2\nreturn x"),
        "right",
        given="array",
    ),
    Attack(25, "the input comes back as a view", _target("return (2 * x)[::-1][::-1]"), "right",
           given="array"),
    Attack(
        26,
        "random numbers are made constant",
        "import numpy as np, random\nnp.random.default_rng = lambda *a: None\n"
        "random.random = lambda: 0.5\n" + _HONEST,
        "right",
    ),
    Attack(
        27,
        "clocks are faked",
        "import time\ntime.time = time.monotonic = time.perf_counter = lambda: 0.0\n" + _HONEST,
        "right",
    ),
)  # fmt: skip

_HOSTILE_FLOAT = """
class Sly(float):
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __mul__ = __abs__ = __sub__
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__
    def __float__(self): return 1e9
    def __repr__(self): return "6.0"
def target(x): return Sly(0.5)
"""
_HOSTILE_ARRAY = """
import numpy as np
class Sly(np.ndarray):
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    def __array_finalize__(self, obj): pass
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.array([2.0])
def target(x): return np.zeros_like(x).view(Sly)
"""

VALUES = (
    Attack(28, "NaN", _target("return float('nan')"), "wrong"),
    Attack(28, "NaN everywhere", _target("return x * float('nan')"), "wrong", given="array"),
    Attack(29, "infinity", _target("return -float('inf')"), "wrong"),
    Attack(29, "overflow", _target("return x * 1e308 * 1e308"), "wrong", given="array"),
    Attack(30, "a negative zero", _target("return -0.0"), "wrong"),
    Attack(31, "float16", _target("import numpy as np\nreturn np.float16(0.1)"), "wrong"),
    Attack(31, "longdouble", _target("import numpy as np\nreturn np.longdouble(2) * x"), "right"),
    Attack(31, "a denormal", _target("return 5e-324"), "wrong"),
    Attack(32, "complex", _target("return 2 * x + 0j"), "unusable complex"),
    Attack(32, "a complex array", _target("return x + 1j"), "unusable complex", given="array"),
    Attack(
        33,
        "an array of objects",
        _target("import numpy as np\nreturn np.array([x, 'a'], dtype=object)"),
        "unusable object-array",
    ),
    Attack(34, "a truth value", _target("return True"), "wrong"),
    Attack(34, "a whole number", _target("return 2"), "wrong"),
    Attack(35, "a huge whole number", _target("return 10**100_000"), "unusable huge-int"),
    Attack(35, "a huge whole number in a list", _target("return [10**400]"), "unusable huge-int"),
    Attack(36, "Decimal", _target("from decimal import Decimal\nreturn 2 * Decimal(x)"), "right"),
    Attack(
        36, "Fraction", _target("from fractions import Fraction\nreturn 2 * Fraction(x)"), "right"
    ),
    Attack(36, "a 0-d array", _target("import numpy as np\nreturn np.array(2 * x)"), "right"),
    Attack(37, "a masked array",
           _target("import numpy as np\nreturn np.ma.masked_array(2 * x, mask=False)"),
           "unusable masked", given="array"),
    Attack(37, "a matrix", _target("import numpy as np\nreturn np.asmatrix(2 * x)"),
           "unusable matrix", given="array"),
    Attack(38, "a generator", "def target(x): yield 2 * x\n", "unusable generator"),
    Attack(38, "a coroutine", "async def target(x): return 2 * x\n", "unusable generator"),
    Attack(38, "an asynchronous generator", "async def target(x): yield x\n",
           "unusable generator"),
    Attack(38, "an iterator", _target("return iter([x])"), "unusable generator"),
    Attack(39, "an infinite generator", _target("import itertools\nreturn itertools.count()"),
           "unusable generator"),
    Attack(
        39,
        "a list that grows while it is read",
        "class Endless(list):\n"
        "    def __iter__(self):\n"
        "        while True: yield 1.0\n"
        "    def __len__(self): return 1\n" + _target("return Endless([0.5])"),
        "wrong",
    ),
    Attack(40, "text", _target("return str(2 * x)"), "wrong"),
    Attack(40, "bytes", _target("return bytes(8)"), "unusable bytes"),
    Attack(41, "None", _target("2 * x"), "unusable none"),
    Attack(42, "one element too many", _target("return [0.0, *(2 * x)]"), "wrong", given="array"),
    Attack(42, "an axis too many", _target("return (2 * x)[None]"), "wrong", given="array"),
    Attack(43, "a ragged list", _target("return [[1.0, 2.0], [3.0]]"), "wrong|unusable ragged"),
    Attack(44, "a list that holds itself", _target("a = []\na.append(a)\nreturn a"),
           "unusable too-deep"),
    Attack(44, "a dict that holds itself", _target("a = {}\na['a'] = a\nreturn a"),
           "unusable too-deep"),
    Attack(45, "a thousand million elements",
           _target("import numpy as np\nreturn np.broadcast_to(0.5, 10**9)"),
           "unusable too-large"),
    Attack(45, "50 dimensions", _target("import numpy as np\nreturn np.zeros((1,) * 50)"), "wrong"),
    Attack(45, "a frame that declares a thousand million elements",
           _target(
               "import json, os, struct\n"
               "wire = {'k': 'f64', 's': [10**9], 'b': ''}\n"
               "body = json.dumps({'op': 'value', 'value': wire, 'changed': []}).encode()\n"
               "for fd in range(3, 64):\n"
               "    try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
               "    except OSError: pass\n"
               "return 0.5"
           ),
           "fault protocol"),
    Attack(46, "a dict of many keys", _target("return {str(n): n for n in range(10**5)}"),
           "unusable bad-keys"),
    Attack(46, "a dict of odd keys", _target("return {1: x, (2, 3): x}"), "unusable bad-keys"),
    Attack(46, "a dict with __class__", _target("return {'__class__': 1.0}"), "wrong"),
    Attack(46, "a frame with the same key twice",
           _target(
               "import os, struct\n"
               "body = b'{\"op\":\"value\",\"op\":\"value\",\"value\":0.5,\"changed\":[]}'\n"
               "for fd in range(3, 64):\n"
               "    try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
               "    except OSError: pass\n"
               "return 0.5"
           ),
           "fault protocol"),
    Attack(47, "a float that equals everything", _HOSTILE_FLOAT, "wrong"),
    Attack(48, "an array that equals everything", _HOSTILE_ARRAY, "wrong", given="array"),
    Attack(48, "an object with an array interface",
           "import numpy as np\n"
           "class Sly:\n"
           "    __array_interface__ = {'shape': (10**9,), 'typestr': '<f8', 'data': (0, True),"
           " 'version': 3}\n"
           "    def __array__(self, *a, **k): return np.array(0.5)\n" + _target("return Sly()"),
           "wrong|unusable unreadable|unusable other-type|fault crash"),
    Attack(49, "__float__ that never ends",
           "class Slow:\n    def __float__(self):\n        while True: pass\n"
           + _target("return Slow()"),
           TIME),
    Attack(49, "__float__ that raises",
           "class Bad:\n    def __float__(self): raise SystemExit(0)\n" + _target("return Bad()"),
           "unusable unreadable"),
    Attack(49, "__len__ that lies",
           "class Liar(list):\n    def __len__(self): return 10**12\n" + _target("return Liar()"),
           "wrong"),
    Attack(50, "a pickle bomb",
           "import os\nclass Bomb:\n    def __reduce__(self): return os._exit, (0,)\n"
           "    def __reduce_ex__(self, p): return os._exit, (0,)\n" + _target("return Bomb()"),
           "unusable other-type"),
    Attack(51, "a hostile __repr__",
           "class Loud:\n    def __repr__(self): return 'x' * 10**9\n    __str__ = __repr__\n"
           "    def _repr_html_(self): return '<script>alert(1)</script>' * 10**6\n"
           + _target("return Loud()"),
           "unusable other-type"),
    Attack(52, "a hostile __del__",
           "class Last:\n    def __del__(self):\n        while True: pass\n"
           "    def __float__(self): return 0.5\n"
           "keep = Last()\n" + _target("return 0.5"),
           "wrong"),
    Attack(53, "odd characters", _target("return '\\ud800\\x00\\u202eabc'"), "wrong"),
    Attack(53, "a long name", "globals()['f' * 10**7] = 1\n" + _target("return 'x' * 10**7"),
           "unusable string-too-long"),
    Attack(54, "an error with a hostile text",
           "class Loud(Exception):\n    def __str__(self): raise SystemExit\n"
           + _target("raise Loud()"),
           "fault error"),
    Attack(54, "an error with a long text", _target("raise ValueError('x' * 10**8)"),
           "fault error"),
    Attack(54, "a cell whose error has escape sequences",
           "raise ValueError('\\x1b[2J\\x1b]0;gone\\x07 /etc/passwd ' + 'x' * 10**7)\n",
           cell="error"),
)  # fmt: skip

_FORK_WITHOUT_END = """
import os
while True:
    try: os.fork()
    except OSError: pass
"""
_DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
"""

RESOURCES = (
    Attack(55, "an endless loop", _target("while True: pass"), TIME),
    Attack(55, "an endless loop in a cell", "while True: pass\n", cell="limit_cpu|limit_wall"),
    Attack(55, "an endless loop that catches everything",
           _target("while True:\n    try:\n        while True: pass\n"
                   "    except BaseException: pass"),
           TIME),
    Attack(56, "sleep", _target("import time\ntime.sleep(1e6)"), "fault limit_wall"),
    Attack(56, "input", _target("return input()"), "fault error"),
    Attack(56, "a cell asks for input", "name = input('who?')\n", cell="error"),
    Attack(56, "select", "import select\nselect.select([], [], [])\n", cell="limit_wall"),
    Attack(57, "signals are ignored",
           "import signal\n"
           "for number in range(1, 65):\n"
           "    try: signal.signal(number, signal.SIG_IGN)\n"
           "    except (OSError, ValueError): pass\n"
           + _target("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
                     "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
                     "while True: pass"),
           TIME),
    Attack(58, "a long computation in C", _target("return 10 ** (10 ** 8)"), TIME),
    Attack(58, "a regular expression without end",
           _target("import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')"), TIME),
    Attack(59, "a huge list", _target("return [0] * 10**12"), "fault limit_mem"),
    Attack(59, "a growing list",
           _target("a = []\nwhile True: a.append(bytes(10**7))"), "fault limit_mem"),
    Attack(59, "a huge list in a cell", "a = [0] * 10**12\n", cell="limit_mem"),
    Attack(60, "memory in files",
           _target("with open('/dev/shm/hostile', 'wb') as f:\n"
                   "    while True: f.write(bytes(10**6))"),
           "fault error|fault crash"),
    Attack(60, "memory in shared pages",
           _target("import mmap, os\nfor _ in range(6):\n    if os.fork() == 0: break\n"
                   "m = mmap.mmap(-1, 10**8)\nm.write(b'x' * 10**8)\nimport time\n"
                   "time.sleep(1000)"),
           "fault limit_mem"),
    Attack(60, "a memory file",
           _target("import os\nfd = os.memfd_create('x')\n"
                   "while True: os.write(fd, bytes(10**6))"),
           "fault error"),
    Attack(61, "a fork bomb", _target(_FORK_WITHOUT_END), "fault limit_proc|fault limit_wall"),
    Attack(61, "a fork bomb in a cell", _FORK_WITHOUT_END, cell="limit_proc|limit_wall"),
    Attack(62, "a thread bomb",
           _target("import threading, time\n"
                   "while True:\n    threading.Thread(target=time.sleep, args=(99,)).start()"),
           "fault error|fault limit_proc|fault limit_mem"),
    Attack(62, "a thread bomb in a cell",
           "import threading, time\n"
           "for _ in range(40):\n    threading.Thread(target=time.sleep, args=(99,)).start()\n"
           + _HONEST,
           cell="limit_proc"),
    Attack(63, "a daemon", _target(_DAEMON + "\nreturn 2 * x"), "right|fault limit_proc"),
    Attack(63, "a daemon in a cell", _DAEMON + _HONEST, cell="limit_proc"),
    Attack(64, "a flood of zombies",
           _target("import os\nfor _ in range(30):\n    if os.fork() == 0: os._exit(0)\n"
                   "return 2 * x"),
           "right|fault error"),
    Attack(65, "a big file",
           _target("with open('big', 'wb') as f:\n    while True: f.write(bytes(10**6))"),
           "fault error|fault crash"),
    Attack(65, "many small files",
           _target("n = 0\nwhile True:\n    open(f'f{n}', 'w').close()\n    n += 1"),
           "fault error"),
    Attack(65, "deep folders",
           _target("import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')"),
           "fault error"),
    Attack(65, "a sparse file", _target("open('s', 'wb').truncate(2**40)"),
           "fault error|fault crash"),
    Attack(65, "a full disk in a cell, and a later exercise writes nothing",
           "try:\n    with open('big', 'wb') as f:\n        while True: f.write(bytes(10**6))\n"
           "except OSError: pass\n" + _HONEST,
           "right", "ok|crash"),
    Attack(66, "all file descriptors",
           _target("keep = []\nwhile True: keep.append(open('/dev/null'))"), "fault error"),
    Attack(66, "a cell takes all file descriptors",
           "keep = []\ntry:\n    while True: keep.append(open('/dev/null'))\n"
           "except OSError: pass\n" + _HONEST,
           "right"),
    Attack(67, "a gigabyte of output", "while True: print('x' * 10**6)\n", cell="limit_out"),
    Attack(67, "a gigabyte of output in the call",
           _target("for _ in range(1000): print('x' * 10**6)\nreturn 2 * x"), "right"),
    Attack(67, "output past Python",
           "import os\nfor _ in range(500): os.write(1, b'x' * 10**6); os.write(2, b'x' * 10**6)\n"
           + _HONEST, "right"),
    Attack(67, "a flood into the channel",
           _target("import os\nwhile True:\n    for fd in range(3, 64):\n"
                   "        try: os.write(fd, b'x' * 10**6)\n        except OSError: pass"),
           "fault protocol"),
    Attack(67, "a drip into the channel",
           _target("import os, time\nfor fd in range(3, 64):\n"
                   "    try: os.write(fd, b'\\x00\\x00\\xff\\xff')\n    except OSError: pass\n"
                   "while True:\n    time.sleep(0.1)\n    for fd in range(3, 64):\n"
                   "        try: os.write(fd, b'x')\n        except OSError: pass"),
           "fault limit_wall"),
    Attack(68, "many displays",
           "from IPython.display import HTML, display\n"
           "for n in range(10**4): display(HTML('<b>x</b>'))\n" + _HONEST, "right"),
    Attack(68, "a huge display",
           "from IPython.display import HTML, display\n"
           + _HONEST + "display(HTML('<b>' * 10**7))\n",
           "right", "limit_out"),
    Attack(69, "many figures",
           "import matplotlib.pyplot as plt\nimport warnings\nwarnings.simplefilter('ignore')\n"
           "while True: plt.figure().add_subplot()\n",
           cell="limit_cpu|limit_wall|limit_mem"),
    Attack(69, "a huge picture",
           "import matplotlib.pyplot as plt\nplt.figure(figsize=(10**5, 10**5)).savefig('x.png')\n",
           cell="limit_mem|error"),
    Attack(70, "endless recursion", _target("return target(x)"), "fault error"),
    Attack(70, "the C stack overflows",
           _target("import sys\nsys.setrecursionlimit(10**9)\n"
                   "f = lambda f: (lambda: 0)\nx = ()\nfor _ in range(10**6): x = (x,)\n"
                   "hash(x)"),
           "fault crash|fault error|unusable none|fault limit_mem"),
    Attack(70, "a segmentation fault", _target("import ctypes\nctypes.string_at(0)"),
           "fault crash"),
    Attack(70, "an abort", _target("import os\nos.abort()"), "fault crash"),
    Attack(70, "a floating point signal",
           _target("import os, signal\nos.kill(os.getpid(), signal.SIGFPE)"), "fault crash"),
    Attack(70, "a segmentation fault in a cell", "import ctypes\nctypes.string_at(0)\n",
           cell="crash"),
    Attack(71, "os._exit", _target("import os\nos._exit(0)"), "fault crash"),
    Attack(71, "sys.exit", _target("import sys\nsys.exit(0)"), "fault error"),
    Attack(71, "quit", _target("quit()"), "fault error"),
    Attack(71, "KeyboardInterrupt", _target("raise KeyboardInterrupt"), "fault error"),
    Attack(71, "GeneratorExit", _target("raise GeneratorExit"), "fault error"),
    Attack(71, "os._exit in a cell", "import os\nos._exit(0)\n", cell="crash"),
    Attack(71, "sys.exit in a cell", "import sys\nsys.exit(0)\n", cell="error"),
    Attack(71, "exit in a cell", "exit()\n", cell="ok|error"),
    Attack(71, "the process that ran the cells is killed",
           _target("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(1000)"), "fault crash"),
    Attack(72, "atexit hangs",
           "import atexit, time\natexit.register(time.sleep, 10**6)\n" + _HONEST, "right"),
    Attack(72, "a thread that never ends",
           "import threading\ndef spin():\n    while True: pass\n"
           "threading.Thread(target=spin).start()\n" + _HONEST, "right|fault missing",
           "ok|limit_cpu|limit_wall"),
    Attack(73, "a lock held across the fork",
           "import threading\nlock = threading.Lock()\nlock.acquire()\n"
           + _target("lock.acquire()\nreturn 2 * x"),
           "fault limit_wall"),
    Attack(74, "many threads of linear algebra",
           "import os\nos.environ['OPENBLAS_NUM_THREADS'] = '128'\n"
           + _target("import numpy as np\na = np.ones((300, 300))\n(a @ a).sum()\nreturn 2 * x"),
           "right"),
    Attack(75, "the graphics card", _target("return open('/dev/nvidia0')"), "fault error"),
    Attack(76, "a core file",
           _target("import resource\nresource.setrlimit(resource.RLIMIT_CORE, (2**30, 2**30))"),
           "fault error"),
    Attack(77, "hash collisions",
           _target("d = {}\nm = 2**61 - 1\nfor i in range(10**5): d[i * m] = 0\nreturn 2 * x"),
           TIME),
    Attack(78, "nested brackets", "x = " + "(" * 1000 + ")" * 1000 + "\n", cell="error"),
    Attack(78, "a deep expression", "x = " + "-" * 100_000 + "1\n",
           cell="error|crash|limit_mem|limit_cpu"),
    Attack(78, "a long literal", "x = '" + "a" * 5_000_000 + "'\n" + _HONEST, "right"),
    Attack(78, "an eval bomb", "eval('(' * 10**6)\n", cell="error|limit_mem|crash"),
    Attack(79, "shared memory of System V",
           _target("import ctypes\nreturn float(ctypes.CDLL(None).shmget(0, 4096, 0o1666))"),
           "wrong"),
    Attack(79, "inotify",
           _target("import ctypes\nreturn float(ctypes.CDLL(None).inotify_init1(0))"), "wrong"),
    Attack(79, "a message queue",
           _target("import ctypes\nreturn float(ctypes.CDLL(None).mq_open(b'/q', 66, 438, 0))"),
           "wrong"),
)  # fmt: skip


def _refused(call: str, *, header: str = "import ctypes, os, socket") -> str:
    """A target that tells 0.5 if a call of the C library is refused."""
    return _target(
        f"{header}\nlibc = ctypes.CDLL(None, use_errno=True)\nreturn 0.5 if {call} < 0 else 2 * x"
    )


ESCAPES = (
    Attack(80, "/etc/passwd", _target("return open('/etc/passwd').read()"), "fault error"),
    Attack(80, "the home folder",
           _target("import os\nreturn os.listdir('/ho' + 'me')"), "fault error"),
    Attack(80, "the decoy file", _target("return open(DECOY).read()[:100]"), "fault error"),
    Attack(80, "all that can be read",
           _target("import os\nfound = []\n"
                   "for folder, folders, files in os.walk('/'):\n"
                   "    folders[:] = set(folders) - {'usr', 'python', 'site', 'lib', 'dev'}\n"
                   "    for name in files:\n"
                   "        try: text = open(os.path.join(folder, name), 'rb').read(10**5)\n"
                   "        except OSError: continue\n"
                   "        if b'canary-' in text: found.append(name)\n"
                   "return float(len(found) == 0) / 2"),
           "wrong"),
    Attack(81, "the parent's process files",
           _target("import os\nreturn open(f'/proc/{os.getppid()}/environ').read()"),
           "fault error"),
    Attack(81, "all of /proc",
           _target("import os\nreturn len(os.listdir('/proc')) + 0.5"), "wrong"),
    Attack(82, "inherited files",
           _target("import os\nfound = []\n"
                   "for fd in range(3, 256):\n"
                   "    try: found.append(os.fstat(fd))\n    except OSError: pass\n"
                   "return len(found) / 2"),
           "wrong"),
    Attack(83, "ptrace", _refused("libc.ptrace(0, 0, 0, 0)"), "wrong"),
    Attack(83, "process_vm_readv", _refused("libc.process_vm_readv(1, 0, 0, 0, 0, 0)"), "wrong"),
    Attack(83, "the memory of process 1", _target("return open('/proc/1/mem', 'rb').read(1)"),
           "fault error"),
    Attack(84, "process 1 is killed or stopped",
           _target("import os, signal\n"
                   "for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):\n"
                   "    try: os.kill(1, number)\n    except OSError: pass\n"
                   "return 2 * x"),
           "right"),
    Attack(84, "everybody is killed",
           _target("import os\nos.kill(-1, 9)\nreturn 2 * x"), "right|fault crash"),
    Attack(84, "limits of another process",
           _refused("libc.prlimit(1, 7, bytes(16), None)"), "wrong"),
    Attack(85, "UDP", _target("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
           "fault error"),
    Attack(85, "TCP", _target("import socket\nsocket.create_connection(('169.254.169.254', 80))"),
           "fault error"),
    Attack(85, "names", _target("import socket\nsocket.getaddrinfo('example.org', 80)"),
           "fault error"),
    Attack(85, "an abstract socket",
           _target("import socket\nsocket.socket(socket.AF_UNIX).bind('\\0x')"), "fault error"),
    Attack(85, "a packet socket", _target("import socket\nsocket.socket(17, 3, 0)"),
           "fault error"),
    Attack(85, "a web page",
           _target("import urllib.request\nurllib.request.urlopen('http://example.org')"),
           "fault error"),
    Attack(86, "sockets of the desktop and of Docker",
           _target("import os\npaths = '/var/run/docker.sock /run/user /tmp/.X11-unix'.split()\n"
                   "return sum(map(os.path.exists, paths)) + 0.5"),
           "wrong"),
    Attack(87, "secrets in the environment",
           _target("import os\nraise ValueError(str(dict(os.environ)))"), "fault error"),
    Attack(88, "a shell command", "!ls /\n", cell="error"),
    Attack(88, "pip", "%pip install evil\n", cell="error"),
    Attack(88, "a bash cell", "%%bash\nls /\n", cell="error"),
    Attack(88, "a subprocess",
           _target("import subprocess\nsubprocess.run(['ls'])"), "fault error"),
    Attack(88, "os.system",
           _target("import os\nreturn float(os.system('true') == 0) + 0.5"), "wrong"),
    Attack(88, "exec", _target("import os, sys\nos.execv('/python/bin/python', ['x'])"),
           "fault error"),
    Attack(89, "set-uid", _target("import os\nos.setuid(0)\nopen('/etc/shadow')"),
           "fault error"),
    Attack(90, "io_uring", _refused("libc.syscall(425, 1, 0)"), "wrong"),
    Attack(90, "a kernel key", _refused("libc.syscall(250, 0, -3, 0)"), "wrong"),
    Attack(90, "bpf", _refused("libc.syscall(321, 0, 0, 0)"), "wrong"),
    Attack(90, "userfaultfd", _refused("libc.syscall(323, 0)"), "wrong"),
    Attack(90, "personality", _refused("libc.personality(0x0040000)"), "wrong"),
    Attack(90, "a call of the x32 table",
           _target("import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)"), "fault crash"),
    Attack(90, "a call that is not known yet", _refused("libc.syscall(467, 0, 0, 0)"), "wrong"),
    Attack(91, "a user namespace", _refused("libc.unshare(0x10000000)"), "wrong"),
    Attack(91, "a user namespace by clone",
           _refused("libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)"), "wrong"),
    Attack(91, "a user namespace by clone3", _refused("libc.syscall(435, bytes(88), 88)"), "wrong"),
    Attack(91, "a mount", _refused("libc.mount(b'x', b'/tmp', b'tmpfs', 0, 0)"), "wrong"),
    Attack(91, "what hides /proc is taken away", _refused("libc.umount2(b'/proc', 2)"), "wrong"),
    Attack(91, "another root", _refused("libc.chroot(b'/tmp')"), "wrong"),
    Attack(92, "rights of a file", _target("import os\nos.chmod('.', 0o777)"), "fault error"),
    Attack(92, "times of a file", _target("import os\nos.utime('.', (0, 0))"), "fault error"),
    Attack(92, "attributes of a file",
           _target("import os\nos.setxattr('.', 'user.x', b'x')"), "fault error"),
    Attack(92, "owner of a file", _target("import os\nos.chown('.', 0, 0)"), "fault error"),
    Attack(93, "typing into the terminal",
           _target("import fcntl\nfcntl.ioctl(0, 0x5412, b'x')"), "fault error"),
    Attack(94, "a link out of the job's folder",
           "import os\nos.symlink('/etc', 'out')\nprint(os.listdir('out'))\n", cell="ok|error"),
    Attack(95, "a FIFO", _target("import os\nos.mkfifo('pipe')"), "fault error"),
    Attack(95, "a device", _target("import os, stat\nos.mknod('d', stat.S_IFBLK, 2049)"),
           "fault error"),
    Attack(98, "a leak through an error text",
           _target("import os\nraise ValueError(open(DECOY).read())"), "fault error"),
    Attack(99, "start-up files and caches",
           "import os\nhome = os.path.expanduser('~')\n"
           "os.makedirs(f'{home}/.ipython/profile_default/startup', exist_ok=True)\n"
           "for name in ('.ipython/profile_default/startup/x.py', 'usercustomize.py',"
           " 'matplotlibrc', '.pythonrc'):\n"
           "    open(f'{home}/{name}', 'w').write('1/0')\n"
           "open('/tmp/hostile', 'w').write('x')\n" + _WRONG,
           "wrong"),
    Attack(99, "an installed package is changed",
           "import numpy\nopen(numpy.__file__, 'a').write('1/0')\n", cell="error"),
    Attack(100, "the library and NumPy are patched",
           "import numpy as np\nimport lrlib\nnp.sum = np.dot = lambda *a, **k: 0.0\n"
           "lrlib.poisoned = True\nimport builtins\nbuiltins.poisoned = True\n" + _HONEST,
           "right"),
)  # fmt: skip

ATTACKS: tuple[Attack, ...] = (*TAMPERING, *VALUES, *RESOURCES, *ESCAPES)

# Numbers of the catalogue that are not a matter of processes, and where they are tested or why not.
ELSEWHERE = {
    **dict.fromkeys(range(18, 23), "the notebook is rebuilt on the master: bridge level"),
    96: "no kernel takes part in grading: there is no message to forge",
    97: "every submission has its own IPC, PID and mount namespaces; time remains as a channel",
    101: "tests/attacks/test_states.py",
    **dict.fromkeys(range(102, 110), "batches, gradebook and workers: bridge level"),
    **dict.fromkeys(range(110, 123), "files, names and pages: bridge and report level"),
    **dict.fromkeys(range(123, 131), "quality of the checks: tests/exercises"),
}
