"""A tier is chosen because what must fail failed, and never exchanged in silence."""

import json
import socket
from contextlib import closing

import pytest

from autograder.sandbox import (
    Cell,
    Limits,
    Sandbox,
    SandboxUnavailable,
    choose_tier,
    describe,
    doctor,
    jail,
    start_tried,
    tiers,
)
from autograder.sandbox import sandbox as sandbox_module
from autograder.sandbox.escapes import ATTEMPTS
from autograder.sandbox.inside import landlock
from autograder.sandbox.remedies import install_command, remedy

ROWS = json.dumps([(each.__doc__, "no", True) for each in ATTEMPTS])
ALL_REFUSED = f"print({ROWS!r})"


@pytest.fixture
def landlocked(jailed):
    if landlock.abi() < landlock.NEEDED_ABI:
        pytest.skip(f"this kernel's Landlock is older than version {landlock.NEEDED_ABI}")


def test_the_strong_tier_holds_here(jailed):
    assert choose_tier("strong") == "strong"


def test_the_container_tier_holds_here(landlocked):
    assert choose_tier("container") == "container"


def test_no_tier_is_refused_unless_the_work_is_trusted():
    with pytest.raises(SandboxUnavailable, match="i-trust-these-submissions"):
        choose_tier("none")
    assert choose_tier("none", trusted=True) == "none"


def test_an_unknown_tier_is_wrong_use():
    with pytest.raises(ValueError, match="strong, container, none, got 'weak'"):
        choose_tier("weak")


def test_the_doctor_tries_everything(landlocked):
    strong, container, none = doctor()
    for diagnosis in (strong, container):
        tried = [probe.tried for probe in diagnosis.probes]
        assert all(f"cannot {attempt.__doc__}" in tried for attempt in ATTEMPTS)
        assert diagnosis.holds and diagnosis.remedy == ""
    assert none.tier == "none"
    text = describe((strong, container, none))
    assert "strong: holds" in text and "none: is no protection" in text


@pytest.mark.parametrize(
    "hole, tried",
    [
        ("open_a_network_socket", "open a network socket"),
        ("read_a_system_file", "read /etc/passwd"),
    ],
)
def test_one_attempt_that_succeeds_is_enough_to_refuse(jailed, monkeypatch, hole, tried):
    source = tiers._source("/nowhere").replace(f"def {hole}():", f"def {hole}():\n    return 1\n#")
    source = source.replace("\nATTEMPTS = ", f"\n{hole}.__doc__ = {tried!r}\nATTEMPTS = ")
    source = source.replace(f'#\n    """{tried}"""', "#", 1)
    monkeypatch.setattr(tiers, "_source", lambda _file: source)
    with pytest.raises(SandboxUnavailable, match=tried):
        choose_tier("strong")


def double_of_three(sandbox):
    with (
        sandbox.load([Cell("a", "def double(x): return 2 * x")], seed=1) as loaded,
        loaded.subject("double") as subject,
    ):
        return subject.call((3.0,), {}).value


def test_a_sandbox_that_was_tried_is_ready_and_keeps_its_own_limits(jailed):
    limits = Limits(processes=40)
    sandbox = Sandbox("strong", limits=limits, preload=())
    start_tried(sandbox)
    with closing(sandbox):
        started = sandbox._launched.process
        assert double_of_three(sandbox) == 6.0
        assert sandbox._launched.process is started
        assert sandbox.limits is limits


def test_a_sandbox_that_does_not_hold_is_ended(jailed, monkeypatch):
    rows = json.dumps([["open a network socket", "opened", False]])
    monkeypatch.setattr(tiers, "_source", lambda _file: f"print({rows!r})")
    sandbox = Sandbox("strong", preload=())
    with pytest.raises(SandboxUnavailable, match="cannot open a network socket: opened"):
        start_tried(sandbox)
    assert sandbox._launched is None


