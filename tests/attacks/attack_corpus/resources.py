"""Attacks by using too much (55 to 79)."""

from attack_corpus.case import HONEST, TIME, Attack, refused, target

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
    Attack(55, "an endless loop", target("while True: pass"), TIME),
    Attack(55, "an endless loop in a cell", "while True: pass\n", cell="limit_cpu|limit_wall"),
    Attack(55, "an endless loop that catches everything",
           target("while True:\n    try:\n        while True: pass\n"
                   "    except BaseException: pass"),
           TIME),
    Attack(56, "sleep", target("import time\ntime.sleep(1e6)"), "fault limit_wall"),
    Attack(56, "input", target("return input()"), "fault error"),
    Attack(56, "a cell asks for input", "name = input('who?')\n", cell="error"),
    Attack(56, "select", "import select\nselect.select([], [], [])\n", cell="limit_wall"),
    Attack(57, "signals are ignored",
           "import signal\n"
           "for number in range(1, 65):\n"
           "    try: signal.signal(number, signal.SIG_IGN)\n"
           "    except (OSError, ValueError): pass\n"
           + target("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
                     "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
                     "while True: pass"),
           TIME),
    Attack(58, "a long computation in C", target("return 10 ** (10 ** 8)"), TIME),
    Attack(58, "a regular expression without end",
           target("import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')"), TIME),
    Attack(59, "a huge list", target("return [0] * 10**12"), "fault limit_mem"),
    Attack(59, "a growing list",
           target("a = []\nwhile True: a.append(bytes(10**7))"), "fault limit_mem"),
    Attack(59, "a huge list in a cell", "a = [0] * 10**12\n", cell="limit_mem"),
    Attack(60, "memory in files",
           target("with open('/dev/shm/hostile', 'wb') as f:\n"
                   "    while True: f.write(bytes(10**6))"),
           "fault error|fault crash"),
    Attack(60, "memory in shared pages",
           target("import mmap, os\nfor _ in range(6):\n    if os.fork() == 0: break\n"
                   "m = mmap.mmap(-1, 10**8)\nm.write(b'x' * 10**8)\nimport time\n"
                   "time.sleep(1000)"),
           "fault limit_mem|fault limit_wall"),  # a busy machine gives it no time to fill them
    Attack(60, "a memory file",
           target("import os\nfd = os.memfd_create('x')\n"
                   "while True: os.write(fd, bytes(10**6))"),
           "fault error"),
    Attack(61, "a fork bomb", target(_FORK_WITHOUT_END), "fault limit_proc|fault limit_wall"),
    Attack(61, "a fork bomb in a cell", _FORK_WITHOUT_END, cell="limit_proc|limit_wall"),
    Attack(62, "a thread bomb",
           target("import threading, time\n"
                   "while True:\n    threading.Thread(target=time.sleep, args=(99,)).start()"),
           "fault error|fault limit_proc|fault limit_mem"),
    Attack(62, "a thread bomb in a cell",
           "import threading, time\n"
           "for _ in range(40):\n    threading.Thread(target=time.sleep, args=(99,)).start()\n"
           + HONEST,
           cell="limit_proc"),
    Attack(63, "a daemon", target(_DAEMON + "\nreturn 2 * x"), "right|fault limit_proc"),
    Attack(63, "a daemon in a cell", _DAEMON + HONEST, cell="limit_proc"),
    Attack(64, "a flood of zombies",
           target("import os\nfor _ in range(30):\n    if os.fork() == 0: os._exit(0)\n"
                   "return 2 * x"),
           "right|fault error"),
    Attack(65, "a big file",
           target("with open('big', 'wb') as f:\n    while True: f.write(bytes(10**6))"),
           "fault error|fault crash"),
    Attack(65, "many small files",
           target("n = 0\nwhile True:\n    open(f'f{n}', 'w').close()\n    n += 1"),
           "fault error"),
    Attack(65, "deep folders",
           target("import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')"),
           "fault error"),
    Attack(65, "a sparse file", target("open('s', 'wb').truncate(2**40)"),
           "fault error|fault crash"),
    Attack(65, "a full disk in a cell, and a later exercise writes nothing",
           "try:\n    with open('big', 'wb') as f:\n        while True: f.write(bytes(10**6))\n"
           "except OSError: pass\n" + HONEST,
           "right", "ok|crash"),
    Attack(65, "the disks of the machine are synchronised without end",
           refused("libc.syscall(162)"), "wrong"),
    Attack(66, "all file descriptors",
           target("keep = []\nwhile True: keep.append(open('/dev/null'))"), "fault error"),
    Attack(66, "a cell takes all file descriptors",
           "keep = []\ntry:\n    while True: keep.append(open('/dev/null'))\n"
           "except OSError: pass\n" + HONEST,
           "right"),
    Attack(67, "a gigabyte of output", "while True: print('x' * 10**6)\n", cell="limit_out"),
    Attack(67, "a gigabyte of output in the call",
           target("for _ in range(1000): print('x' * 10**6)\nreturn 2 * x"), "right"),
    Attack(67, "output past Python",
           "import os\nfor _ in range(500): os.write(1, b'x' * 10**6); os.write(2, b'x' * 10**6)\n"
           + HONEST, "right"),
    Attack(67, "a flood into the channel",
           target("import os\nwhile True:\n    for fd in range(3, 64):\n"
                   "        try: os.write(fd, b'x' * 10**6)\n        except OSError: pass"),
           "fault protocol"),
    Attack(67, "a drip into the channel",
           target("import os, time\nfor fd in range(3, 64):\n"
                   "    try: os.write(fd, b'\\x00\\x00\\xff\\xff')\n    except OSError: pass\n"
                   "while True:\n    time.sleep(0.1)\n    for fd in range(3, 64):\n"
                   "        try: os.write(fd, b'x')\n        except OSError: pass"),
           "fault limit_wall"),
    Attack(68, "many displays",
           "from IPython.display import HTML, display\n"
           "for n in range(10**4): display(HTML('<b>x</b>'))\n" + HONEST,
           "right|fault missing", "ok|limit_cpu|limit_wall"),
    Attack(68, "a huge display",
           "from IPython.display import HTML, display\n"
           + HONEST + "display(HTML('<b>' * 10**7))\n",
           "right", "limit_out"),
    Attack(69, "many figures",
           "import matplotlib.pyplot as plt\nimport warnings\nwarnings.simplefilter('ignore')\n"
           "while True: plt.figure().add_subplot()\n",
           cell="limit_cpu|limit_wall|limit_mem"),
    Attack(69, "a huge picture",
           "import matplotlib.pyplot as plt\nplt.figure(figsize=(10**5, 10**5)).savefig('x.png')\n",
           cell="limit_mem|error"),
    Attack(70, "endless recursion", target("return target(x)"), "fault error"),
    Attack(70, "the C stack overflows",
           target("import sys\nsys.setrecursionlimit(10**9)\n"
                   "f = lambda f: (lambda: 0)\nx = ()\nfor _ in range(10**6): x = (x,)\n"
                   "hash(x)"),
           "fault crash|fault error|unusable none|fault limit_mem"),
    Attack(70, "a segmentation fault", target("import ctypes\nctypes.string_at(0)"),
           "fault crash"),
    Attack(70, "an abort", target("import os\nos.abort()"), "fault crash"),
    Attack(70, "a floating point signal",
           target("import os, signal\nos.kill(os.getpid(), signal.SIGFPE)"), "fault crash"),
    Attack(70, "a segmentation fault in a cell", "import ctypes\nctypes.string_at(0)\n",
           cell="crash"),
    Attack(71, "os._exit", target("import os\nos._exit(0)"), "fault crash"),
    Attack(71, "sys.exit", target("import sys\nsys.exit(0)"), "fault error"),
    Attack(71, "quit", target("quit()"), "fault error"),
    Attack(71, "KeyboardInterrupt", target("raise KeyboardInterrupt"), "fault error"),
    Attack(71, "GeneratorExit", target("raise GeneratorExit"), "fault error"),
    Attack(71, "os._exit in a cell", "import os\nos._exit(0)\n", cell="crash"),
    Attack(71, "sys.exit in a cell", "import sys\nsys.exit(0)\n", cell="error"),
    Attack(71, "exit in a cell", "exit()\n", cell="ok|error"),
    Attack(71, "the process that ran the cells is killed",
           target("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(1000)"),
           "fault crash|fault limit_wall"),  # the latter where that process is the only one
    Attack(72, "atexit hangs",
           "import atexit, time\natexit.register(time.sleep, 10**6)\n" + HONEST, "right"),
    Attack(72, "a thread that never ends",
           "import threading\ndef spin():\n    while True: pass\n"
           "threading.Thread(target=spin).start()\n" + HONEST, "right|fault missing",
           "ok|limit_cpu|limit_wall"),
    Attack(73, "a lock held across the fork",
           "import threading\nlock = threading.Lock()\nlock.acquire()\n"
           + target("lock.acquire()\nreturn 2 * x"),
           "fault limit_wall"),
    Attack(74, "many threads of linear algebra",
           "import os\nos.environ['OPENBLAS_NUM_THREADS'] = '128'\n"
           + target("import numpy as np\na = np.ones((300, 300))\n(a @ a).sum()\nreturn 2 * x"),
           "right"),
    Attack(75, "the graphics card", target("return open('/dev/nvidia0')"), "fault error"),
    Attack(76, "a core file",
           target("import resource\nresource.setrlimit(resource.RLIMIT_CORE, (2**30, 2**30))"),
           "fault error"),
    Attack(77, "hash collisions",
           target("d = {}\nm = 2**61 - 1\nfor i in range(10**5): d[i * m] = 0\nreturn 2 * x"),
           TIME),
    Attack(78, "nested brackets", "x = " + "(" * 1000 + ")" * 1000 + "\n", cell="error"),
    Attack(78, "a deep expression", "x = " + "-" * 100_000 + "1\n",
           cell="error|crash|limit_mem|limit_cpu"),
    Attack(78, "a long literal", "x = '" + "a" * 5_000_000 + "'\n" + HONEST, "right"),
    Attack(78, "an eval bomb", "eval('(' * 10**6)\n", cell="error|limit_mem|crash"),
    Attack(79, "shared memory of System V",
           refused("libc.shmget(0, 4096, 0o1666)"), "wrong"),
    Attack(79, "inotify",
           refused("libc.inotify_init1(0)"), "wrong"),
    Attack(79, "a message queue",
           refused("libc.mq_open(b'/q', 66, 438, 0)"), "wrong"),
)  # fmt: skip
