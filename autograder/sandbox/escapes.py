"""What must fail inside the sandbox, tried: this file's text is run there as a cell.

The grader adds `SECRET_FILE`, `GRADER_PROCESS` and `GRADER_FOLDER`, and reads what `main` prints:
for each attempt whether it was refused, and how.
"""

import ctypes
import json
import os
import signal
import socket
import sys

SECRET_FILE = GRADER_FOLDER = ""
GRADER_PROCESS = 0
MOST_PROCESSES = 12  # this is run with a limit of 8
EXPECTED_FILES = 4  # standard input, output and error, and the channel


class _Refused(Exception):
    """What was tried did not work; its text says why."""


def read_a_system_file():
    """read /etc/passwd"""
    with open("/etc/passwd") as file:
        return f"read {len(file.read())} characters"


def read_a_file_of_the_grader():
    """read a file that the grader has just written"""
    with open(SECRET_FILE) as file:
        return f"read {file.read()!r}"


def read_the_graders_code():
    """read the grader's own code, checks and references"""
    return f"saw {os.listdir(GRADER_FOLDER)[:3]}"


def write_beside_a_package():
    """write a file beside an installed package"""
    with open(os.path.join(os.path.dirname(os.__file__), "autograder_probe.py"), "w"):
        return "wrote it"


def see_other_processes():
    """look at other processes in /proc"""
    others = [name for name in os.listdir("/proc") if name.isdigit()]
    if not others:
        raise _Refused("there are none")
    return f"saw {len(others)}"


def signal_the_grader():
    """send a signal to the grader's process"""
    os.kill(GRADER_PROCESS, 0)
    return "could"


def open_a_network_socket():
    """open a network socket"""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return "opened"


def open_a_local_socket():
    """open a UNIX socket"""
    socket.socket(socket.AF_UNIX)
    return "opened"


def start_a_program():
    """start another program"""
    pid = os.posix_spawn(sys.executable or "/bin/true", ["true", "-c", ""], {})
    os.waitpid(pid, 0)
    return "started"


def make_a_namespace():
    """make a user namespace"""
    return _call("unshare", 0x10000000)


def mount_a_file_system():
    """mount a file system"""
    return _call("mount", b"none", b"/tmp", b"tmpfs", 0, None)


def trace_a_process():
    """trace a process (ptrace)"""
    return _call("ptrace", 0, 0, None, None)


def change_rights():
    """change the rights of a file"""
    os.chmod(".", 0o777)
    return "changed"


def make_shared_memory():
    """make System V shared memory"""
    return _call("shmget", 0, 4096, 0o1600)


def load_a_kernel_key():
    """use the kernel's key ring"""
    number = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
    return _call("syscall", number, 0, -3, 0)


def inherit_files():
    """find an open file of the grader"""
    found = []
    for fd in range(256):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.append(fd)
    if len(found) <= EXPECTED_FILES:
        raise _Refused(f"there are {len(found)}, the expected ones")
    return f"found {found}"


def gain_rights():
    """gain rights through a set-uid program"""
    pr_get_no_new_privs = 39
    if ctypes.CDLL(None).prctl(pr_get_no_new_privs, 0, 0, 0, 0) == 1:
        raise _Refused("the kernel forbids it (no_new_privs)")
    return "would"


def keep_a_capability():
    """keep a capability"""
    version_3 = 0x20080522
    header, data = (ctypes.c_uint32 * 2)(version_3, 0), (ctypes.c_uint32 * 6)()
    _call("capget", header, data)
    if not any(data):
        raise _Refused("there is none")
    return f"kept {data[0]:x} {data[3]:x}"


def take_all_memory():
    """take 100 GiB of memory"""
    try:
        return f"took {len(bytearray(100 * 2**30))} bytes"
    except MemoryError:
        raise _Refused("MemoryError") from None


def start_processes_without_end():
    """start processes without end"""
    children = []
    try:
        while len(children) <= MOST_PROCESSES:
            pid = os.fork()
            if pid == 0:
                _wait_for_ever()
            children.append(pid)
    except OSError as error:
        raise _Refused(f"{error.strerror} after {len(children)}") from None
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
    return f"started {len(children)}"


def _wait_for_ever():
    while True:
        signal.pause()


def _call(name, *args):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*args) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "could"


ATTEMPTS = (
    read_a_system_file,
    read_a_file_of_the_grader,
    read_the_graders_code,
    write_beside_a_package,
    see_other_processes,
    signal_the_grader,
    open_a_network_socket,
    open_a_local_socket,
    start_a_program,
    make_a_namespace,
    mount_a_file_system,
    trace_a_process,
    change_rights,
    make_shared_memory,
    load_a_kernel_key,
    inherit_files,
    gain_rights,
    keep_a_capability,
    take_all_memory,
    start_processes_without_end,
)


def main():
    """Try everything; print a list of (what was tried, what happened, whether it was refused)."""
    results = []
    for attempt in ATTEMPTS:
        try:
            results.append((attempt.__doc__, attempt(), False))
        except (OSError, _Refused, AttributeError) as error:
            results.append((attempt.__doc__, str(error), True))
    print(json.dumps(results))
