"""`make bench`: the generated bookshop against the textbook's, in rounds; a table and a file of figures."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.scenarios import BATCH, BULK, POST, SCENARIOS, Scenario
from benchmarks.services import Subject, subjects

ROUNDS = 9
WARM_UP = 50
FIGURES = Path(__file__).with_name("figures.json")

_numbers = count()


@dataclass(frozen=True)
class Figure:
    """One service in one scenario and round."""

    scenario: str
    service: str
    requests_per_second: float
    cpu_microseconds: float


def main() -> None:
    """Measure, write the figures and show what they come to."""
    with subjects() as services:
        figures = asyncio.run(measured(services))
    FIGURES.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")
    print(*table(figures), f"\nAll figures: {FIGURES.name}", sep="\n")


async def measured(services: Sequence[Subject]) -> list[Figure]:
    """Compare the answers, warm up, then measure; the service that begins changes with each round."""
    for scenario in SCENARIOS:
        await agree(scenario, services)
        for service in services:
            await ask(scenario, service, WARM_UP)
    figures = []
    for number in range(ROUNDS):
        order = services if number % 2 else services[::-1]
        figures += [await measure(scenario, service) for scenario in SCENARIOS for service in order]
    # Last, because its rows would slow down the lists of the others.
    generated = next(service for service in services if not service.textbook)
    figures += [await measure(BULK, generated) for _ in range(ROUNDS)]
    return figures


async def agree(scenario: Scenario, services: Iterable[Subject]) -> None:
    """Refuse to compare services that do not answer alike."""
    shapes = [
        shape(await service.client.ask(scenario.request(0, textbook=service.textbook), scenario.status))
        for service in services
    ]
    assert shapes.count(shapes[0]) == len(shapes), f"{scenario.name}: {shapes}"


def shape(value: object) -> object:
    """The keys and the numbers of items of JSON, without its values."""
    match value:
        case dict():
            return {key: shape(item) for key, item in value.items()}
        case list():
            return [shape(item) for item in value]
    return None


async def measure(scenario: Scenario, service: Subject) -> Figure:
    cpu, clock = service.cpu_seconds(), time.perf_counter()
    await ask(scenario, service, scenario.requests)
    seconds, used = time.perf_counter() - clock, service.cpu_seconds() - cpu
    return Figure(scenario.name, service.name, scenario.requests / seconds, used / scenario.requests * 1e6)


async def ask(scenario: Scenario, service: Subject, times: int) -> None:
    requests = [scenario.request(next(_numbers), textbook=service.textbook) for _ in range(times)]
    await service.client.ask_all(requests, scenario.status)


def table(figures: Sequence[Figure]) -> list[str]:
    """One line per scenario: medians of each service and of the rounds' ratios. Last: a batch beside single rows."""
    head = f"{'':24}{'generated':^18}{'textbook':^18}{'ratios':^18}\n"
    head += f"{'':24}" + f"{'req/s':>9}{'CPU us':>9}" * 2 + f"{'req/s':>9}{'CPU':>9}{'target':>9}"
    return [head, *(line(scenario, figures) for scenario in SCENARIOS), bulk(figures)]


def line(scenario: Scenario, figures: Sequence[Figure]) -> str:
    ours, theirs = (those_of(service, scenario, figures) for service in ("generated", "textbook"))
    rates = [median(figure.requests_per_second for figure in part) for part in (ours, theirs)]
    costs = [median(figure.cpu_microseconds for figure in part) for part in (ours, theirs)]
    columns = "".join(f"{rate:9.0f}{cost:9.0f}" for rate, cost in zip(rates, costs, strict=True))
    rate = median(a.requests_per_second / b.requests_per_second for a, b in zip(ours, theirs, strict=True))
    cost = median(b.cpu_microseconds / a.cpu_microseconds for a, b in zip(ours, theirs, strict=True))
    return f"{scenario.name:24}{columns}{rate:9.2f}{cost:9.2f}{scenario.target:9.2f}"


def bulk(figures: Sequence[Figure]) -> str:
    """What rows cost one by one, by what they cost in a batch."""
    alone, together = (those_of("generated", scenario, figures) for scenario in (POST, BULK))
    cost = median(BATCH * a.cpu_microseconds / b.cpu_microseconds for a, b in zip(alone, together, strict=True))
    rate = median(BATCH * b.requests_per_second / a.requests_per_second for a, b in zip(alone, together, strict=True))
    costs = median(figure.cpu_microseconds for figure in together)
    rates = median(figure.requests_per_second for figure in together)
    return f"{BULK.name:24}{rates:9.1f}{costs:9.0f}{'one by one':>18}{rate:9.2f}{cost:9.2f}{BULK.target:9.2f}"


def those_of(service: str, scenario: Scenario, figures: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if (figure.scenario, figure.service) == (scenario.name, service)]


if __name__ == "__main__":
    main()
