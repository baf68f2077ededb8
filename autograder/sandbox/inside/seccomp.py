"""A seccomp filter: the system calls that a notebook has no use for, refused by the kernel.

The list names what is refused; a number that is newer than the list does not exist for the student
(ENOSYS), and a call of another architecture's table ends the process. The program is the classic
BPF of `man 2 seccomp`, assembled here so that nothing has to be installed.
"""

import ctypes
import errno
import platform
import struct
from typing import NamedTuple

from autograder.sandbox.inside.syscalls import libc_call

# name, number on x86_64, number on aarch64 (None: does not exist there)
REFUSED_name_x86_64_aarch64: tuple[tuple[str, int | None, int | None], ...] = (
    # programs and sockets
    ("execve", 59, 221),
    ("execveat", 322, 281),
    ("socket", 41, 198),
    ("bind", 49, 200),
    ("listen", 50, 201),
    ("connect", 42, 203),
    ("accept", 43, 202),
    ("accept4", 288, 242),
    ("ptrace", 101, 117),
    ("process_vm_readv", 310, 270),
    ("process_vm_writev", 311, 271),
    ("process_madvise", 440, 440),
    ("pidfd_getfd", 438, 438),
    ("kcmp", 312, 272),
    ("mount", 165, 40),
    ("umount2", 166, 39),
    ("mount_setattr", 442, 442),
    ("move_mount", 429, 429),
    ("open_tree", 428, 428),
    ("fsopen", 430, 430),
    ("fsmount", 432, 432),
    ("fsconfig", 431, 431),
    ("fspick", 433, 433),
    ("pivot_root", 155, 41),
    ("chroot", 161, 51),
    ("unshare", 272, 97),
    ("setns", 308, 268),
    ("keyctl", 250, 219),
    ("add_key", 248, 217),
    ("request_key", 249, 218),
    ("bpf", 321, 280),
    ("perf_event_open", 298, 241),
    ("userfaultfd", 323, 282),
    ("io_uring_setup", 425, 425),
    ("io_uring_enter", 426, 426),
    ("io_uring_register", 427, 427),
    ("memfd_create", 319, 279),
    ("memfd_secret", 447, 447),
    ("personality", 135, 92),
    ("seccomp", 317, 277),
    ("landlock_create_ruleset", 444, 444),
    ("shmget", 29, 194),
    ("shmat", 30, 196),
    ("shmctl", 31, 195),
    ("shmdt", 67, 197),
    ("semget", 64, 190),
    ("semop", 65, 193),
    ("semctl", 66, 191),
    ("semtimedop", 220, 192),
    ("msgget", 68, 186),
    ("msgsnd", 69, 189),
    ("msgrcv", 70, 188),
    ("msgctl", 71, 187),
    ("mq_open", 240, 180),
    ("mq_unlink", 241, 181),
    ("mq_timedsend", 242, 182),
    ("mq_timedreceive", 243, 183),
    ("mq_notify", 244, 184),
    ("mq_getsetattr", 245, 185),
    ("inotify_init", 253, None),
    ("inotify_init1", 294, 26),
    ("inotify_add_watch", 254, 27),
    ("fanotify_init", 300, 262),
    ("fanotify_mark", 301, 263),
    ("chmod", 90, None),
    ("fchmod", 91, 52),
    ("fchmodat", 268, 53),
    ("chown", 92, None),
    ("fchown", 93, 55),
    ("lchown", 94, None),
    ("fchownat", 260, 54),
    ("utime", 132, None),
    ("utimes", 235, None),
    ("futimesat", 261, None),
    ("utimensat", 280, 88),
    ("setxattr", 188, 5),
    ("lsetxattr", 189, 6),
    ("fsetxattr", 190, 7),
    ("removexattr", 197, 14),
    ("lremovexattr", 198, 15),
    ("fremovexattr", 199, 16),
    ("mknod", 133, None),
    ("mknodat", 259, 33),
    ("name_to_handle_at", 303, 264),
    ("open_by_handle_at", 304, 265),
    ("sync", 162, 81),  # of all disks of the machine
    ("syncfs", 306, 267),
    ("quotactl", 179, 60),
    ("quotactl_fd", 443, 443),
    ("acct", 163, 89),
    ("swapon", 167, 224),
    ("swapoff", 168, 225),
    ("reboot", 169, 142),
    ("syslog", 103, 116),
    ("vhangup", 153, 58),
    ("init_module", 175, 105),
    ("finit_module", 313, 273),
    ("delete_module", 176, 106),
    ("kexec_load", 246, 104),
    ("kexec_file_load", 320, 294),
    ("ioperm", 173, None),
    ("iopl", 172, None),
    ("modify_ldt", 154, None),
    ("settimeofday", 164, 170),
    ("clock_settime", 227, 112),
    ("clock_adjtime", 305, 266),
    ("adjtimex", 159, 171),
    ("sethostname", 170, 161),
    ("setdomainname", 171, 162),
    ("setpriority", 141, 140),
    ("ioprio_set", 251, 30),
    ("mbind", 237, 235),
    ("migrate_pages", 256, 238),
    ("move_pages", 279, 239),
    ("set_mempolicy", 238, 237),
    ("set_mempolicy_home_node", 450, 450),
    ("ustat", 136, None),
    ("sysfs", 139, None),
)

