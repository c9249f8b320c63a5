"""A client that costs little: requests that are bytes already, over connections that stay open."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 16
LENGTH = re.compile(rb"content-length: (\d+)\r\n(?:.+\r\n)*\r\n", re.IGNORECASE)
"""Matches to the end of the head, once all of it is there."""


class UnexpectedAnswerError(RuntimeError):
    """A service answered with another status than the scenario's."""


class Connection:
    """One keep-alive connection of HTTP/1.1."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self.socket = socket.create_connection((place.hostname, place.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)

    async def ask(self, request: bytes, status: int) -> bytes:
        """Send a request and return the body of its answer, which must have this status."""
        await asyncio.get_running_loop().sock_sendall(self.socket, request)
        answer = await self.receive()
        while not (length := LENGTH.search(answer)):
            answer += await self.receive()
        while len(answer) < length.end() + int(length[1]):
            answer += await self.receive()
        if answer[9:12] != b"%d" % status:
            raise UnexpectedAnswerError(f"{request!r}\n{answer!r}")
        return answer[length.end() :]

    async def receive(self) -> bytes:
        received = await asyncio.get_running_loop().sock_recv(self.socket, 2**18)
        if not received:
            raise UnexpectedAnswerError("the service closed the connection")
        return received

    async def ask_all(self, requests: Iterator[bytes], status: int) -> None:
        for request in requests:
            await self.ask(request, status)


class Client:
    """All connections to one service."""

    def __init__(self, address: str) -> None:
        self.connections = [Connection(address) for _ in range(CONNECTIONS)]

    async def ask(self, request: bytes, status: int) -> Any:
        return json.loads(await self.connections[0].ask(request, status))

    async def ask_all(self, requests: Iterable[bytes], status: int) -> None:
        """Send the requests in their order, each on the first connection that is free."""
        waiting = iter(requests)
        await asyncio.gather(*(connection.ask_all(waiting, status) for connection in self.connections))
