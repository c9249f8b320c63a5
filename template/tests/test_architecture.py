"""The layers, as the contracts in `pyproject.toml` have them."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_keep_to_the_layers() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
