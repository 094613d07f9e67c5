"""What is made of the tap's schemas, and of what is written about the marts, is current."""

from __future__ import annotations

import re

import pytest
import yaml

from tap_wdt_flagship.schemas import load
from tests.transform.building import ROOT
from transform.generate import STREAMS, files, staged_streams

PROJECT = ROOT / "transform"
MADE = files()
MARTS = yaml.safe_load((PROJECT / "models" / "marts" / "marts.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MADE)
def test_a_generated_file_is_current(path: str) -> None:
    """`python transform/generate.py` makes them anew."""
    assert (PROJECT / path).read_text(encoding="utf-8") == MADE[path]


def test_every_table_is_a_source_with_its_chinese_names() -> None:
    tables = {
        table["name"]: {column["name"]: column for column in table.get("columns", ())}
        for path, text in MADE.items()
        if path.startswith("models/sources/")
        for source in yaml.load(text, yaml.CSafeLoader)["sources"]
        for table in source["tables"]
    }
    assert tables.keys() == STREAMS.keys()
    assert {name for name, columns in tables.items() if columns} == set(staged_streams())
    assert tables["trades"]["receivable"]["description"] == "应收"
    assert tables["trades"]["pay_time"]["data_type"] == "timestamp"
    codes = tables["trades"]["trade_status"]["config"]["meta"]["codes"]
    assert codes == {
        code: zh
        for code, (zh, _) in load("trades")["properties"]["trade_status"]["x-codes"].items()
    }


@pytest.mark.parametrize("mart", MARTS["models"], ids=lambda mart: mart["name"])
def test_a_mart_tells_its_question_grain_and_caveats(mart: dict[str, object]) -> None:
    text = MADE["marts.md"]
    section = text[text.index(f"`{mart['name']}`") :]
    section = section[: section.find("\n## ")]
    assert "？ / " in section
    assert section.count("🔑") >= 1
    assert re.search(r"^- .+ / .+", section, re.MULTILINE)
    assert mart["data_tests"] == ["grain"]
    assert f"`{mart['name']}`" in (PROJECT / "README.md").read_text(encoding="utf-8")


def test_no_mart_is_left_out() -> None:
    found = {path.stem for path in (PROJECT / "models" / "marts").glob("*.sql")}
    assert {mart["name"] for mart in MARTS["models"]} == found
