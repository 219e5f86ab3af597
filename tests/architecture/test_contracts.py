"""No module stands beside the walls: an exhaustive contract of layers places it, or the independence of its kind."""

import fnmatch
import tomllib

from tests.architecture.source import PACKAGES, ROOT, modules

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LEFT_OUT_FOR_A_REASON: dict[str, str] = {}


def placed():
    """Names and patterns of what contracts place; only an exhaustive contract notices a new file."""
    for contract in CONTRACTS:
        if contract["type"] == "layers" and contract.get("exhaustive"):
            for container in contract["containers"]:
                for line in contract["layers"]:
                    yield from (f"{container}.{word.strip(' ()')}" for word in line.split("|"))
        elif contract["type"] == "independence":
            yield from contract["modules"]


def test_every_module_is_placed_by_a_contract():
    patterns = list(placed())
    beside = set()
    for path in modules():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        own = ".".join(name.split(".")[:3])  # floor, room, file: a folder of parts is placed as one
        if name not in PACKAGES and not any(fnmatch.fnmatchcase(own, pattern) for pattern in patterns):
            beside.add(name)
    assert beside == set()


def test_nothing_is_left_out_of_a_contract_without_a_reason():
    left_out = {
        f"{container}.{name}"
        for contract in CONTRACTS
        for container in contract.get("containers", [])
        for name in contract.get("exhaustive_ignores", [])
    }
    assert left_out == set(LEFT_OUT_FOR_A_REASON)
