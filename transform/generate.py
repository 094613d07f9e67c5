"""Writes sources, the staging models' columns, and marts.md: `python transform/generate.py`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from tap_wdt_flagship.schemas import COMMON, lines_of, load
from tap_wdt_flagship.streams import LINE_STREAMS, MODULES, REPORTS, declared
from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream
from tap_wdt_flagship.streams.own import OWN_STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_wdt_flagship.streams._base import WdtStream

HERE: Final = Path(__file__).parent
SOURCES: Final = "models/sources"
STAGING: Final = "models/staging"
MADE: Final = "# 由 python transform/generate.py 生成，请勿手工修改\n"
ARCHIVED: Final = "archived_"
BIT_MASK: Final = "位掩码"
STREAMS: Final[dict[str, type[WdtStream]]] = {
    s.name: s for s in (*REPORTS, *LINE_STREAMS, *OWN_STREAMS)
}
TYPES: Final = {
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "object": "json",
    "array": "json",
    "string": "text",
}
LABEL: Final = "_label"
MARTS: Final = "models/marts/marts.yml"
PAGE: Final = """\
# 集市 / Marts

由 `python transform/generate.py` 从 `models/marts/marts.yml` 生成，请勿手工修改。全部在模式 `wdt_marts`；约定见 [README.md](README.md)。
Generated from `models/marts/marts.yml`. All are in the schema `wdt_marts`; conventions: [README.md](README.md).
"""
# Of what is synced both ends may lack: an account may not read all shops, or begins later.
RELATIONSHIPS: Final = {
    "stg_trades": {
        "shop_id": ("stg_shops", "shop_id"),
        "warehouse_id": ("stg_warehouses", "warehouse_id"),
    },
    "stg_trade_lines": {"spec_id": ("stg_specs", "spec_id")},
    "stg_sales_stockouts": {"trade_id": ("stg_trades", "trade_id")},
    "stg_refunds": {"trade_id": ("stg_trades", "trade_id")},
    "stg_stock_specs": {"spec_id": ("stg_specs", "spec_id")},
    "stg_purchase_orders": {"provider_id": ("stg_providers", "provider_id")},
}
ARCHIVED_COLUMN: Final = {
    "name": "is_archived",
    "description": "来自历史表；同一单据两处都有时取修改时间新的",
}


def files() -> dict[str, str]:
    """Every generated file, by its path in this folder."""
    made = {
        f"{SOURCES}/{module.__name__.rpartition('.')[2]}.yml": _sources(_streams_of(module))
        for module in MODULES
    }
    made[f"{SOURCES}/own.yml"] = _sources(OWN_STREAMS)
    models = [_model(stream) for stream in staged_models()]
    made[f"{STAGING}/columns.yml"] = _yaml({"models": models})
    made["marts.md"] = _marts()
    return made


@cache
def staged_models() -> list[str]:
    """The streams that have a staging model."""
    found = sorted((HERE / STAGING).glob("stg_*.sql"))
    return [path.stem.removeprefix("stg_") for path in found]


def staged_streams() -> tuple[str, ...]:
    """What the models are made of: these, and the archives of those that have one."""
    archives = [ARCHIVED + stream for stream in staged_models() if ARCHIVED + stream in STREAMS]
    return (*staged_models(), *archives)


def main() -> None:
    """Write them."""
    for path, text in files().items():
        (HERE / path).write_text(text, encoding="utf-8")


def _streams_of(module: Any) -> Iterator[type[WdtStream]]:  # noqa: ANN401
    for header in declared(module, Report):
        yield header
        yield from (line for line in declared(module, LineStream) if line.header() is header)


def _sources(streams: Iterable[type[WdtStream]]) -> str:
    source = {
        "name": "wdt",
        "description": "tap-wdt-flagship 同步来的表",
        "schema": "{{ target.schema }}",
        "tables": [_table(stream) for stream in streams],
    }
    return _yaml({"sources": [source]})


def _table(stream: type[WdtStream]) -> dict[str, Any]:
    schema = load(stream.name)
    meta: dict[str, Any] = {"key": [*stream.primary_keys]}
    if issubclass(stream, LineStream):
        meta["header"] = dict(stream.inherited())  # its column by the line's
    table: dict[str, Any] = {
        "name": stream.name,
        "description": f"{schema['title']}。{schema.get('description', '')}",
        "config": {"meta": meta},
    }
    # Those of all tables would cost every run of dbt four seconds, for nobody to read.
    if stream.name in staged_streams():
        table["columns"] = [_column(name, spec) for name, spec in _flat(stream.name)]
    return table


def _flat(stream: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The columns of a table: lists of lines are tables of their own."""
    for name, spec in {**load(stream)["properties"], **COMMON}.items():
        if lines_of(spec) is None:
            yield name, spec


