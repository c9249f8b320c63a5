"""Makes one template per entity where a path loops over them, in Cookiecutter's temporary copy of this repository."""

import sys
from pathlib import Path
from urllib.parse import unquote

# Encoded, because the path may hold quotes.
sys.path.insert(0, unquote("{{ cookiecutter._repo_dir | urlencode }}"))

from blueprint.doors.loops import unroll

TEMPLATE = Path(sys.path[0], "{% raw %}{{cookiecutter.project_slug}}{% endraw %}")

unroll(TEMPLATE, Path(sys.path[0], "templates"), int("{{ project.entities | length }}"))
