"""Escapes text for Markdown."""

from __future__ import annotations

import re

# ASCII punctuation that Markdown or HTML may give a meaning; a backslash takes it away, in CommonMark and on GitHub.
_SPECIAL = re.compile(r"[\\`*_<>\[\]~|&#]|^[-+=]|(?<=^\d)[.)]|^:")


def escape(text: str) -> str:
    """Return one line of text for a paragraph."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
