"""`python -m benchmarks.collector`: the generated service with the garbage collector as it sets it, and by default."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from statistics import median

from fastapi import FastAPI

from benchmarks.inprocess import ask, bookshop, started, versions
from benchmarks.scenarios import PREFIX

PATHS = {"100 with relations": (f"{PREFIX}/books?limit=100&include=author,tags", 320), "20": (f"{PREFIX}/books", 1600)}
AT_ONCE = 16
ROUNDS = 6
DEFAULT = gc.get_threshold()


def frozen() -> None:
    """Do as `main.py` does at start-up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def default() -> None:
    gc.unfreeze()
    gc.set_threshold(*DEFAULT)
    gc.collect()


async def main() -> None:
    print(f"{'':24}{'CPU us':>10}{'p50 ms':>10}{'p99 ms':>10}{'longest':>10}{'full':>8}")
    async with started() as app:
        for name, (path, count) in PATHS.items():
            figures: dict[Callable[[], None], list[tuple[float, ...]]] = {frozen: [], default: []}
            for number in range(ROUNDS + 1):
                for state in (frozen, default) if number % 2 else (default, frozen):
                    state()
                    figures[state].append(await measure(app, path, count))
            for state, found in figures.items():
                cpu, half, most, longest, full = (median(column) for column in zip(*found[1:], strict=True))
                print(f"{f'{name}, {state.__name__}':24}{cpu:10.0f}{half:10.2f}{most:10.2f}{longest:10.2f}{full:8.0f}")
    print(versions())


async def measure(app: FastAPI, path: str, count: int) -> tuple[float, ...]:
    """Return CPU time per request, the latency of half, of 99 % and of all requests, and the full collections."""
    latencies: list[float] = []
    waiting = iter(range(count))
    full, cpu = gc.get_stats()[2]["collections"], time.process_time()
    await asyncio.gather(*(ask_all(app, path, waiting, latencies) for _ in range(AT_ONCE)))
    cpu = (time.process_time() - cpu) / count * 1e6
    latencies.sort()
    points = (latencies[int(count * share)] * 1e3 for share in (0.5, 0.99))
    return cpu, *points, latencies[-1] * 1e3, gc.get_stats()[2]["collections"] - full


async def ask_all(app: FastAPI, path: str, waiting: Iterator[int], latencies: list[float]) -> None:
    for _ in waiting:
        begun = time.perf_counter()
        await ask(app, path)
        latencies.append(time.perf_counter() - begun)


if __name__ == "__main__":
    with bookshop():
        asyncio.run(main())
