"""`make demo`: generate the bookshop from this clone, start its service, send it some requests, and stop it."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

from . import verify

CLONE = Path(__file__).resolve().parents[2]
FIRST = Path("demo", "bookshop")
PATIENCE = 30.0


def main() -> None:
    """Generate a project, show its service, and print how to start it."""
    place = free_place(CLONE)
    if place != FIRST:
        print(f"{FIRST} exists and may have your work in it, so it is kept. This demo is in {place}.\n")
    generate(place)
    with served(CLONE / place) as address:
        show(address)
    print(f"\nThe project is in {place}. Start it yourself: cd {place} && make run")


def free_place(clone: Path) -> Path:
    """Return the first directory for a demo that does not exist: people are invited to work in theirs."""
    names = chain([FIRST], (FIRST.with_name(f"{FIRST.name}-{number}") for number in count(2)))
    return next(place for place in names if not os.path.lexists(clone / place))


def generate(place: Path) -> None:
    """Run Copier's command line as a user would; a project that fails its tests is a failed demo."""
    command = ["copier", "copy", "--trust", "--defaults", "--quiet", "--no-cleanup", "--vcs-ref", "HEAD"]
    answers = ["--data", "entities=examples/bookshop.yml", "--data", "project_name=Bookshop"]
    arguments = [*command, *answers, str(CLONE), str(CLONE / place)]
    print("$", *command, *answers, ".", place, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=CLONE, env={**os.environ, verify.STRICT: "1"}, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


@contextmanager
def served(project: Path) -> Iterator[str]:
    """Run the service on a free port, with its own SQLite file, and yield its address."""
    variables = verify.environment(os.environ)
    subprocess.run([str(verify.BIN / "alembic"), "upgrade", "head"], cwd=project, env=variables, check=True)
    port = _free_port()
    command = [str(verify.BIN / "uvicorn"), "--factory", "bookshop.main:create_app", "--port", str(port)]
    print("\n$", *command, flush=True)
    with subprocess.Popen(
        [*command, "--log-level", "warning"], cwd=project, env=variables, stdin=subprocess.DEVNULL
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/health/live", server)
            yield address
        finally:
            server.terminate()


def show(address: str) -> None:
    """Create an author and a book, and list the books with their authors."""
    author = call("POST", f"{address}/api/v1/authors", {"name": "Ursula K. Le Guin", "email": "ursula@example.org"})
    call(
        "POST",
        f"{address}/api/v1/books",
        {"title": "The Dispossessed", "isbn": "9780061054884", "price": "9.99", "author_id": author["id"]},
    )
    call("GET", f"{address}/api/v1/books?include=author")


def call(method: str, url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    """Send one request, and print it as a curl command with its response."""
    data = json.dumps(body) if body is not None else None
    options = ["-X", method, "-H", "Content-Type: application/json", "-d", data] if data else []
    print(f"\n$ {shlex.join(['curl', *options, url])}")
    request = urllib.request.Request(url, data=data.encode() if data else None, method=method)
    if data:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code} {error.reason}\n{error.read().decode()}")
    row: dict[str, object] = json.loads(text)
    print(status, json.dumps(row, indent=2, ensure_ascii=False))
    return row


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the service did not start")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
