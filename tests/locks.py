"""The locks hold what pyproject.toml asks for, hashed, and `dev` holds all of `base` in the same versions."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*)$")


def pins(name: str) -> dict[str, str]:
    """Package to version of one lock. Raises ValueError at a pin without a hash."""
    found: dict[str, str] = {}
    text = (ROOT / "requirements" / f"{name}.lock").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if match := PIN.match(line.strip()):
            if "--hash=sha256:" not in match[3]:
                raise ValueError(f"{name}.lock: {match[1]} has no hash")
            found[canonicalize_name(match[1])] = match[2]
    return found


def problems() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    base, dev = pins("base"), pins("dev")
    found = [
        f"dev.lock lacks {name}=={version}" for name, version in base.items() if dev.get(name) != version
    ]
    for lock, wanted in (
        (base, project["project"]["dependencies"]),
        (dev, project["dependency-groups"]["dev"]),
    ):
        for line in wanted:
            requirement = Requirement(line)
            version = lock.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                found.append(f"{line}: locked is {version or 'nothing'}; run make lock")
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "the locks agree with pyproject.toml")
    sys.exit(1 if found else 0)