def test_a_jail_that_is_ended_from_outside_while_it_starts_is_started_once_more(
    jailed, monkeypatch
):
    launch, launched = sandbox_module.launch, []

    def watch(tier, control, packages):
        launched.append(launch(tier, control, packages))
        if len(launched) == 1:
            # Killed this early, bubblewrap may leave a child that answers: so both ends are cut.
            control.shutdown(socket.SHUT_RDWR)
            launched[0].process.kill()
        return launched[-1]

    monkeypatch.setattr(sandbox_module, "launch", watch)
    sandbox = Sandbox("strong", preload=())
    start_tried(sandbox)
    with closing(sandbox):
        assert len(launched) == 2
        assert double_of_three(sandbox) == 6.0


def test_what_a_trial_does_not_tell_of_does_not_hold(jailed, monkeypatch):
    monkeypatch.setattr(tiers, "_source", lambda _file: "print('[]')")
    with pytest.raises(SandboxUnavailable, match="it was not tried"):
        start_tried(Sandbox("strong", preload=()))


def test_a_trial_that_did_not_come_to_its_end_is_made_once_more(jailed, monkeypatch):
    sources = ["import os; os._exit(1)", ALL_REFUSED]
    monkeypatch.setattr(tiers, "_source", lambda _file: sources.pop(0))
    sandbox = Sandbox("strong", preload=())
    start_tried(sandbox)
    sandbox.close()
    assert sources == []


def test_the_trial_is_made_in_the_jail_itself_whatever_the_folders_are_called(jailed, monkeypatch):
    monkeypatch.setattr(tiers, "_source", lambda _file: f"PLACE = '/srv/happylab'\n{ALL_REFUSED}")
    sandbox = Sandbox("strong", preload=())
    start_tried(sandbox)
    with closing(sandbox):
        assert sandbox._with_matplotlib is None


def test_what_is_no_boundary_is_started_without_trying_anything():
    sandbox = Sandbox("none", preload=())
    start_tried(sandbox)
    with closing(sandbox):
        assert double_of_three(sandbox) == 6.0


def test_missing_bubblewrap_is_named_with_the_command(monkeypatch):
    monkeypatch.setattr(jail, "bubblewrap", lambda: None)
    monkeypatch.setattr(tiers.sys, "platform", "linux")
    with pytest.raises(SandboxUnavailable) as caught:
        choose_tier("strong")
    assert "find bubblewrap: not installed" in str(caught.value)
    assert install_command() in str(caught.value)


def test_other_systems_are_told_what_to_do(monkeypatch):
    monkeypatch.setattr(tiers.sys, "platform", "darwin")
    with pytest.raises(SandboxUnavailable, match="needs Linux"):
        choose_tier("strong")


def test_an_old_kernel_is_told_what_the_container_tier_needs(monkeypatch):
    monkeypatch.setattr(tiers.landlock, "abi", lambda: 4)
    monkeypatch.setattr(tiers.sys, "platform", "linux")
    with pytest.raises(SandboxUnavailable, match=r"version 4, needs 6(.|\n)*Linux 6.12"):
        choose_tier("container")


OS_RELEASE_text_command = [
    ('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', "sudo apt-get install -y bubblewrap"),
    ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install -y bubblewrap"),
    ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "sudo zypper install -y bubblewrap"),
    ("ID=arch\n", "sudo pacman -S --noconfirm bubblewrap"),
    ("ID=unheard-of\n", "install the package `bubblewrap` of your system"),
]


@pytest.mark.parametrize("text, command", OS_RELEASE_text_command)
def test_the_command_fits_the_system(tmp_path, text, command):
    path = tmp_path / "os-release"
    path.write_text(text)
    assert install_command(path) == command


def test_a_switched_off_kernel_feature_is_named(tmp_path, monkeypatch):
    from autograder.sandbox import remedies

    switch = tmp_path / "switch"
    switch.write_text("1\n")
    monkeypatch.setattr(remedies, "_NAMESPACES_OFF", ((str(switch), "1", "sudo sysctl this"),))
    assert "sudo sysctl this" in remedy("strong", "start the sandbox")
    switch.write_text("0\n")
    assert "Docker" in remedy("strong", "start the sandbox")
