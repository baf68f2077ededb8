"""Attacks by what a function returns (28 to 54)."""

from attack_corpus.case import TIME, Attack, target

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
    Attack(28, "NaN", target("return float('nan')"), "wrong"),
    Attack(28, "NaN everywhere", target("return x * float('nan')"), "wrong", given="array"),
    Attack(29, "infinity", target("return -float('inf')"), "wrong"),
    Attack(29, "overflow", target("return x * 1e308 * 1e308"), "wrong", given="array"),
    Attack(30, "a negative zero", target("return -0.0"), "wrong"),
    Attack(31, "float16", target("import numpy as np\nreturn np.float16(0.1)"), "wrong"),
    Attack(31, "longdouble", target("import numpy as np\nreturn np.longdouble(2) * x"), "right"),
    Attack(31, "a denormal", target("return 5e-324"), "wrong"),
    Attack(32, "complex", target("return 2 * x + 0j"), "unusable complex"),
    Attack(32, "a complex array", target("return x + 1j"), "unusable complex", given="array"),
    Attack(
        33,
        "an array of objects",
        target("import numpy as np\nreturn np.array([x, 'a'], dtype=object)"),
        "unusable object-array",
    ),
    Attack(34, "a truth value", target("return True"), "wrong"),
    Attack(34, "a whole number", target("return 2"), "wrong"),
    Attack(35, "a huge whole number", target("return 10**100_000"), "unusable huge-int"),
    Attack(35, "a huge whole number in a list", target("return [10**400]"), "unusable huge-int"),
    Attack(36, "Decimal", target("from decimal import Decimal\nreturn 2 * Decimal(x)"), "right"),
    Attack(
        36, "Fraction", target("from fractions import Fraction\nreturn 2 * Fraction(x)"), "right"
    ),
    Attack(36, "a 0-d array", target("import numpy as np\nreturn np.array(2 * x)"), "right"),
    Attack(37, "a masked array",
           target("import numpy as np\nreturn np.ma.masked_array(2 * x, mask=False)"),
           "unusable masked", given="array"),
    Attack(37, "a matrix", target("import numpy as np\nreturn np.asmatrix(2 * x)"),
           "unusable matrix", given="array"),
    Attack(38, "a generator", "def target(x): yield 2 * x\n", "unusable generator"),
    Attack(38, "a coroutine", "async def target(x): return 2 * x\n", "unusable generator"),
    Attack(38, "an asynchronous generator", "async def target(x): yield x\n",
           "unusable generator"),
    Attack(38, "an iterator", target("return iter([x])"), "unusable generator"),
    Attack(39, "an infinite generator", target("import itertools\nreturn itertools.count()"),
           "unusable generator"),
    Attack(
        39,
        "a list that grows while it is read",
        "class Endless(list):\n"
        "    def __iter__(self):\n"
        "        while True: yield 1.0\n"
        "    def __len__(self): return 1\n" + target("return Endless([0.5])"),
        "wrong",
    ),
    Attack(40, "text", target("return str(2 * x)"), "wrong"),
    Attack(40, "bytes", target("return bytes(8)"), "unusable bytes"),
    Attack(41, "None", target("2 * x"), "unusable none"),
    Attack(42, "one element too many", target("return [0.0, *(2 * x)]"), "wrong", given="array"),
    Attack(42, "an axis too many", target("return (2 * x)[None]"), "wrong", given="array"),
    Attack(43, "a ragged list", target("return [[1.0, 2.0], [3.0]]"), "wrong|unusable ragged"),
    Attack(44, "a list that holds itself", target("a = []\na.append(a)\nreturn a"),
           "unusable too-deep"),
    Attack(44, "a dict that holds itself", target("a = {}\na['a'] = a\nreturn a"),
           "unusable too-deep"),
    Attack(45, "a thousand million elements",
           target("import numpy as np\nreturn np.broadcast_to(0.5, 10**9)"),
           "unusable too-large"),
    Attack(45, "50 dimensions", target("import numpy as np\nreturn np.zeros((1,) * 50)"), "wrong"),
    Attack(45, "a frame that declares a thousand million elements",
           target(
               "import json, os, struct\n"
               "wire = {'k': 'f64', 's': [10**9], 'b': ''}\n"
               "body = json.dumps({'op': 'value', 'value': wire, 'changed': []}).encode()\n"
               "for fd in range(3, 64):\n"
               "    try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
               "    except OSError: pass\n"
               "return 0.5"
           ),
           "fault protocol"),
    Attack(46, "a dict of many keys", target("return {str(n): n for n in range(10**5)}"),
           "unusable bad-keys"),
    Attack(46, "a dict of odd keys", target("return {1: x, (2, 3): x}"), "unusable bad-keys"),
    Attack(46, "a dict with __class__", target("return {'__class__': 1.0}"), "wrong"),
    Attack(46, "a frame with the same key twice",
           target(
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
           "    def __array__(self, *a, **k): return np.array(0.5)\n" + target("return Sly()"),
           "wrong|unusable unreadable|unusable other-type|fault crash"),
    Attack(49, "__float__ that never ends",
           "class Slow:\n    def __float__(self):\n        while True: pass\n"
           + target("return Slow()"),
           TIME),
    Attack(49, "__float__ that raises",
           "class Bad:\n    def __float__(self): raise SystemExit(0)\n" + target("return Bad()"),
           "unusable unreadable"),
    Attack(49, "__len__ that lies",
           "class Liar(list):\n    def __len__(self): return 10**12\n" + target("return Liar()"),
           "wrong"),
    Attack(50, "a pickle bomb",
           "import os\nclass Bomb:\n    def __reduce__(self): return os._exit, (0,)\n"
           "    def __reduce_ex__(self, p): return os._exit, (0,)\n" + target("return Bomb()"),
           "unusable other-type"),
    Attack(51, "a hostile __repr__",
           "class Loud:\n    def __repr__(self): return 'x' * 10**9\n    __str__ = __repr__\n"
           "    def _repr_html_(self): return '<script>alert(1)</script>' * 10**6\n"
           + target("return Loud()"),
           "unusable other-type"),
    Attack(52, "a hostile __del__",
           "class Last:\n    def __del__(self):\n        while True: pass\n"
           "    def __float__(self): return 0.5\n"
           "keep = Last()\n" + target("return 0.5"),
           "wrong"),
    Attack(53, "odd characters", target("return '\\ud800\\x00\\u202eabc'"), "wrong"),
    Attack(53, "a long name", "globals()['f' * 10**7] = 1\n" + target("return 'x' * 10**7"),
           "unusable string-too-long"),
    Attack(54, "an error with a hostile text",
           "class Loud(Exception):\n    def __str__(self): raise SystemExit\n"
           + target("raise Loud()"),
           "fault error"),
    Attack(54, "an error with a long text", target("raise ValueError('x' * 10**8)"),
           "fault error"),
    Attack(54, "a cell whose error has escape sequences",
           "raise ValueError('\\x1b[2J\\x1b]0;gone\\x07 /etc/passwd ' + 'x' * 10**7)\n",
           cell="error"),
)  # fmt: skip
