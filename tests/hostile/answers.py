"""Hostile texts, and the places of the answers in which each is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

PRODUCT = "1337"
"""What `7*191` is: it must stand in no file, as no text has it."""
EVIDENCE = "pwned"
"""The file that a text makes when it is run as code or as a command."""

TEXTS = {
    # Jinja: values, objects that lead to Python, statements, comments, and texts that end an escape
    "jinja-value": "{{ 7*191 }}",
    "jinja-trimmed": "{{- 7*191 -}}",
    "jinja-cycler": '{{ cycler.__init__.__globals__.os.popen("touch pwned").read() }}',
    "jinja-lipsum": '{{ lipsum.__globals__["os"].system("touch pwned") }}',
    "jinja-joiner": '{{ joiner.__init__.__globals__.os.popen("touch pwned").read() }}',
    "jinja-namespace": '{{ namespace.__init__.__globals__.os.popen("touch pwned").read() }}',
    "jinja-self": "{{ self.__init__.__globals__.__builtins__.open('pwned', 'w') }}",
    "jinja-mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "jinja-attr": "{{ ''|attr('__class__') }}",
    "jinja-format": "{{ '{0.__class__}'.format(7*191) }}",
    "jinja-answers": "{{ cookiecutter }}{{ _copier_conf }}{{ project }}",
    "jinja-undefined": "{{ nothing }}",
    "jinja-statement": "{% set x = 7*191 %}{{ x }}",
    "jinja-loop": "{% for i in range(10**9) %}x{% endfor %}",
    "jinja-include": "{% include '/etc/passwd' %}",
    "jinja-extends": "{% extends 'README.md' %}",
    "jinja-comment": "{# 7*191 #}",
    "jinja-endraw": "{% endraw %}{{ 7*191 }}{% raw %}",
    "jinja-endfilter": "{% endfilter %}{{ 7*191 }}",
    "jinja-open": "{{ {% {#",
    "jinja-close": "}} %} #}",
    "jinja-nested": "{{ '{{ 7*191 }}' }}",
    # other template languages, of which Mako writes revisions
    "mako-value": "${7*191}",
    "mako-code": "<% import os; os.system('touch pwned') %>",
    "mako-line": "% import os",
    "github": "${{ 7*191 }}",
    "format": "{0.__class__.__init__.__globals__}",
    "percent": "%(here)s %s %d 100%",
    # Python
    "python-double": '"); __import__("os").system("touch pwned") #',
    "python-single": "'); __import__('os').system('touch pwned') #",
    "python-docstring": '"""; __import__("os").system("touch pwned"); """',
    "python-backslash": "\\",
    "python-escapes": "\\x41\\n\\u0041\\N{BULLET}",
    "python-fstring": "{__import__('os').system('touch pwned')}",
    # TOML, YAML, INI, Makefile, Dockerfile, shells
    "toml-table": 'x"] [tool.pytest.ini_options] #',
    "yaml-tag": "!!python/object/apply:os.system ['touch pwned']",
    "yaml-mapping": "a: b # c",
    "yaml-list": "- a",
    "yaml-block": "| text",
    "yaml-alias": "*anchor &anchor",
    "make-shell": "$(shell touch pwned)",
    "make-variable": "$(HOME) $@ $$",
    "docker": "RUN touch pwned",
    "shell-command": "$(touch pwned)",
    "shell-ticks": "`touch pwned`",
    "shell-semicolon": "; touch pwned ;",
    "shell-pipe": "| touch pwned &",
    "shell-home": "~/x ${HOME} %USERPROFILE%",
    # Markdown, HTML, Mermaid
    "html-script": "<script>alert(1)</script>",
    "html-comment": "<!-- the rest",
    "html-entity": "&lt;b&gt; &copy;",
    "markdown-fence": "```",
    "markdown-link": "[docs](javascript:alert%281%29)",
    "markdown-image": "![x](http://example.com/x.png)",
    "markdown-emphasis": "*a* _b_ **c** ~~d~~",
    "markdown-heading": "# A heading",
    "markdown-rule": "---",
    "markdown-item": "1. An item",
    "markdown-table": "| a | b |",
    "markdown-footnote": "[x]: http://example.com",
    "mermaid": "%%{init: {}}%% } Book { click",
    # SQL, paths, links, log lines
    "sql": "'; DROP TABLE books; --",
    "path": "../../pwned",
    "path-windows": "..\\..\\pwned",
    "url": "http://example.com/{7*191}",
    # characters
    "letters": "Ünïcödé, 日本語 & 🎉",
    "quotes": "\"'`",
    "braces": "}{",
    "next-line": "a\x85b",
    "separator": "a\u2028b",
    "right-to-left": "a\u202eb",
    "zero-width": "a\u200bb",
    "tab": "a\tb",
    "line": "a\nRUN touch pwned",
    "return": "a\rb",
    "null": "a\x00b",
    "escape": "a\x1b[31mb",
    "surrogate": "a\ud800b",
}


@dataclass(frozen=True)
class Place:
    """Where a text can stand in the answers, and whether it is accepted there."""

    name: str  # a regular expression that a refusal matches
    answer: Callable[[str], dict[str, Any]]
    accepts: Callable[[str], bool]


@dataclass(frozen=True)
class Attempt:
    """Answers with one text in all places that accept it, or in all that do not."""

    name: str
    text: str
    places: tuple[str, ...]
    answers: dict[str, Any]
    kept: bool


def attempts() -> Iterator[Attempt]:
    for name, text in TEXTS.items():
        for kept in (True, False):
            places = [place for place in PLACES if place.accepts(text) is kept]
            answers = together([place.answer(text) for place in places])
            yield Attempt(f"{name}-{'kept' if kept else 'refused'}", text, tuple(p.name for p in places), answers, kept)


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One set of answers; the entities as YAML text, below their comment."""
    answers = {question: answer for part in parts for question, answer in part.items()}
    entities = [part["entities"] for part in parts if "entities" in part]
    written = yaml.safe_dump({name: body for part in entities for name, body in part.items()}, allow_unicode=True)
    comment = f"# {answers.pop('comment')}\n" if "comment" in answers else ""
    return {**answers, "entities": comment + written}