def _column(name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "description": _says(spec), "data_type": _type(spec)}
    if codes := spec.get("x-codes"):
        labels = {str(code): zh for code, (zh, _) in codes.items()}
        mask = BIT_MASK in spec.get("description", "")
        column["config"] = {"meta": {"masks" if mask else "codes": labels}}
    return column


def _says(spec: Mapping[str, Any]) -> str:
    privacy = "隐私" if "x-privacy" in spec else ""
    return "；".join(filter(None, (spec.get("title", ""), spec.get("description", ""), privacy)))


def _type(spec: Mapping[str, Any]) -> str:
    if spec.get("format") == "date-time":
        return "timestamp"
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    return TYPES[next(kind for kind in kinds if kind != "null")]


def _model(stream: str) -> dict[str, Any]:
    """A staging model: the columns of the live table, and beside codes what they mean."""
    name = f"stg_{stream}"
    columns = []
    for column, spec in staged_columns(stream).items():
        said = _says(spec)
        columns.append({"name": column, "description": said, **_relationship(name, column)})
        if "x-codes" in spec:
            columns.append({"name": column + LABEL, "description": f"{said}，文字"})
    if ARCHIVED + stream in STREAMS:
        columns.append(ARCHIVED_COLUMN)
    grain = {"grain": {"arguments": {"columns": [*STREAMS[stream].primary_keys]}}}
    return {
        "name": name,
        "description": load(stream)["title"],
        "data_tests": [grain],
        "columns": columns,
    }


def staged_columns(stream: str) -> dict[str, Mapping[str, Any]]:
    """Those of the live table, and behind them those that only its archive has."""
    live, archive = dict(_flat(stream)), ARCHIVED + stream
    more = _flat(archive) if archive in STREAMS else ()
    return {**live, **{name: spec for name, spec in more if name not in live}}


def _relationship(model: str, column: str) -> dict[str, Any]:
    if column not in RELATIONSHIPS.get(model, {}):
        return {}
    to, field = RELATIONSHIPS[model][column]
    test = {"arguments": {"to": f"ref('{to}')", "field": field}, "config": {"severity": "warn"}}
    return {"data_tests": [{"relationships": test}]}


def _marts() -> str:
    """A page of what the marts hold."""
    marts = yaml.safe_load((HERE / MARTS).read_text(encoding="utf-8"))["models"]
    return "\n".join([PAGE, *map(_mart, marts)])


def _mart(mart: Mapping[str, Any]) -> str:
    title, _, question = mart["description"].partition("；")
    meta = mart["config"]["meta"]
    rows = [
        f"| `{column['name']}`{' 🔑' if column['name'] in meta['grain'] else ''}"
        f" | {column['data_type']} | {column['description']} |"
        for column in mart["columns"]
    ]
    return "\n".join(
        [
            f"## {title} `{mart['name']}`\n",
            f"{question} / {meta['question_en']}\n",
            *(f"- {caveat}" for caveat in meta["caveats"]),
            "\n| 列 Column | 类型 Type | 含义 Meaning |\n| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _yaml(content: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10**6)
    return MADE + text


if __name__ == "__main__":
    main()
