"""The filter's instructions, run by an interpreter of our own, for every architecture."""

import errno
import struct

import pytest

from autograder.sandbox.inside import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
CLONE_NEWUSER, CLONE_THREAD = 0x10000000, 0x00010000
MACHINES = list(seccomp.MACHINES)


def verdict(code, number, arguments=(), arch=None, machine="x86_64"):
    """What the program returns for a call: an interpreter of classic BPF (man 2 bpf)."""
    arch = seccomp.MACHINES[machine].audit_arch if arch is None else arch
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, arch, 0, *padded)
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, k = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        if operation == 0x06:
            return k
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
            continue
        holds = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: bool(accumulator & k)}
        at += if_true if holds[operation] else if_false


def refused(error=errno.EPERM):
    return 0x00050000 | error


@pytest.fixture(params=[(m, forks) for m in MACHINES for forks in (True, False)], ids=str)
def filtered(request):
    machine, forks = request.param
    code = seccomp.program(seccomp.MACHINES[machine], forks=forks)
    return lambda number, *arguments, **kwargs: verdict(
        code, number, arguments, machine=machine, **kwargs
    ), seccomp.MACHINES[machine], forks  # fmt: skip


def test_every_call_of_the_list_is_refused(filtered):
    run, machine, _ = filtered
    for row in seccomp.REFUSED_name_x86_64_aarch64:
        if row[machine.column] is not None:
            assert run(row[machine.column]) == refused(), row[0]


def test_ordinary_calls_are_allowed(filtered):
    run, machine, _ = filtered
    listed = {row[machine.column] for row in seccomp.REFUSED_name_x86_64_aarch64}
    special = {machine.clone, machine.clone3, machine.prctl, machine.socketpair}
    special |= {row[machine.column] for row in seccomp.SELF_ONLY_name_x86_64_aarch64_argument}
    special |= set(machine.fork_calls)
    for number in set(range(seccomp.NEWEST_KNOWN + 1)) - listed - special:
        assert run(number) == ALLOW, number


def test_calls_newer_than_the_list_do_not_exist(filtered):
    run, machine, _ = filtered
    for number in (seccomp.NEWEST_KNOWN + 1, 460, 1000, machine.clone3):
        assert run(number) == refused(errno.ENOSYS)


def test_foreign_tables_end_the_process(filtered):
    run, _, _ = filtered
    assert run(0x40000000 + 39) == KILL  # x32
    assert run(39, arch=0x40000003) == KILL  # i386


def test_threads_are_allowed_and_namespaces_are_not(filtered):
    run, machine, forks = filtered
    assert run(machine.clone, CLONE_THREAD | 0x3D0F00) == ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, CLONE_NEWUSER, 0x20000000, 0x40000000):
        assert run(machine.clone, flag | 17) == refused()
        assert run(machine.clone, flag | CLONE_THREAD) == refused()
    assert run(machine.clone, 17) == (ALLOW if forks else refused())
    for number in machine.fork_calls:
        assert run(number) == (ALLOW if forks else refused())


def test_calls_are_judged_by_their_argument(filtered):
    run, machine, _ = filtered
    assert run(machine.ioctl, 0, 0x5412) == refused()  # TIOCSTI
    assert run(machine.ioctl, 0, 0x541C) == refused()  # TIOCLINUX
    assert run(machine.ioctl, 0, 0x5401) == ALLOW
    assert run(machine.socketpair, 1) == ALLOW  # AF_UNIX
    assert run(machine.socketpair, 2) == refused()
    assert run(machine.prctl, 1) == refused()  # PR_SET_PDEATHSIG
    assert run(machine.prctl, 15) == ALLOW
    for row in seccomp.SELF_ONLY_name_x86_64_aarch64_argument:
        number, argument = row[machine.column], row[3]
        assert run(number, *[0] * argument, 0) == ALLOW
        assert run(number, *[0] * argument, 1234) == refused()
