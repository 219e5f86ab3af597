"""The templates in deploy/ agree with the code: commands, settings, host names. Nobody runs them here."""

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
SETTINGS = "\n".join(
    file.read_text()
    for folder in ("config", "config/settings", "config/front")
    for file in (ROOT / folder).glob("*.py")
)


def read(unit):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(unit.read_text())
    return parser


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_unit_runs_as_an_ordinary_person_and_comes_back(unit):
    service = read(unit)["Service"]
    assert service["User"] == "hoclieu" and service["Restart"] == "always"
    assert service["NoNewPrivileges"] == "yes" and service["EnvironmentFile"] == "/etc/hoclieu.env"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_command_names_something_that_exists(unit):
    command = read(unit)["Service"]["ExecStart"]
    for module in re.findall(r"config\.(\w+)", command):
        assert (ROOT / "config" / f"{module}.py").exists(), command
    if "manage.py" in command:
        name = command.split("manage.py ")[1].split()[0]
        assert (ROOT / "config" / "management" / "commands" / f"{name}.py").exists()


def test_the_target_wants_every_unit():
    wanted = (ROOT / "deploy" / "systemd" / "hoclieu.target").read_text()
    assert all(unit.name in wanted for unit in UNITS) and len(UNITS) == 5


def test_every_documented_variable_is_read_by_the_settings():
    table = (ROOT / "deploy" / "README.md").read_text()
    example = (ROOT / "deploy" / "systemd" / "hoclieu.env.example").read_text()
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    names = set(re.findall(r"`([A-Z_]+)`", " ".join(rows))) | set(re.findall(r"^([A-Z_]+)=", example, re.M))
    missing = {name for name in names if f'"{name}"' not in SETTINGS}
    assert not missing


def test_site_and_content_are_served_under_different_names_by_different_processes():
    servers = (ROOT / "deploy" / "nginx" / "hoclieu.conf").read_text().split("server {")[2:]
    names = [re.search(r"server_name (\S+);", server)[1] for server in servers]
    passes = [re.search(r"proxy_pass (\S+);", server)[1] for server in servers]
    assert len(set(names)) == len(set(passes)) == 2
    assert 'proxy_set_header Cookie "";' in servers[1]
