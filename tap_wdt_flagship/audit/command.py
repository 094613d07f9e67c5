"""The command `wdt-audit`."""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import click
from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.audit.by_meltano import by_meltano
from tap_wdt_flagship.audit.outcomes import rows_of
from tap_wdt_flagship.audit.repair import write_repair
from tap_wdt_flagship.audit.spans import day_of, midnight, whole_minute
from tap_wdt_flagship.audit.table import examples, record_of, table, verdict
from tap_wdt_flagship.beijing import parse_moment, to_wire
from tap_wdt_flagship.command_line import read_configs, tell
from tap_wdt_flagship.errors import RunError, WdtError
from tap_wdt_flagship.files import checked
from tap_wdt_flagship.logs import make_readable
from tap_wdt_flagship.streams import REPORTS
from tap_wdt_flagship.streams.sync_log import SyncLog
from tap_wdt_flagship.tap import TapWdtFlagship
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_wdt_flagship.audit.outcomes import ReportAudit
    from tap_wdt_flagship.audit.report_audit import Depth
    from tap_wdt_flagship.audit.run import Audit, Plan
    from tap_wdt_flagship.engine.bookmarks import State
    from tap_wdt_flagship.streams._base import Report

DATABASE: Final = "WDT_AUDIT_DATABASE"
TARGETS: Final = ("TARGET_POSTGRES_FAST_SQLALCHEMY_URL", "TARGET_POSTGRES_SQLALCHEMY_URL")
MISSING, NOT_DONE, INTERRUPTED = 1, 2, 130
NO_LOG: Final = (
    "仓库里没有表 sync_log，结果不写入：选中它同步一次即可",
    "the warehouse has no table sync_log, the outcome is not written: select it and sync once",
)


@dataclass(frozen=True)
class Order:
    """What the command line asks for."""

    config: dict[str, Any] | None
    """The settings; from the environment where there are none."""
    database: str
    schema: str | None
    days: int
    since: str | None
    until: str | None
    streams: tuple[str, ...]
    state: IO[str] | None
    repair: Path | None
    time_zone: str
    compare: Depth
    as_json: bool
    only_cost: bool
    log: bool


@click.command("wdt-audit", help="核对：仓库与 ERP 逐日比较 / Compare the warehouse with the ERP.")
@click.option(
    "--config",
    multiple=True,
    callback=read_configs,
    help="tap 的配置文件，或 ENV / the tap's settings, or ENV",
)
@click.option(
    "--database",
    envvar=[DATABASE, *TARGETS],
    default="",
    help=f"数据库地址 / address; ${DATABASE}",
)
@click.option(
    "--schema",
    show_default="wdt；MySQL 为地址里的库 / the address's database",
    help="表所在的模式 / schema of the tables",
)
@click.option(
    "--days",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="到昨天为止几天 / days up to yesterday",
)
@click.option("--since", help="从何时起（北京时间） / from (Beijing time)")
@click.option("--until", help="到何时为止 / up to")
@click.option("--stream", "streams", multiple=True, help="只核对这些报表 / these reports only")
@click.option(
    "--state", type=click.File("rb"), callback=checked, help="同步的状态文件 / the sync's state"
)
@click.option(
    "--repair",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写出要重读的时间段 / write the windows to read again",
)
@click.option(
    "--time-zone",
    default="auto",
    type=click.Choice(["auto", "beijing", "utc"]),
    help="仓库里不带时区的时间是什么 / what the warehouse's wall clocks are",
)
@click.option(
    "--compare",
    default="auto",
    type=click.Choice(["auto", "rows", "totals"]),
    help="逐行，或先比总数 / row by row, or totals first",
)
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON 对象 / a JSON object a line")
@click.option(
    "--cost", "only_cost", is_flag=True, help="只说要多少次调用 / only tell what it costs"
)
@click.option(
    "--log",
    is_flag=True,
    help="结果也写入表 sync_log / write the outcome to the table sync_log too",
)
@click.option(
    "--meltano",
    nargs=2,
    metavar="EXTRACTOR LOADER",
    help="经 Meltano 取设置与状态 / settings and state from Meltano",
)
def main(meltano: tuple[str, str] | None, **asked: Any) -> None:  # noqa: ANN401
    """Run the command."""
    if meltano:
        sys.exit(by_meltano(*meltano, sys.argv[1:]))
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    make_readable(logging.getLogger(TapWdtFlagship.name))
    try:
        done = _audit(Order(**asked))
    except ConfigValidationError as error:
        for fault in error.errors:
            tell(fault)
        sys.exit(NOT_DONE)
    except WdtError as error:
        tell(str(error))
        sys.exit(NOT_DONE)
    except KeyboardInterrupt:
        tell("已中断，没有结果 / interrupted, without an outcome")
        os._exit(INTERRUPTED)  # threads wait for their turns
    except OSError as error:
        tell(f"无法写文件：{error.strerror} / cannot write the file: {error.strerror}")
        sys.exit(NOT_DONE)
    sys.exit(done)


