"""How Copier and Cookiecutter come in, and what runs after them."""
