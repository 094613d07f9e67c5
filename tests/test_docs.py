"""The generated pages are those of the streams as they are now."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.targets.loaders import LOADERS, UNTRIED
from benchmarks.targets.page import LOSSY
from docs.generate import pages
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.schemas import load
from tap_wdt_flagship.settings import read_settings
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS
from tap_wdt_flagship.streams.own import OWN_STREAMS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = pages()
READMES = [DOCS.parent / name for name in ("README.md", "README.en.md")]


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_is_current(path: str) -> None:
    """`python docs/generate.py` makes them anew."""
    assert (DOCS / path).read_text(encoding="utf-8") == PAGES[path]


def test_no_page_of_columns_is_left_behind() -> None:
    assert {f"columns/{page.name}" for page in (DOCS / "columns").iterdir()} <= PAGES.keys()


@pytest.mark.parametrize("cls", [*REPORTS, *LINE_STREAMS, *OWN_STREAMS], ids=lambda c: c.name)
def test_a_stream_is_found_by_its_chinese_name(cls: type) -> None:
    name, title = cls.name, load(cls.name)["title"]  # type: ignore[attr-defined]
    assert re.search(rf"\| .*`{name}`.*\| {re.escape(title)}[ |<]", PAGES["streams.md"])


def test_links_between_pages_lead_somewhere() -> None:
    for page in (*READMES, *DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for link, anchor in re.findall(r"\]\(([^)#:]+\.(?:md|sql|png))(?:#([\w-]+))?\)", text):
            target = page.parent / link
            assert target.exists(), f"{page.name}: {link}"
            if anchor and target.suffix == ".md" and target.parent.name == "columns":
                assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{link}#{anchor}"


def outline(page: Path) -> list[str]:
    """What a page is made of, in whatever language: headings, rows of tables, items, code."""
    lines = page.read_text(encoding="utf-8").splitlines()
    signs = re.compile(r"(#+ |\||- |\d\. |```\w*)")
    return [found[0] for line in lines if (found := signs.match(line))]


def names(page: Path) -> list[str]:
    """What is in code and would be the same in any language, in the order of its table's rows."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    return [re.findall(r"`([^`]+)`", row)[0] for row in rows]


def test_both_readmes_have_the_same_parts() -> None:
    chinese, english = READMES
    assert outline(chinese) == outline(english)
    assert names(chinese) == names(english)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_links_within_a_readme_lead_to_a_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert {*re.findall(r"\]\(#([^)]+)\)", text)} <= anchors


def test_the_page_on_architecture_names_the_modules_there_are() -> None:
    package = DOCS.parent / "tap_wdt_flagship"
    rooms = ("audit", "engine", "gateway", "loading", "rendering")
    modules = {f"{room}/{m.stem}" for room in rooms for m in (package / room).glob("[a-z]*.py")}
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert set(re.findall(rf"`((?:{'|'.join(rooms)})/\w+)`", page)) == modules


def test_the_columns_that_the_pages_on_privacy_name_are_there() -> None:
    pages = (DOCS / "privacy.md.in", *READMES)
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    texts = [line for line in lines if "privacy_" in line]
    settings = CONFIG_SCHEMA["properties"]
    texts += [settings[name]["description"] for name in ("privacy_keep", "privacy_drop")]
    lists = [found for text in texts for found in re.findall(r'\["[^]]+"\]', text)]
    names = {name for found in lists for name in json.loads(found)}
    config = {"sid": "s", "app_key": "k", "app_secret": "a:b", "privacy_keep": sorted(names)}
    streams = {cls.name: True for cls in (*REPORTS, *LINE_STREAMS)}
    assert len(read_settings(config, streams).personal_data.kept) > 5


def test_the_page_on_targets_has_every_loader_that_is_tried_and_why_others_are_not() -> None:
    """`python -m benchmarks.targets` writes it."""
    page = (DOCS / "targets.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| ")]
    for loader in LOADERS:
        assert any(f"| `{loader.package}`" in row and loader.settings in row for row in rows)
    for untried in UNTRIED:
        assert any(f"| `{untried.package}` " in row and untried.zh in row for row in rows)


def test_a_loader_that_loses_digits_is_named_nowhere_without_saying_so() -> None:
    """Neither in the project's plugins nor in the table of them."""
    page = (DOCS / "targets.md").read_text(encoding="utf-8")
    lossy = {row.split("`")[1] for row in page.splitlines() if LOSSY in row}
    assert "target-duckdb" in lossy
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    plugins = (DOCS.parent / "meltano.yml").read_text(encoding="utf-8")
    digits = re.compile("位有效数字|15 (to 16 )?digits|loses? digits|丢位数")
    for name in lossy:
        for line in readme.splitlines():
            assert f"`{name}`" not in line or digits.search(line), line
        for plugin in re.split(r"\n  - name: ", plugins):
            assert f"pip_url: {name}" not in plugin or digits.search(plugin), name
