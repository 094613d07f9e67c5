"""The table in `docs/targets.md`, between its markers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.targets.comparing import NUMBER, OTHER, TEXT, TIME, Comparison
from benchmarks.targets.loaders import LOADERS, ROOT, UNTRIED
from tap_wdt_flagship.beijing import OFFSETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.targets.loaders import Loader
    from benchmarks.targets.trying import Trial

PAGE = ROOT / "docs" / "targets.md"
BEGIN, END = "<!-- benchmarks.targets: begin -->", "<!-- benchmarks.targets: end -->"
HEADER = (
    "写到 Writes to",
    "目标端 Loader",
    "更新 Upserts",
    "金额 Amounts",
    "时间 Times",
    "中文 Chinese",
    "结论 Verdict",
    "设置 Settings",
)
NOT_TRIED = "没有试 / not tried：{} / {}"
LONGEST = 100
LOSSY = "金额丢位数 / loses digits"


def write_page(trials: Mapping[int, Trial]) -> None:
    """Write the table, in which the rows of loaders that were not tried this time stay.

    Args:
        trials: by the loader's place in the list.
    """
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = old.strip().splitlines()[2:]
    if len(lines) != len(LOADERS) + len(UNTRIED):
        lines = [""] * len(LOADERS)
    rows = [
        line_of(row_of(trials[place])) if place in trials else lines[place]
        for place in range(len(LOADERS))
    ]
    rows += [
        line_of(
            [one.writes_to, f"`{one.package}`", *[""] * 4, NOT_TRIED.format(one.zh, one.en), ""]
        )
        for one in UNTRIED
    ]
    table = [line_of(HEADER), line_of(["---"] * len(HEADER)), *filter(None, rows)]
    content = "\n".join(table)
    PAGE.write_text(f"{before}{BEGIN}\n{content}\n{END}{after}", encoding="utf-8")


def line_of(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def row_of(trial: Trial) -> list[str]:
    """A loader's row."""
    loader, found = trial.loader, trial.comparison
    name = f"`{loader.package}` {trial.version}".strip()
    settings = [loader.settings] if loader.settings else []
    if found is None:
        fault = next(iter(trial.failed.values()))
        stage = "装不上 / does not install" if not trial.version else "不能用 / does not run"
        told = with_besides(f"✗ {stage}：`{short(fault)}`", loader)
        return [loader.writes_to, name, *([""] * 4), told, *(settings or [""])]
    if trial.offset != OFFSETS[0]:
        settings.append(f"tap 的 `utc_offset: {trial.offset}` / of the tap")
    return [
        loader.writes_to,
        name,
        upserts(found),
        of_kind(found, NUMBER, "receivable"),
        of_kind(found, TIME, "modified"),
        of_kind(found, TEXT, None),
        with_besides(verdict(found), loader),
        "，".join(settings),
    ]


def with_besides(told: str, loader: Loader) -> str:
    return f"{told}；{loader.besides}" if loader.besides else told


def short(fault: str) -> str:
    """The beginning of an error's words, in a cell."""
    text = fault.rpartition("Error) ")[2].replace("|", "/").replace("`", "'")
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"


def upserts(found: Comparison) -> str:
    if found.missing:
        return f"✗ 缺 {found.missing} 行 / rows missing"
    if found.repeated:
        return "只追加 / appends"
    return "✓"


def of_kind(found: Comparison, kind: str, column: str | None) -> str:
    """How many cells differ; what the column is made."""
    cells, wrong = found.cells[kind], found.wrong[kind]
    kept = found.types.get(column or "", "")
    told = f"`{kept}` " if kept else ""
    if kind == TIME and found.naive and not wrong:
        told += f"{found.clock} "
    return f"{told}{'✗' if wrong else '✓'} {wrong:,}/{cells:,}"


def verdict(found: Comparison) -> str:
    """In words."""
    faults = []
    if found.wrong[NUMBER]:
        faults.append(LOSSY)
    if found.wrong[TIME]:
        faults.append("时间不对 / wrong times")
    if found.wrong[TEXT]:
        faults.append("文本不对 / wrong texts")
    if found.wrong[OTHER]:
        faults.append(f"其他值不对 / other values differ（{found.wrong[OTHER]:,}）")
    if found.missing:
        faults.append("缺行 / rows are lost")
    if faults:
        return f"✗ {'；'.join(faults)}"
    if found.repeated:
        return "✓ 精确，取每个主键最后一行 / exact; take the last row of each key"
    return "✓ 精确 / exact"
