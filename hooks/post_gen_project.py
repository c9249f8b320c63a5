"""Installs, migrates and tests the new project, with the commands that its README shows."""

import sys
from urllib.parse import unquote

# Encoded, because the path may hold quotes.
sys.path.insert(0, unquote("{{ cookiecutter._repo_dir | urlencode }}"))

from blueprint.doors.verify import main

VERIFY: str = "{{ project.verify }}"

if VERIFY == "full":
    sys.exit(main())
