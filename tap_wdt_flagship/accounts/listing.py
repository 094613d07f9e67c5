"""`accounts.csv`: one line an account."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SETTINGS: Final[dict[str, dict[str, object]]] = CONFIG_SCHEMA["properties"]
SECRETS: Final = frozenset(name for name, spec in SETTINGS.items() if spec.get("secret"))
FROM_ENVIRONMENT: Final = "_env"
NEEDED: Final = {
    "wdt": ("sid", "app_key", "app_secret"),
    "qimen": ("sid", "app_key", "app_secret", "qimen_app_key", "qimen_app_secret"),
}
OWN: Final = ("name", "schema")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]*")
VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Account:
    """What a line says: the tap's settings, or the names of the variables that hold them."""

    name: str
    schema: str
    settings: Mapping[str, str]
    variables: Mapping[str, str]

    def missing(self, environment: Mapping[str, str]) -> list[str]:
        """The variables that are not set."""
        return sorted(v for v in self.variables.values() if not environment.get(v))


def read_accounts(path: Path) -> list[Account]:
    """The accounts of a file, in its order.

    Raises:
        RunError: the file cannot be read, or says what cannot be.
    """
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise RunError(
            f"{path}：无法读取（{error.strerror}）", f"{path}: cannot be read ({error.strerror})"
        ) from None
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    _check_header(path, rows.fieldnames or ())
    accounts = [_account(f"{path}:{rows.line_num}", row) for row in rows if any(row.values())]
    if not accounts:
        raise RunError(f"{path}：里面没有账号", f"{path}: there is no account in it")
    for what in OWN:
        counts = Counter(str(getattr(account, what)) for account in accounts)
        if twice := [value for value, count in counts.items() if count > 1]:
            raise RunError(
                f"{path}：{what} 重复：{'、'.join(twice)}，每个账号要有自己的",
                f"{path}: {what} stands there twice: {', '.join(twice)}; "
                "every account needs its own",
            )
    return accounts


def _text(content: bytes) -> str:
    """Spreadsheets on Chinese machines save CSV in GBK, others in UTF-8, with a mark or without."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _check_header(path: Path, columns: Sequence[str]) -> None:
    for column in columns:
        if column in SECRETS:
            raise RunError(
                f"{path}：密钥不要写在文件里，把列 {column} 换成 {column}{FROM_ENVIRONMENT}，"
                "填环境变量的名字",
                f"{path}: secrets do not belong in the file: name the column "
                f"{column}{FROM_ENVIRONMENT}, and give the environment variable that holds it",
            )
    known = {*OWN, *SETTINGS, *(name + FROM_ENVIRONMENT for name in SETTINGS)}
    unknown = [column for column in columns if column not in known]
    absent = [column for column in ("name", "sid") if not {column, f"{column}_env"} & {*columns}]
    if unknown or absent:
        raise RunError(
            f"{path}：列名不对，多出 {unknown or '无'}，缺少 {absent or '无'}；"
            f"可用 name、schema 与 tap 的设置，后者可加 {FROM_ENVIRONMENT}",
            f"{path}: wrong columns, unknown {unknown or 'none'}, missing {absent or 'none'}; "
            f"there are name, schema and the tap's settings, these also with {FROM_ENVIRONMENT}",
        )


def _account(where: str, row: Mapping[str | None, str | None]) -> Account:
    cells = {name: value.strip() for name, value in row.items() if name and value and value.strip()}
    name = cells.pop("name", "")
    schema = cells.pop("schema", "") or f"wdt_{name.replace('-', '_')}"
    _fits(where, "name", name, NAME)
    _fits(where, "schema", schema, SCHEMA)
    variables = dict(_variables(where, cells))
    settings = {key: value for key, value in cells.items() if key in SETTINGS}
    app_type = settings.setdefault("app_type", "wdt")
    if app_type not in NEEDED:
        raise RunError(
            f"{where}：app_type 是 {app_type}，应为 wdt 或 qimen",
            f"{where}: app_type is {app_type}; it has to be wdt or qimen",
        )
    if absent := [key for key in NEEDED[app_type] if key not in settings and key not in variables]:
        raise RunError(
            f"{where}：账号 {name} 缺少 {'、'.join(absent)}（或对应的 {FROM_ENVIRONMENT} 列）",
            f"{where}: account {name} lacks {', '.join(absent)}, or the columns with "
            f"{FROM_ENVIRONMENT}",
        )
    return Account(name, schema, settings, variables)


def _variables(where: str, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in cells.items():
        if column.endswith(FROM_ENVIRONMENT):
            _fits(where, column, value, VARIABLE)
            yield column.removesuffix(FROM_ENVIRONMENT), value


def _fits(where: str, column: str, value: str, form: re.Pattern[str]) -> None:
    if not form.fullmatch(value):
        shown = "" if column.endswith(FROM_ENVIRONMENT) else f" {value!r}"  # perhaps the secret
        raise RunError(
            f"{where}：{column}{shown} 不合规，应形如 {form.pattern}",
            f"{where}: {column}{shown} has to look like {form.pattern}",
        )
