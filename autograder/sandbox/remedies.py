"""What to do when a tier of the sandbox does not hold: the one command, for each system."""

import sys
from pathlib import Path

from autograder.sandbox.types import Tier

_INSTALL_BUBBLEWRAP = {  # the ID or ID_LIKE of /etc/os-release -> command
    "debian": "sudo apt-get install -y bubblewrap",
    "ubuntu": "sudo apt-get install -y bubblewrap",
    "fedora": "sudo dnf install -y bubblewrap",
    "rhel": "sudo dnf install -y bubblewrap",
    "suse": "sudo zypper install -y bubblewrap",
    "arch": "sudo pacman -S --noconfirm bubblewrap",
    "alpine": "sudo apk add bubblewrap",
    "nixos": "nix-env -iA nixos.bubblewrap",
}
_NAMESPACES_OFF = (  # a switch of the kernel, the value that forbids, the command that allows
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "sudo sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "sudo sysctl -w user.max_user_namespaces=15000",
    ),
)


def remedy(tier: Tier, failed: str) -> str:
    """What to do about a tier in which `failed` failed.

    >>> "Linux" in remedy("strong", "run on Linux")
    True
    """
    if failed == "run on Linux":
        return (
            "The sandbox needs Linux. On macOS or Windows, grade in a Linux machine or container; "
            "to check your own work no sandbox is needed."
        )
    if failed == "find bubblewrap":
        return f"Install bubblewrap:\n  {install_command()}"
    if failed == "find Landlock":
        return "The sandbox 'container' needs Linux 6.12 or newer with Landlock switched on."
    command = _namespace_command()
    if tier == "strong" and command:
        return f"The kernel forbids user namespaces. Allow them:\n  {command}"
    if tier == "strong":
        return (
            "In a container, allow user namespaces (for Docker: "
            "--security-opt seccomp=unconfined --security-opt apparmor=unconfined), "
            "or use --sandbox container."
        )
    return "See which attempt was not refused: autograder doctor"


def install_command(os_release: Path = Path("/etc/os-release")) -> str:
    """The command that installs bubblewrap on this system."""
    if sys.platform == "darwin":
        return "bubblewrap does not exist for macOS: grade on Linux, or in a Linux container"
    for name in _distribution(os_release):
        if name in _INSTALL_BUBBLEWRAP:
            return _INSTALL_BUBBLEWRAP[name]
    return "install the package `bubblewrap` of your system"


def _distribution(os_release: Path) -> list[str]:
    if not os_release.exists():
        return []
    lines = os_release.read_text("utf-8").splitlines()
    fields = dict(line.partition("=")[::2] for line in lines)
    return f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()


def _namespace_command() -> str | None:
    for switch, forbids, command in _NAMESPACES_OFF:
        path = Path(switch)
        if path.exists() and path.read_text("ascii").strip() == forbids:
            return command
    return None
