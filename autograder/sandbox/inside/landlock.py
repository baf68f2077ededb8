"""Landlock: a process gives up the file system, but for a few places it may read.

Used where namespaces are not available. Nothing can be written, except to /dev/null; abstract
sockets and signals reach no process outside (ABI 6, Linux 6.12). What remains: whether a file of a
given name exists, and how large it is, can be seen (Landlock does not cover `stat`).
"""

import ctypes
import os

from autograder.sandbox.inside.syscalls import libc_call

NEEDED_ABI = 6
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_ALL_FILE_RIGHTS = (1 << 16) - 1  # execute ... ioctl_dev (ABI 5)
_ALL_NETWORK_RIGHTS = 0b11  # bind and connect over TCP (ABI 4)
_ALL_SCOPES = 0b11  # abstract UNIX sockets, signals (ABI 6)
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_files", ctypes.c_uint64),
        ("handled_network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The version of Landlock in this kernel; 0 if there is none."""
    try:
        return libc_call("syscall", _CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(readable: list[str]) -> None:
    """From here on, this process and its children can read below `readable`, and nothing else."""
    attributes = _Ruleset(_ALL_FILE_RIGHTS, _ALL_NETWORK_RIGHTS, _ALL_SCOPES)
    ruleset = libc_call(
        "syscall", _CREATE_RULESET, ctypes.addressof(attributes), ctypes.sizeof(attributes), 0
    )
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE)
        for path in _DEVICES:
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE)
        libc_call("syscall", _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = _PathBeneath(rights, place)
        libc_call("syscall", _ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(place)