NEWEST_KNOWN = 451  # cachestat, Linux 6.5; fchmodat2 (452) and later are "not there"


# Allowed on oneself only: name, numbers, and which argument names the process (0 is oneself).
SELF_ONLY_name_x86_64_aarch64_argument = (
    ("prlimit64", 302, 261, 0),
    ("sched_setparam", 142, 118, 0),
    ("sched_setscheduler", 144, 119, 0),
    ("sched_setaffinity", 203, 122, 0),
    ("sched_setattr", 314, 274, 0),
)


class Machine(NamedTuple):
    """What the filter has to know about one architecture."""

    audit_arch: int
    column: int
    clone: int
    clone3: int
    ioctl: int
    socketpair: int
    prctl: int
    fork_calls: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(0xC000003E, 1, 56, 435, 16, 53, 157, (57, 58)),
    "aarch64": Machine(0xC00000B7, 2, 220, 435, 29, 199, 167, ()),
}

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_X32_BIT = 0x40000000
_AF_UNIX = 1
_PR_SET_PDEATHSIG = 1  # a process that the grader started dies with it
_TERMINAL_IOCTLS = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into somebody's terminal
_CLONE_THREAD = 0x00010000
# NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_NAMESPACE_FLAGS = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x60000000


def _op(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, k)


def _refuse(error: int = errno.EPERM) -> bytes:
    return _op(_RETURN, _ERRNO | error)


def program(machine: Machine, *, forks: bool = True) -> bytes:
    """The filter as BPF instructions; without `forks`, new processes are refused (threads are not).

    >>> len(program(MACHINES["x86_64"])) % 8
    0
    """
    code = [
        _op(_LOAD, _ARCH),
        _op(_JUMP_EQUAL, machine.audit_arch, 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NUMBER),
        _op(_JUMP_AT_LEAST, _X32_BIT, 0, 1),
        _op(_RETURN, _KILL),
        _op(_JUMP_EQUAL, machine.clone3, 0, 1),
        _refuse(errno.ENOSYS),  # its flags lie in memory where no filter sees them; libc uses clone
        _op(_JUMP_AT_LEAST, NEWEST_KNOWN + 1, 0, 1),
        _refuse(errno.ENOSYS),
    ]
    refused = [row[machine.column] for row in REFUSED_name_x86_64_aarch64]
    refused += () if forks else machine.fork_calls
    for number in refused:
        if number is not None:
            code += [_op(_JUMP_EQUAL, number, 0, 1), _refuse()]
    code += _clone_rules(machine, forks)
    code += _argument_rule(machine.ioctl, 1, refused=_TERMINAL_IOCTLS)
    code += _argument_rule(machine.prctl, 0, refused=(_PR_SET_PDEATHSIG,))
    code += _argument_rule(machine.socketpair, 0, allowed=(_AF_UNIX,))
    for row in SELF_ONLY_name_x86_64_aarch64_argument:
        code += _argument_rule(int(row[machine.column]), row[3], allowed=(0,))
    return b"".join([*code, _op(_RETURN, _ALLOW)])


def _argument_rule(
    number: int, argument: int, *, refused: tuple[int, ...] = (), allowed: tuple[int, ...] = ()
) -> list[bytes]:
    """Refuse a call by the value of one argument: one of `refused`, or none of `allowed`."""
    named = refused or allowed
    ends = [_refuse(), _op(_RETURN, _ALLOW)] if refused else [_op(_RETURN, _ALLOW), _refuse()]
    tests = [_op(_JUMP_EQUAL, value, len(named) - 1 - at, 0) for at, value in enumerate(named)]
    tests[-1] = _op(_JUMP_EQUAL, named[-1], 0, 1)
    rule = [_op(_LOAD, _ARGUMENTS + 8 * argument), *tests, *ends]
    return [_op(_JUMP_EQUAL, number, 0, len(rule)), *rule]


def _clone_rules(machine: Machine, forks: bool) -> list[bytes]:
    if forks:
        bad_flags = [_op(_JUMP_ANY_BIT, _NAMESPACE_FLAGS, 0, 1), _refuse()]
    else:
        bad_flags = [
            _op(_JUMP_ANY_BIT, _NAMESPACE_FLAGS, 1, 0),
            _op(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0),
            _refuse(),
        ]
    rules = [_op(_LOAD, _ARGUMENTS), *bad_flags, _op(_RETURN, _ALLOW)]
    return [_op(_JUMP_EQUAL, machine.clone, 0, len(rules)), *rules]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(*, forks: bool = True) -> None:
    """Put the filter on this process and all that it starts, for good."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(
            errno.ENOSYS,
            f"the seccomp filter knows {', '.join(MACHINES)}, got {platform.machine()}",
        )
    code = program(machine, forks=forks)
    header = _Program(len(code) // 8, code)
    pr_set_seccomp, mode_filter = 22, 2
    libc_call("prctl", pr_set_seccomp, mode_filter, ctypes.addressof(header), 0, 0)
