"""What is done to a rendered Python file: imports sorted, long lines broken."""
