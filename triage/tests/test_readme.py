"""The README tells the truth about what can be checked by reading: settings, packages, files and commands."""

import re

from triage.tests.running import ROOT

README = (ROOT / "README.md").read_text()


def rows(heading: str) -> list[str]:
    """The first cells of the table under a heading."""
    section = README.split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    return [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]


def test_every_setting_is_in_the_table_and_every_row_is_a_setting() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "triage/settings.py").read_text()))
    told = {name for cell in rows("Configuration") for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert told == read


def test_every_package_is_in_the_table_with_its_reason() -> None:
    lines = (ROOT / "requirements.txt").read_text().split()
    pinned = {re.split(r"[\[=]", line)[0].lower() for line in lines}
    told = {name.split()[0].lower() for cell in rows("Dependencies") for name in cell.split(",")}
    assert told == pinned


def test_every_file_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert [path for path in linked if "://" not in path and not (ROOT / path).exists()] == []


def test_every_command_that_is_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert all(f"\n{name}:" in makefile for name in set(re.findall(r"(?:`|    )make ([a-z-]+)", README)))
    commands = set(re.findall(r"manage\.py ([a-z_]+)", README)) - {"check"}
    assert all((ROOT / f"tickets/management/commands/{name}.py").exists() for name in commands)
