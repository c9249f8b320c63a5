"""The reserved names are those that generated modules use, no more and no fewer."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from blueprint.notation.reserved import ATTRIBUTES, CLASSES, MODULES, Groups, reason
from tests.doors import REPOSITORY, by_copier
from tests.notation.reading import parsed, read

TEXT = (REPOSITORY / "examples" / "everything.yml").read_text(encoding="utf-8")
ENTITIES = {entity.module for entity in parsed(TEXT)}
LAYERS = ("models", "schemas", "schemas/details", "repositories", "services")


@pytest.fixture(scope="module")
def package(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    answers = {"project_name": "Everything", "entities": TEXT}
    return by_copier(checkout, tmp_path_factory.mktemp("reserved") / "project", answers) / "src" / "everything"


def group(groups: Groups, reason: str) -> set[str]:
    return set(groups[reason])


def modules(package: Path, *layers: str) -> Iterator[ast.Module]:
    """The modules of entities in these layers."""
    for path in sorted(path for layer in layers for path in (package / layer).glob("*.py")):
        if path.stem in ENTITIES:
            yield ast.parse(path.read_text(encoding="utf-8"))


def test_names_that_class_bodies_use(package: Path) -> None:
    used: set[str] = set()
    for module in modules(package, "models", "schemas", "schemas/details"):
        classes = [line for line in module.body if isinstance(line, ast.ClassDef)]
        found = [name for class_ in classes for line in class_.body for name in names(line)]
        own = {name.id for name in names(module) if isinstance(name.ctx, ast.Store)}
        used |= {name.id for name in found if name.id.islower()} - own
    # `self` is the one parameter of SQLAlchemy's constructor.
    assert used | {"self"} == group(ATTRIBUTES, "is a name that the code of every entity uses")


BASES = ("db/base.py", "db/soft_delete.py", "schemas/base.py", "schemas/queries.py")
"""The modules of classes that those of entities inherit from; `Page` and `Filter` have no subclasses."""


def test_names_that_base_classes_define(package: Path) -> None:
    modules = [ast.parse((package / path).read_text(encoding="utf-8")) for path in BASES]
    classes = [line for module in modules for line in module.body if isinstance(line, ast.ClassDef)]
    lines = [line for class_ in classes if class_.name not in ("Page", "Filter") for line in class_.body]
    defined = {line.name for line in lines if isinstance(line, ast.FunctionDef)}
    targets = [target for line in lines if isinstance(line, ast.Assign) for target in line.targets]
    targets += [line.target for line in lines if isinstance(line, ast.AnnAssign)]
    defined |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert {"id", "is_deleted", "limit", "model_config"} <= defined
    taken = {name for group in ATTRIBUTES.values() for name in group}
    assert {name for name in defined if not name.startswith("_")} <= taken


def names(node: ast.AST) -> list[ast.Name]:
    return [found for found in ast.walk(node) if isinstance(found, ast.Name)]


def test_classes_that_models_import(package: Path) -> None:
    lines = [line for module in modules(package, "models") for line in module.body]
    imported = {alias.name for line in lines if isinstance(line, ast.ImportFrom) for alias in line.names}
    classes = {name for name in imported if name[0].isupper()}
    assert classes | {"UUID4Key", "Versioned"} == group(CLASSES, "is a class that the modules of models import")


def test_modules_that_stand_beside_those_of_entities(package: Path) -> None:
    found = {path.stem for layer in LAYERS for path in (package / layer).iterdir()} - {"__init__", "__pycache__"}
    assert found - ENTITIES == group(MODULES, "is a module that stands beside the modules of the entities")


def test_the_package_of_endpoints_takes_no_name_from_them(package: Path) -> None:
    module = ast.parse((package / "api" / "v1" / "__init__.py").read_text(encoding="utf-8"))
    bound = {name.id for name in names(module) if isinstance(name.ctx, ast.Store)}
    lines = [line for line in module.body if isinstance(line, ast.ImportFrom)]
    bound |= {alias.asname or alias.name for line in lines for alias in line.names}
    assert {name for name in bound if name.islower() and not name.endswith("_router")} == set()


NEIGHBOURS = """
    Book BookCreate Case Class Column Create Detail Email Field Filter Group Import Index Instant Item List Listing
    Literal Mapper Match Model Order OrderDetail Page Parameter Problem Query Read Reading Relation Repository Request
    Response Row Router Schema Select Sequence Service Session Setting Table Task Text Type Update User Value Writing
""".split()


def test_entities_may_be_called_as_the_classes_of_other_modules() -> None:
    entities = {name: {"name": "str"} for name in NEIGHBOURS}
    assert list(read(entities, soft_delete=True)) == NEIGHBOURS


def test_attributes_of_base_classes_are_reserved() -> None:
    pydantic = pytest.importorskip("pydantic")
    orm = pytest.importorskip("sqlalchemy.orm")
    asyncio = pytest.importorskip("sqlalchemy.ext.asyncio")
    base = type("Base", (asyncio.AsyncAttrs, orm.DeclarativeBase), {})
    own = {name for class_ in (base, pydantic.BaseModel) for name, _ in inspect.getmembers_static(class_)}
    assert [name for name in sorted(own) if not name.startswith("_") and not reason(name, ATTRIBUTES)] == []
