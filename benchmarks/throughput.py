"""Orders a second from pages in memory to a pipe, beside what bounds it and what it replaces.

The tap's way is that of a run without the network: answer -> gateway -> family -> writer -> pipe.
Beside the form in which the sandbox sends amounts stand two others, each with a limit of its own.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk import Stream, Tap

from benchmarks.measure import Figures, in_turns, table, verdict
from benchmarks.pages import MIXED, NUMBERS, SIZE, TEXTS, trade_pages
from benchmarks.run import FAMILY
from tap_wdt_flagship.gateway.gateways import Call, make_gateway
from tap_wdt_flagship.rendering.writer import BlockWriter
from tap_wdt_flagship.schemas import load, singer_schema
from tap_wdt_flagship.tap import TapWdtFlagship
from tests.helpers.catalogs import catalog_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PAGES = 10
BARS = {NUMBERS: 0.7, TEXTS: 0.7, MIXED: 0.55}
"""Form of the pages -> the tap's share of the limit."""
CONFIG = {"sid": "s", "app_key": "k", "app_secret": "secret:salt", "start_date": "2026-01-01"}
LIMIT, TAP, SDK, HEADERS, PLAIN = (
    "msgspec decode + encode, the limit",
    "tap, lines exploded",
    "SDK defaults, lines nested in their header",
    "SDK defaults, lines left out",
    "json.loads + json.dumps",
)


@contextmanager
def piped() -> Iterator[None]:
    """Standard output into a pipe that another process drains."""
    sys.stdout.flush()
    kept = os.dup(1)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as drain:
        assert drain.stdin is not None
        os.dup2(drain.stdin.fileno(), 1)
        try:
            yield
            sys.stdout.flush()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            drain.stdin.close()


def limit(pages: list[bytes]) -> Callable[[], None]:
    """Nothing but the codec, numbers as floats."""
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
    writer = BlockWriter()

    def run() -> None:
        with piped():
            for page in pages:
                writer.write_block(encode(decode(page)))

    return run


def plain(pages: list[bytes]) -> Callable[[], None]:
    """The standard library's codec."""
    writer = BlockWriter()

    def run() -> None:
        with piped():
            for page in pages:
                writer.write_block(json.dumps(json.loads(page)).encode())

    return run


def tap(pages: list[bytes]) -> Callable[[], None]:
    """This tap."""
    plugin = TapWdtFlagship(config=CONFIG, catalog=catalog_of(CONFIG, FAMILY))
    (family,) = plugin.families()
    now = datetime.now(timezone.utc)
    gateway = make_gateway(plugin.settings, lambda: now)
    call = Call(family.header.method, {})
    writer = BlockWriter()

    def run() -> None:
        with piped():
            for page in pages:
                rendered = family.render_page(gateway.read(call, page), now, {})
                writer.write_block(rendered.text)

    return run


BOTH = ((LIMIT, limit), (TAP, tap))


def sdk(pages: list[bytes], *, nested: bool) -> Callable[[], None]:
    """The same stream as the SDK leads one to write it, without child streams for the lines."""

    class Trades(Stream):
        name = "trades"
        primary_keys = ("trade_id",)
        replication_key = "modified"
        schema = singer_schema("trades", nested_lists=nested)

        def get_records(self, context: Any) -> Iterable[dict[str, Any]]:
            del context
            for page in pages:
                yield from json.loads(page)["data"]["order"]

    class TapSdk(Tap):
        name = "tap-sdk"
        config_jsonschema = {"type": "object", "properties": {}}

        def discover_streams(self) -> list[Stream]:
            return [Trades(self)]

    def run() -> None:
        with piped():
            TapSdk(config={}).sync_all()

    return run


def main() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)  # what the SDK says of every sync
    pages = {form: trade_pages(PAGES, form=form) for form in BARS}
    base = pages[NUMBERS]
    header, lines = (len(load(name)["properties"]) for name in FAMILY)
    print(
        f"{PAGES} pages of {SIZE} trades; {header} header columns, three lines of {lines}; "
        f"{len(base[0]) / SIZE:,.0f} bytes of JSON a trade; Python {sys.version.split()[0]}\n"
    )
    ways = {
        LIMIT: limit(base),
        TAP: tap(base),
        **{f"{way}; {form}": of(pages[form]) for form in (TEXTS, MIXED) for way, of in BOTH},
        SDK: sdk(base, nested=True),
        HEADERS: sdk(base, nested=False),
        PLAIN: plain(base),
    }
    found = in_turns(ways, PAGES * SIZE, clock=time.process_time)
    shares = {name: _share(name, found) for name in found}
    table(
        ("way", "orders a second of CPU (lowest to highest)", "of the limit"),
        [(name, figures.spread(), f"{shares[name]:.0%}") for name, figures in found.items()],
    )
    for form, bar in BARS.items():
        verdict(f"tap / limit, {form}", shares[TAP if form == NUMBERS else f"{TAP}; {form}"], bar)
    speed = found[TAP].middle
    verdict("tap / SDK defaults", speed / found[SDK].middle, 5)
    verdict("tap / standard library", speed / found[PLAIN].middle, 1)


def _share(way: str, found: dict[str, Figures]) -> float:
    """Of what the limit does on the same pages, round by round."""
    _, semicolon, form = way.partition(";")
    bound = found[LIMIT + semicolon + form].values
    return median(own / most for own, most in zip(found[way].values, bound, strict=True))


if __name__ == "__main__":
    main()