def name(text: str) -> bool:
    return text in (TEXTS["docker"], TEXTS["markdown-item"])


def description(text: str) -> bool:
    """Printable, and none of what would end a string."""
    return text.isprintable() and not set(text) & set('"\\{}')


def comment(text: str) -> bool:
    """YAML ends a comment at the line's end, and takes no control characters."""
    return not set(text) & set("\n\r\x85\u2028\x00\x1b\ud800")


def default(text: str) -> bool:
    """Lines' ends and tabs are fine, characters that nobody sees are not."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def never(_text: str) -> bool:
    return False


PLACES = (
    Place("project_name", lambda text: {"project_name": text}, name),
    Place("project_slug", lambda text: {"project_slug": text}, never),
    Place("package_name", lambda text: {"package_name": text}, never),
    Place("description", lambda text: {"description": text}, description),
    Place("comment", lambda text: {"comment": text}, comment),
    Place("Shelf.label", lambda text: {"entities": {"Shelf": {"label": f"str(200) = {quoted(text)}"}}}, default),
    Place("an entity|a name holds", lambda text: {"entities": {text: {"title": "str"}}}, never),
    Place("a field|a name holds", lambda text: {"entities": {"Field": {text: "str"}}}, never),
    Place("Type.title", lambda text: {"entities": {"Type": {"title": text}}}, never),
    Place("Member.kind", lambda text: {"entities": {"Member": {"kind": f"enum({text})"}}}, never),
    Place("Table._table", lambda text: {"entities": {"Table": {"title": "str", "_table": text}}}, never),
    Place("Side.next", lambda text: {"entities": {"Side": {"next": f"Side? as {text}"}}}, never),
    Place("Pair._unique", lambda text: {"entities": {"Pair": {"title": "str", "_unique": [["title", text]]}}}, never),
)
