"""Makes one template per entity where a path loops over them, in Cookiecutter's temporary copy of this repository."""

import sys
from pathlib import Path

sys.path.insert(0, r"{{ cookiecutter._repo_dir }}")

from blueprint.loops import unroll

TEMPLATE = Path(r"{{ cookiecutter._repo_dir }}", "{% raw %}{{cookiecutter.project_slug}}{% endraw %}")

unroll(TEMPLATE, int("{{ project.entities | length }}"))
