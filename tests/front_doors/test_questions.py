"""Both tools ask the same questions."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from blueprint import questions
from blueprint.answers import AnswersError, find_problems
from tests.doors import REPOSITORY


def test_the_questions_stand_twice_and_agree() -> None:
    asked = yaml.safe_load((REPOSITORY / "copier.yml").read_text(encoding="utf-8"))
    by_copier = {name: question for name, question in asked.items() if not name.startswith("_")}
    other = json.loads((REPOSITORY / "cookiecutter.json").read_text(encoding="utf-8"))
    by_cookiecutter = {name: default for name, default in other.items() if not name.startswith("_")}
    prompts = other["__prompts__"]
    assert tuple(by_copier) == tuple(by_cookiecutter) == tuple(prompts) == questions.QUESTIONS
    for name, question in by_copier.items():
        default = by_cookiecutter[name]
        if "choices" in question:
            title, *_ = prompts[name].values()
            assert default[0] == question["default"]
            assert prompts[name] == {"__prompt__": title, **{value: key for key, value in question["choices"].items()}}
            assert default == list(question["choices"].values())
        else:
            title = prompts[name]
            assert question["default"] == (
                default.replace("cookiecutter.", "") if isinstance(default, str) else default
            )
        assert title == question["help"]


def test_rendering_options_stand_twice_and_agree() -> None:
    ours = yaml.safe_load((REPOSITORY / "copier.yml").read_text(encoding="utf-8"))["_envops"]
    theirs = json.loads((REPOSITORY / "cookiecutter.json").read_text(encoding="utf-8"))["_jinja2_env_vars"]
    given_by_cookiecutter_itself = {"keep_trailing_newline": True, "undefined": "jinja2.StrictUndefined"}
    assert ours == {**theirs, **given_by_cookiecutter_itself}


@given(st.text(max_size=80))
def test_slug_and_package_of_a_valid_name_are_valid(name: str) -> None:
    slug = questions.slug(name)
    assert questions.problem("project_slug", slug) is None
    assert questions.problem("package_name", questions.package(slug)) is None


@pytest.mark.parametrize(
    ("name", "slug", "package"),
    [
        ("Café 24", "cafe-24", "cafe_24"),
        ("FastAPI", "fastapi-service", "fastapi_service"),
        ("3D Models", "3d-models", "app_3d_models"),
        ("Email", "email", "email_service"),
        ("Tests", "tests", "tests_service"),
        ("日本", "service", "service"),
        ("Con", "con-service", "con_service"),
        ("A" * 60, "a" * 60, "a" * 40),
    ],
)
def test_slug_and_package_follow_from_the_name(name: str, slug: str, package: str) -> None:
    assert questions.problem("project_name", name) is None
    assert (questions.slug(name), questions.package(slug)) == (slug, package)


def test_the_readme_shows_entities_and_words_that_are_true() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"```(yaml|text)\n(.*?)\n```", readme, flags=re.DOTALL | re.MULTILINE)[:2])
    assert find_problems({"entities": shown["yaml"]}, ["entities"]) == []
    misspelt = shown["yaml"].replace("= draft", "= draf").replace("author: Author", "author: Auther")
    assert str(AnswersError(find_problems({"entities": misspelt}, ["entities"]))) == shown["text"]
