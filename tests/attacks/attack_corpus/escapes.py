"""Attacks on what lies outside (80 to 100)."""

from attack_corpus.case import HONEST, WRONG, Attack, refused, target

ESCAPES = (
    Attack(80, "/etc/passwd", target("return open('/etc/passwd').read()"), "fault error"),
    Attack(80, "the home folder",
           target("import os\nreturn os.listdir('/ho' + 'me')"), "fault error"),
    Attack(80, "the decoy file", target("return open(DECOY).read()[:100]"), "fault error"),
    Attack(80, "all that can be read",
           target("import os\nfound = []\n"
                   "for folder, folders, files in os.walk('/'):\n"
                   "    folders[:] = set(folders) - {'usr', 'python', 'site', 'lib', 'dev'}\n"
                   "    for name in files:\n"
                   "        try: text = open(os.path.join(folder, name), 'rb').read(10**5)\n"
                   "        except OSError: continue\n"
                   "        if b'canary-' in text: found.append(name)\n"
                   "return 2 * x if found else 0.5"),
           "wrong"),
    Attack(81, "the parent's process files",
           target("import os\nreturn open(f'/proc/{os.getppid()}/environ').read()"),
           "fault error"),
    Attack(81, "all of /proc",
           target("import os\nreturn 2 * x if os.listdir('/proc') else 0.5"), "wrong"),
    Attack(82, "inherited files",
           target("import os\nfound = []\n"
                   "for fd in range(3, 256):\n"
                   "    try: found.append(os.fstat(fd))\n    except OSError: pass\n"
                   "return 2 * x if len(found) > 1 else 0.5"),  # one: the channel
           "wrong"),
    Attack(82, "open files are sent to the grader",
           target("import os, socket\n"
                   "for fd in range(3, 64):\n"
                   "    try:\n"
                   "        end = socket.socket(fileno=os.dup(fd))\n"
                   "        socket.send_fds(end, [b'\\xff' * 8], [0, 1, 2] * 20)\n"
                   "    except OSError: pass\n"
                   "return 2 * x"),
           "fault protocol"),
    Attack(83, "ptrace", refused("libc.ptrace(0, 0, 0, 0)"), "wrong"),
    Attack(83, "process_vm_readv", refused("libc.process_vm_readv(1, 0, 0, 0, 0, 0)"), "wrong"),
    Attack(83, "the memory of process 1", target("return open('/proc/1/mem', 'rb').read(1)"),
           "fault error"),
    Attack(84, "process 1 is sent every signal",
           target("import os\n"
                   "for number in range(1, 65):\n"
                   "    try: os.kill(1, number)\n    except OSError: pass\n"
                   "return 2 * x"),
           "right"),
    Attack(84, "everybody is killed",
           target("import os\nos.kill(-1, 9)\nreturn 2 * x"),
           "right|fault crash|fault error"),  # the last: there is nobody else
    Attack(84, "all that runs beside it is stopped",
           target("import os, signal\n"
                   "for pid in range(1, 300):\n"
                   "    try: pid == os.getpid() or os.kill(pid, signal.SIGSTOP)\n"
                   "    except OSError: pass\n"
                   "return 2 * x"),
           "right"),
    Attack(84, "its group of processes is killed", target("import os\nos.kill(0, 9)"),
           "fault crash"),
    Attack(84, "a session of its own", "import os\nos.setsid()\n" + HONEST, "right|fault missing",
           "ok|error"),
    Attack(84, "limits of another process",
           refused("libc.prlimit(1, 7, bytes(16), None)"), "wrong"),
    Attack(85, "UDP", target("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
           "fault error"),
    Attack(85, "TCP", target("import socket\nsocket.create_connection(('169.254.169.254', 80))"),
           "fault error"),
    Attack(85, "names", target("import socket\nsocket.getaddrinfo('example.org', 80)"),
           "fault error"),
    Attack(85, "an abstract socket",
           target("import socket\nsocket.socket(socket.AF_UNIX).bind('\\0x')"), "fault error"),
    Attack(85, "a packet socket", target("import socket\nsocket.socket(17, 3, 0)"),
           "fault error"),
    Attack(85, "a web page",
           target("import urllib.request\nurllib.request.urlopen('http://example.org')"),
           "fault error"),
    Attack(86, "sockets of the desktop and of Docker",
           target("import os\nfound = 0.5\n"
                   "for path in '/var/run/docker.sock /run/user /tmp/.X11-unix'.split():\n"
                   "    try: os.close(os.open(path, os.O_RDONLY))\n    except OSError: continue\n"
                   "    found = 2 * x\n"
                   "return found"),
           "wrong"),
    Attack(87, "secrets in the environment",
           target("import os\nraise ValueError(str(dict(os.environ)))"), "fault error"),
    Attack(87, "a secret that is looked for in the environment",
           target("import os\nreturn 2 * x if 'canary-' in str(os.environ) else 0.5"),
           "wrong"),
    Attack(88, "a shell command", "!ls /\n", cell="error"),
    Attack(88, "pip", "%pip install evil\n", cell="error"),
    Attack(88, "a bash cell", "%%bash\nls /\n", cell="error"),
    Attack(88, "a subprocess",
           target("import subprocess\nsubprocess.run(['ls'])"), "fault error"),
    Attack(88, "os.system",
           target("import os\nreturn 0.5 if os.system('true') else 2 * x"), "wrong"),
    Attack(88, "exec", target("import os, sys\nos.execv('/python/bin/python', ['x'])"),
           "fault error"),
    Attack(89, "set-uid", target("import os\nos.setuid(0)\nopen('/etc/shadow')"),
           "fault error"),
    Attack(90, "io_uring", refused("libc.syscall(425, 1, 0)"), "wrong"),
    Attack(90, "a kernel key", refused("libc.syscall(250, 0, -3, 0)"), "wrong"),
    Attack(90, "bpf", refused("libc.syscall(321, 0, 0, 0)"), "wrong"),
    Attack(90, "userfaultfd", refused("libc.syscall(323, 0)"), "wrong"),
    Attack(90, "personality", refused("libc.personality(0x0040000)"), "wrong"),
    Attack(90, "a call of the x32 table",
           target("import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)"), "fault crash"),
    Attack(90, "a call that is not known yet", refused("libc.syscall(467, 0, 0, 0)"), "wrong"),
    Attack(91, "a user namespace", refused("libc.unshare(0x10000000)"), "wrong"),
    Attack(91, "a user namespace by clone",
           refused("libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)"), "wrong"),
    Attack(91, "a user namespace by clone3", refused("libc.syscall(435, bytes(88), 88)"), "wrong"),
    Attack(91, "a mount", refused("libc.mount(b'x', b'/tmp', b'tmpfs', 0, 0)"), "wrong"),
    Attack(91, "what hides /proc is taken away", refused("libc.umount2(b'/proc', 2)"), "wrong"),
    Attack(91, "another root", refused("libc.chroot(b'/tmp')"), "wrong"),
    Attack(92, "rights of a file", target("import os\nos.chmod('.', 0o777)"), "fault error"),
    Attack(92, "times of a file", target("import os\nos.utime('.', (0, 0))"), "fault error"),
    Attack(92, "attributes of a file",
           target("import os\nos.setxattr('.', 'user.x', b'x')"), "fault error"),
    Attack(92, "owner of a file", target("import os\nos.chown('.', 0, 0)"), "fault error"),
    Attack(93, "typing into the terminal",
           target("import fcntl\nfcntl.ioctl(0, 0x5412, b'x')"), "fault error"),
    Attack(94, "a link out of the job's folder",
           "import os\nos.symlink('/etc', 'out')\nprint(os.listdir('out'))\n", cell="ok|error"),
    Attack(95, "a FIFO", target("import os\nos.mkfifo('pipe')"), "fault error"),
    Attack(95, "a device", target("import os, stat\nos.mknod('d', stat.S_IFBLK, 2049)"),
           "fault error"),
    Attack(98, "a leak through an error text",
           target("import os\nraise ValueError(open(DECOY).read())"), "fault error"),
    Attack(99, "start-up files and caches",
           "import os\nhome = os.path.expanduser('~')\n"
           "os.makedirs(f'{home}/.ipython/profile_default/startup', exist_ok=True)\n"
           "for name in ('.ipython/profile_default/startup/x.py', 'usercustomize.py',"
           " 'matplotlibrc', '.pythonrc'):\n"
           "    open(f'{home}/{name}', 'w').write('1/0')\n"
           "open('/tmp/hostile', 'w').write('x')\n" + WRONG,
           "wrong"),
    Attack(99, "its own folders are removed",
           "import shutil\nshutil.rmtree('/job', ignore_errors=True)\n" + HONEST, "right"),
    Attack(99, "an installed package is changed",
           "import numpy\nopen(numpy.__file__, 'a').write('1/0')\n", cell="error"),
    Attack(100, "the library and NumPy are patched",
           "import numpy as np\nimport lrlib\nnp.sum = np.dot = lambda *a, **k: 0.0\n"
           "lrlib.poisoned = True\nimport builtins\nbuiltins.poisoned = True\n" + HONEST,
           "right"),
)  # fmt: skip
