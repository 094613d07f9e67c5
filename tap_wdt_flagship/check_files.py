"""The check's outcome for programs: JSON, and the selection of what is usable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.beijing import BEIJING, to_wire
from tap_wdt_flagship.errors import RunError
from tap_wdt_flagship.streams._base import Report
from tap_wdt_flagship.streams._lines import LineStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from tap_wdt_flagship.engine.usable import Access, ReportAccess
    from tap_wdt_flagship.streams._base import WdtStream

# Of a shop or warehouse no more than tells which it is.
COLUMNS: Final = {
    "shops": ("shop_id", "shop_no", "shop_name", "platform_id", "is_disabled"),
    "warehouses": ("warehouse_id", "warehouse_no", "name", "type", "is_disabled"),
}
CATALOG, MELTANO = ".json", (".yml", ".yaml")


def as_json(access: Access, app_type: str) -> str:
    """The outcome as a JSON object."""
    listed = {
        name: [{column: row.get(column) for column in COLUMNS[name]} for row in rows]
        for name, rows in access.listed.items()
    }
    outcome = {
        "checked_at": _text(access.at),
        "app_type": app_type,
        "usable": len(access.usable),
        "refused": len(access.refused),
        "reports": [_entry(each) for each in access.reports],
        **{name: listed.get(name) for name in COLUMNS},
    }
    return json.dumps(outcome, ensure_ascii=False, indent=2, default=str)


def _entry(each: ReportAccess) -> dict[str, Any]:
    report, found = each.report, each.found
    window = found.window if found else None
    return {
        "report": report.name,
        "title": report.title(),
        "interface": report.interface_name,
        "method": report.method,
        "selected": each.selected,
        "result": each.result.code,
        "result_zh": each.result.zh,
        "rows": found.rows if found else None,
        "rows_exact": found.exact and not found.part if found else None,
        "window_start": _text(window.start) if window else None,
        "window_end": _text(window.end) if window else None,
        "needs": each.needs.name if each.needs else None,
        "answered_by": each.singly.method if each.singly else None,
        "error": str(each.error) if each.error else None,
    }


def _text(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")


def write_selection(
    file: Path, access: Access, streams: Mapping[str, WdtStream], catalog: Mapping[str, Any]
) -> None:
    """Write the selection of what would be synced and is usable.

    Args:
        file: `.json` for a catalog, `.yml` for Meltano's list.
        access: the outcome.
        streams: all streams.
        catalog: theirs.

    Raises:
        RunError: the file cannot be written.
    """
    usable = {each.report.name for each in access.usable}
    chosen = [name for name, s in streams.items() if s.selected and _header(s) in {None, *usable}]
    if file.suffix == CATALOG:
        text = json.dumps(catalog_with(catalog, chosen), ensure_ascii=False, indent=2)
    else:
        text = "".join(f"{line}\n" for line in _meltano(access, chosen))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(
            f"无法写文件 {file}：{error.strerror}",
            f"cannot write the file {file}: {error.strerror}",
        ) from None


def catalog_with(catalog: Mapping[str, Any], chosen: Iterable[str]) -> dict[str, Any]:
    """A catalog in which only these streams are selected, columns as they were."""
    wanted = {*chosen}
    streams = []
    for entry in catalog["streams"]:
        name = entry["tap_stream_id"]
        metadata = [
            {**item, "metadata": {**item["metadata"], "selected": name in wanted}}
            if not item["breadcrumb"]
            else item
            for item in entry["metadata"]
        ]
        streams.append({**entry, "metadata": metadata})
    return {**catalog, "streams": streams}


def _header(stream: WdtStream) -> str | None:
    """The report that a stream's rows come from; `None` for tables that cost no calls."""
    if isinstance(stream, LineStream):
        return stream.header().name
    return stream.name if isinstance(stream, Report) else None


def _meltano(access: Access, chosen: list[str]) -> Iterable[str]:
    """The list for `meltano.yml`, and the command that sets it."""
    patterns = [f"{name}.*" for name in chosen]
    yield f"# 可用的表，{to_wire(access.at)}（北京时间）查得 / what was usable then (Beijing time)"
    yield "# 放进 meltano.yml，换掉 tap-wdt-flagship 的 select，或执行："
    yield "# Put it in place of `select` of tap-wdt-flagship in meltano.yml, or run:"
    yield f"# uvx meltano config set tap-wdt-flagship _select '{json.dumps(patterns)}'"
    left_out = [each for each in access.refused if each.selected]
    if left_out:
        yield "# 没有选的 / left out:"
    for each in left_out:
        report, result = each.report, each.result
        name = f"{report.name} {report.title()}（{report.interface_name}）"
        yield f"#   {name}：{result.zh} / {result.en}"
    yield "select:"
    for pattern in patterns:
        yield f"- {pattern}"
