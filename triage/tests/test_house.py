"""The rules of the house that we cannot afford to forget: who may import whom, and how long things get."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
THIRD_PARTY = ("django", "rest_framework", "celery")
MUST_NOT_IMPORT = {
    "triage/engine/**/*.py": (*THIRD_PARTY, "tickets", "triage.settings", "triage.celery", "triage.logs"),
    "tickets/models/*.py": ("tickets.services", "tickets.web", "tickets.api", "tickets.admin"),
    "tickets/services/*.py": ("tickets.web", "tickets.api", "tickets.admin", "tickets.management"),
    "tickets/web/**/*.py": ("tickets.api", "tickets.admin"),
    "tickets/api/**/*.py": ("tickets.web", "tickets.admin"),
    "tickets/admin/**/*.py": ("tickets.web", "tickets.api"),
    "tickets/**/*.py": ("tickets.tasks",),
}
ENGINE_DOOR = "triage.engine"


def sources(pattern: str = "**/*.py") -> list[Path]:
    """Our own sources without tests and migrations."""
    found = [path for top in ("triage", "tickets") for path in ROOT.glob(f"{top}/**/*.py")]
    wanted = set(ROOT.glob(pattern))
    return sorted(path for path in found if path in wanted and not {"tests", "migrations"} & set(path.parts))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, with the imported names as possible submodules."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def targets(path: Path, modules: Mapping[str, Path]) -> set[str]:
    """Our own modules that a file imports; ``from package import module`` means the module alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner if inner <= modules.keys() else {str(node.module), *inner}
    return found & modules.keys() - {name_of(path)}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("pattern", MUST_NOT_IMPORT)
def test_imports_point_one_way(pattern: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(pattern)
        for module in imports(path)
        for forbidden in MUST_NOT_IMPORT[pattern]
        if within(module, forbidden)
    ]
    assert wrong == []


def test_the_desk_reaches_the_engine_through_its_door_only() -> None:
    door = set(importlib.import_module(ENGINE_DOOR).__all__)
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources("tickets/**/*.py")
        for module in imports(path)
        if module.startswith(f"{ENGINE_DOOR}.") and module.removeprefix(f"{ENGINE_DOOR}.") not in door
    ]
    assert wrong == []


def test_the_door_lists_exactly_what_it_offers() -> None:
    engine = importlib.import_module(ENGINE_DOOR)
    tree = ast.parse((ROOT / "triage/engine/__init__.py").read_text())
    brought = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(engine.__all__) == sorted(brought)
    assert len(engine.__all__) == len(set(engine.__all__))


def test_importing_the_engine_imports_neither_django_nor_celery() -> None:
    script = "import sys, triage.engine; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(loaded.stdout.split()) & {*THIRD_PARTY, "tickets"}


def test_no_imports_run_in_circles() -> None:
    modules = {name_of(path): path for path in sources()}
    graph = {name: targets(path, modules) for name, path in modules.items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for each in graph[name]:
                walk(each, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_no_file_and_no_function_grows_too_long() -> None:
    long = []
    for path in sources():
        text = path.read_text()
        if len(text.splitlines()) > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert long == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)} line {inner.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_only_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in sources()
        if any(within(module, "environ") or module in ("os.environ", "os.getenv") for module in imports(path))
    ]
    assert readers == ["triage/settings.py"]


def test_the_top_of_the_house_holds_only_what_belongs_there() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tops = {line.split("/")[0] for line in listed.splitlines() if not line.startswith(".")}
    given = {"triage", "tickets", "templates", "manage.py", "requirements.txt", "docker-compose.yml", "README.md"}
    assert tops <= given | {"Dockerfile", "Makefile", "pyproject.toml", "LICENSE", "CHANGELOG.md"}
