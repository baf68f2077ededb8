"""A tier is chosen because what must fail failed, and never exchanged in silence."""

import pytest

from autograder.sandbox import SandboxUnavailable, choose_tier, describe, doctor, jail, tiers
from autograder.sandbox.escapes import ATTEMPTS
from autograder.sandbox.inside import landlock
from autograder.sandbox.remedies import install_command, remedy


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
