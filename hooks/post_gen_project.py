"""Installs, migrates and tests the new project, with the commands that its README shows."""

import sys

sys.path.insert(0, r"{{ cookiecutter._repo_dir }}")

from blueprint.verify import main

VERIFY: str = "{{ project.verify }}"

if VERIFY == "full":
    sys.exit(main())