def _audit(order: Order) -> int:
    """Compare, and tell; the exit code."""
    from tap_wdt_flagship.audit.connection import (  # noqa: PLC0415 - needs the extra
        open_engine,
        schema_of,
    )
    from tap_wdt_flagship.audit.log import write_log  # noqa: PLC0415
    from tap_wdt_flagship.audit.run import Audit, Plan  # noqa: PLC0415
    from tap_wdt_flagship.audit.warehouse import Warehouse  # noqa: PLC0415

    tap = _tap(order)
    reports = _chosen(tap, order.streams)
    if not order.database:
        raise RunError(
            f"没有数据库地址：设置环境变量 {DATABASE}，或用 --database",
            f"no database address: set {DATABASE}, or give --database",
        )
    engine = open_engine(order.database, writes=order.log)
    schema = order.schema or schema_of(engine)
    with closing(Warehouse(engine, schema)) as warehouse:
        if not warehouse.has_tables:
            raise RunError(
                f"数据库里没有模式 {schema}，或其中没有表；用 --schema 指定",
                f"the database has no schema {schema}, or no tables in it; see --schema",
            )
        state: State | None = json.load(order.state) if order.state else None
        every = {cls.name: cast("Report", tap.streams[cls.name]) for cls in REPORTS}
        audit = Audit(tap.settings, every, warehouse, state, _warn)
        log = warehouse.table(SyncLog) if order.log else None
        if order.log and log is None:
            _warn(*NO_LOG)
        plan = _planned(audit, Plan(depth=order.compare), reports, order)
        if order.only_cost:
            return 0
        begun = datetime.now(timezone.utc)
        audits = audit.run(plan)
        done = _outcome(audits, order)
        if log is not None:
            count = write_log(log, tap.settings, audits, begun)
            tell(f"sync_log：{count} 行 / {count} rows")
        return done


def _warn(zh: str, en: str) -> None:
    tell(f"{zh} / {en}")


def _outcome(audits: list[ReportAudit], order: Order) -> int:
    """Tell what was found; the exit code."""
    for line in _told(audits, order):
        click.echo(line)
    if order.repair is not None:
        count = write_repair(order.repair, audits)
        tell(f"{order.repair}：{count} 个要重读的时间段 / {count} windows to read again")
    return 0 if all(one.proven for one in audits) else MISSING


def _tap(order: Order) -> TapWdtFlagship:
    config = {**(order.config or {}), "windows": None}
    return TapWdtFlagship(config=config, parse_env_config=order.config is None)


def _chosen(tap: TapWdtFlagship, names: tuple[str, ...]) -> list[Report]:
    known = {cls.name for cls in REPORTS}
    if unknown := sorted(set(names) - known):
        told = ", ".join(unknown)
        raise RunError(
            f"没有报表 {told}；明细表随其主表核对",
            f"no such report: {told}; lines are audited with their header",
        )
    wanted = [cls.name for cls in REPORTS if not names or cls.name in names]
    return [cast("Report", tap.streams[name]) for name in wanted]


def _planned(audit: Audit, plan: Plan, reports: list[Report], order: Order) -> Plan:
    """What will be compared; what it costs is told before it begins."""
    from tap_wdt_flagship.audit.zones import ZONES  # noqa: PLC0415

    comparable = audit.comparable(reports, plan)
    now = audit.learn_the_time(comparable)
    span = _span(order, now)
    audit.settle_zone(comparable, ZONES.get(order.time_zone))
    audit.plan(comparable, plan, span)
    count, calls, minutes = len(plan.subjects), plan.calls, max(1, round(plan.minutes))
    tell(
        f"核对 {to_wire(span.start)} 至 {to_wire(span.end)}（北京时间）的 {count} 个报表："
        f"{calls:,} 次调用，约 {minutes} 分钟；行数超过一页或有差异的，另加调用"
        f" / to audit: {count} reports, {calls:,} calls, some {minutes} min; more where rows "
        "fill several pages or differ"
    )
    return plan


def _span(order: Order, now: datetime) -> Window:
    latest = whole_minute(now)
    end = min(_moment(order.until, "--until") or midnight(day_of(now)), latest)
    start = _moment(order.since, "--since") or midnight(day_of(end - timedelta(seconds=1)))
    if order.since is None:
        start -= timedelta(days=order.days - 1)
    start, end = whole_minute(start), whole_minute(end)
    if start >= end:
        raise RunError("--since 应早于 --until 与现在", "--since must be before --until and now")
    return Window(start, end)


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError:
        raise RunError(
            f"{option} 的时间无法识别，应形如 2026-06-17 或 2026-06-17T08:00:00",
            f"{option}: unreadable time; expected for example 2026-06-17 or 2026-06-17T08:00:00",
        ) from None


def _told(audits: list[ReportAudit], order: Order) -> Iterator[str]:
    if order.as_json:
        for audit in audits:
            for row in rows_of(audit):
                yield json.dumps(record_of(row), ensure_ascii=False)
        return
    yield from table(audits)
    yield from examples(audits)
    yield verdict(audits)


if __name__ == "__main__":
    main()
