"""Settings: every fault is told once, in both languages, and no secret is shown."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from singer_sdk.exceptions import ConfigValidationError

from tap_wdt_flagship.beijing import BEIJING
from tap_wdt_flagship.config_schema import CONFIG_SCHEMA
from tap_wdt_flagship.settings import Settings, StreamOptions, read_settings

SECRET, SALT, QIMEN_SECRET = "5f2c8e1d0b7a", "9ab1c7d2e8f0", "b6a0d2f47c9e"
WDT: dict[str, Any] = {"sid": "seller3", "app_key": "seller3-api", "app_secret": f"{SECRET}:{SALT}"}
QIMEN = {
    **WDT,
    "app_type": "qimen",
    "qimen_app_key": "33400001",
    "qimen_app_secret": QIMEN_SECRET,
}
PRIVACY_KEY = "7d1e0c9b5a3f4426"
# Two reports and the lines of one.
REPORTS = {"trades": True, "trade_lines": False, "shops": True}


def accepted(raw: dict[str, Any]) -> Settings:
    return read_settings(raw, REPORTS)


def faults(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigValidationError) as caught:
        read_settings(raw, REPORTS)
    return list(caught.value.errors)


def options(**given: Any) -> dict[str, Any]:
    return {**WDT, "stream_options": {"trades": given}}


NOT_POSITIVE: list[Any] = [0, -1, "many", True, "nan", []]
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({**WDT, "sid": None}, "sid"),
    ({**WDT, "sid": " "}, "sid"),
    ({**WDT, "sid": 12345}, "sid"),
    ({**WDT, "app_key": ""}, "app_key"),
    ({**WDT, "app_secret": None}, "app_secret"),
    ({**WDT, "app_secret": SECRET}, "app_secret"),
    ({**WDT, "app_secret": f"{SECRET}:"}, "app_secret"),
    ({**WDT, "app_secret": f":{SALT}"}, "app_secret"),
    ({**WDT, "app_secret": 5281}, "app_secret"),
    ({**WDT, "app_type": "taobao"}, "app_type"),
    ({**WDT, "app_type": 1}, "app_type"),
    ({**QIMEN, "qimen_app_key": None}, "qimen_app_key"),
    ({**QIMEN, "qimen_app_secret": ""}, "qimen_app_secret"),
    ({**QIMEN, "qimen_app_secret": 5281}, "qimen_app_secret"),
    ({**WDT, "api_url": "wdt.wangdian.cn/openapi"}, "api_url"),
    ({**QIMEN, "qimen_api_url": "ftp://taobao.example"}, "qimen_api_url"),
    ({**WDT, "start_date": "last year"}, "start_date"),
    ({**WDT, "start_date": "2026-02-30"}, "start_date"),
    ({**WDT, "end_date": "2026/10/01"}, "end_date"),
    ({**WDT, "start_date": "2026-10-02", "end_date": "2026-10-01"}, "start_date"),
    ({**WDT, "start_date": "2026-10-01", "end_date": "2026-10-01"}, "start_date"),
    ({**WDT, "start_date": "2026-10-01", "end_date": "2026-09-30T16:00:00Z"}, "start_date"),
    *(
        ({**WDT, name: value}, name)
        for name in (
            "page_size",
            "requests_per_minute",
            "max_concurrency",
            "max_connections",
            "request_timeout_seconds",
            "outage_patience_minutes",
        )
        for value in NOT_POSITIVE
    ),
    ({**WDT, "delay_seconds": -1}, "delay_seconds"),
    ({**WDT, "delay_seconds": "soon"}, "delay_seconds"),
    ({**WDT, "lookback_minutes": -1}, "lookback_minutes"),
    ({**WDT, "lookback_minutes": float("inf")}, "lookback_minutes"),
    ({**WDT, "lookback_minutes": 1e20}, "lookback_minutes"),
    ({**WDT, "delay_seconds": 10**12}, "delay_seconds"),
    ({**WDT, "nested_lists": "false"}, "nested_lists"),
    ({**WDT, "emit_activate_version_messages": 0}, "emit_activate_version_messages"),
    ({**WDT, "skip_ungranted": "yes"}, "skip_ungranted"),
    *(
        ({**WDT, "utc_offset": value}, "utc_offset")
        for value in ("+00:00", "z", "UTC", "北京", 480)
    ),
    ({**WDT, "stream_options": []}, "stream_options"),
    ({**WDT, "stream_options": {"orders": {}}}, "stream_options.orders"),
    ({**WDT, "stream_options": {"trade_lines": {}}}, "stream_options.trade_lines"),
    ({**WDT, "stream_options": {"trades": 50}}, "stream_options.trades"),
    (options(pagesize=50), "stream_options.trades.pagesize"),
    (options(page_size=0), "stream_options.trades.page_size"),
    (options(requests_per_minute=0), "stream_options.trades.requests_per_minute"),
    (options(requests_per_minute=-5), "stream_options.trades.requests_per_minute"),
    (options(max_window_minutes=0), "stream_options.trades.max_window_minutes"),
    (options(max_window_minutes=1e30), "stream_options.trades.max_window_minutes"),
    (options(max_window_minutes="wide"), "stream_options.trades.max_window_minutes"),
    (options(lookback_minutes=-1), "stream_options.trades.lookback_minutes"),
    (options(start_date="once"), "stream_options.trades.start_date"),
    (options(params=["shop_no"]), "stream_options.trades.params"),
    ({**WDT, "privacy": "mask"}, "privacy"),
    ({**WDT, "privacy": True}, "privacy"),
    ({**WDT, "privacy": "hash"}, "privacy_key"),
    ({**WDT, "privacy": "hash", "privacy_key": " "}, "privacy_key"),
    ({**WDT, "privacy": "hash", "privacy_key": "short528199"}, "privacy_key"),
    ({**WDT, "privacy": "hash", "privacy_key": 5281}, "privacy_key"),
    ({**WDT, "privacy_key": "short528199"}, "privacy_key"),
    ({**WDT, "privacy_keep": "trades.remark"}, "privacy_keep"),
    ({**WDT, "privacy_keep": ["trades.cs_remarks"]}, "privacy_keep"),
    ({**WDT, "privacy_keep": ["orders.*"]}, "privacy_keep"),
    ({**WDT, "privacy_drop": [7]}, "privacy_drop"),
    ({**WDT, "privacy_drop": ["receiver_nam"]}, "privacy_drop"),
    ({**WDT, "privacy_drop": ["trades.trade_id"]}, "privacy_drop"),
    (
        {**options(start_date="2026-10-02"), "end_date": "2026-10-01"},
        "stream_options.trades.start_date",
    ),
]


@pytest.mark.parametrize(("raw", "name"), FAULTS)
def test_a_fault_gives_one_message_that_names_the_setting_in_both_languages(
    raw: dict[str, Any], name: str
) -> None:
    (message,) = faults(raw)
    zh, slash, en = message.partition(f" / setting {name}: ")
    assert slash, message
    assert zh.startswith(f"设置 {name}：")
    assert len(zh) > len(f"设置 {name}：")
    assert en
    assert en.isascii() or "→" in en


@pytest.mark.parametrize(("raw", "name"), FAULTS)
def test_no_fault_shows_a_secret(raw: dict[str, Any], name: str) -> None:
    with pytest.raises(ConfigValidationError) as caught:
        read_settings(raw, REPORTS)
    shown = f"{caught.value} {caught.value!r} {caught.value.errors}"
    assert name in shown
    assert not any(secret in shown for secret in (SECRET, SALT, QIMEN_SECRET, "5281"))


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        ({**WDT, "sid": ""}, "open.wangdian.cn", "open.wangdian.cn"),
        ({**WDT, "app_key": ""}, "应用管理", "open.wangdian.cn"),
        ({**WDT, "app_secret": SECRET}, "查看密钥", "open.wangdian.cn"),
        ({**QIMEN, "qimen_app_key": ""}, "淘宝开放平台", "Taobao open platform"),
        ({**QIMEN, "qimen_app_secret": ""}, "淘宝开放平台", "Taobao open platform"),
    ],
)
def test_a_missing_credential_says_where_to_find_it(raw: dict[str, Any], zh: str, en: str) -> None:
    chinese, _, english = faults(raw)[0].partition(" / setting ")
    assert zh in chinese
    assert en in english


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        {
            "app_type": "qimen",
            "sid": "seller3",
            "app_secret": SECRET,
            "start_date": "then",
            "page_size": 0,
            "stream_options": {"orders": {}, "trades": {"page_size": -1, "pages": 3}},
        }
    )
    named = [message.partition("：")[0].removeprefix("设置 ") for message in found]
    assert sorted(named) == [
        "app_key",
        "app_secret",
        "page_size",
        "qimen_app_key",
        "qimen_app_secret",
        "start_date",
        "stream_options.orders",
        "stream_options.trades.page_size",
        "stream_options.trades.pages",
    ]


def test_nothing_set_at_all_names_the_three_credentials() -> None:
    named = {message.partition("：")[0].removeprefix("设置 ") for message in faults({})}
    assert named == {"sid", "app_key", "app_secret"}


def test_the_defaults_are_those_of_the_config_schema() -> None:
    found = accepted(WDT)
    declared = {
        name: spec["default"]
        for name, spec in CONFIG_SCHEMA["properties"].items()
        if "default" in spec and hasattr(found, name)
    }
    assert declared == {name: getattr(found, name) for name in declared}
    assert found.app_type == "wdt"
    assert found.lookback == timedelta(minutes=30)
    assert found.delay == timedelta(seconds=120)
    assert found.page_size == 200
    assert found.requests_per_minute == 55
    assert found.max_concurrency == 4
    assert found.max_connections == 64
    assert (
        found.request_timeout == CONFIG_SCHEMA["properties"]["request_timeout_seconds"]["default"]
    )
    assert found.outage_patience == timedelta(minutes=15)
    assert found.qimen_target_app_key == "21363512"
    assert found.nested_lists is False
    assert found.start_date is None
    assert found.end_date is None
    assert found.streams == {}


def test_a_null_is_the_default() -> None:
    names = CONFIG_SCHEMA["properties"].keys() - WDT.keys()
    assert accepted({**dict.fromkeys(names), **WDT}) == accepted(WDT)


def test_credentials_are_taken_without_surrounding_blanks() -> None:
    padded = {name: f" {value}\n" for name, value in QIMEN.items()}
    assert accepted(padded) == accepted(QIMEN)


def test_the_secret_has_two_halves() -> None:
    assert accepted(WDT).secret_halves == (SECRET, SALT)


def test_numbers_may_be_text_as_from_the_environment() -> None:
    found = accepted({**WDT, "page_size": "50", "delay_seconds": "0", "lookback_minutes": "1.5"})
    assert found.page_size == 50
    assert found.delay == timedelta()
    assert found.lookback == timedelta(seconds=90)


def test_a_quota_may_be_less_than_a_call_a_minute() -> None:
    assert accepted({**WDT, "requests_per_minute": 0.5}).requests_per_minute == 0.5


@pytest.mark.parametrize("name", ["api_url", "qimen_api_url", "qimen_target_app_key"])
def test_a_blank_is_the_default(name: str) -> None:
    assert accepted({**QIMEN, name: " "}) == accepted(QIMEN)


def test_qimen_credentials_are_not_asked_for_by_the_direct_gateway() -> None:
    assert accepted({**QIMEN, "app_type": "wdt"}).app_type == "wdt"
    assert accepted(WDT).qimen_app_key == ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=BEIJING)),
        ("2026-10-01T08:00:00", datetime(2026, 10, 1, 8, tzinfo=BEIJING)),
        ("2026-10-01 08:00:00", datetime(2026, 10, 1, 8, tzinfo=BEIJING)),
        ("2026-10-01T08:00:00Z", datetime(2026, 10, 1, 8, tzinfo=timezone.utc)),
        ("2026-10-01T08:00:00+00:00", datetime(2026, 10, 1, 8, tzinfo=timezone.utc)),
        ("2026-10-01T08:00:00.250000+08:00", datetime(2026, 10, 1, 8, tzinfo=BEIJING)),
        ("", None),
    ],
)
def test_a_time_without_an_offset_is_beijing_time(text: str, moment: datetime | None) -> None:
    assert accepted({**WDT, "start_date": text}).start_date == moment
    assert accepted(options(start_date=text)).options("trades").start_date == moment


def test_the_options_of_a_stream_are_read() -> None:
    given = options(
        start_date="2026-01-01",
        lookback_minutes=90,
        page_size=50,
        max_window_minutes=15,
        requests_per_minute=0.5,
        params={"shop_no": "S1"},
    )
    found = accepted(given)
    assert found.options("trades") == StreamOptions(
        start_date=datetime(2026, 1, 1, tzinfo=BEIJING),
        lookback=timedelta(minutes=90),
        page_size=50,
        max_window=timedelta(minutes=15),
        requests_per_minute=0.5,
        params={"shop_no": "S1"},
    )
    assert found.options("shops") == StreamOptions()


@pytest.mark.parametrize("given", [{}, {"stream_options": None}, {"stream_options": {}}])
def test_without_options_a_stream_has_none(given: dict[str, Any]) -> None:
    assert accepted({**WDT, **given}).options("trades") == StreamOptions()


def test_an_option_of_naught_is_told_from_none() -> None:
    assert accepted(options(lookback_minutes=0)).options("trades").lookback == timedelta()
    assert accepted(options()).options("trades").lookback is None


def test_settings_show_no_secret() -> None:
    shown = f"{accepted(QIMEN)} {accepted(QIMEN)!r}"
    assert "seller3" in shown
    assert not any(secret in shown for secret in (SECRET, SALT, QIMEN_SECRET))


def test_secrets_are_marked_and_carry_no_pattern() -> None:
    marked = {name for name, spec in CONFIG_SCHEMA["properties"].items() if spec.get("secret")}
    assert marked == {"app_secret", "qimen_app_secret", "privacy_key"}
    assert not any("pattern" in CONFIG_SCHEMA["properties"][name] for name in marked)


@pytest.mark.parametrize("name", CONFIG_SCHEMA["properties"])
def test_a_setting_is_described_in_chinese_and_then_in_english(name: str) -> None:
    spec = CONFIG_SCHEMA["properties"][name]
    for text in (spec["title"], spec["description"]):
        chinese, slash, english = text.partition(" / ")
        assert slash, name
        assert not chinese.isascii(), name
        assert english[:1].isascii(), name


def test_privacy_is_read() -> None:
    given = {
        "privacy": "hash",
        "privacy_key": f" {PRIVACY_KEY}\n",
        "privacy_keep": ["*remark", "trades.buyer_message"],
        "privacy_drop": ["receiver_*", "_extra"],
    }
    found = accepted({**WDT, **given})
    assert PRIVACY_KEY in found.secrets
    assert PRIVACY_KEY not in f"{found} {found!r} {found.personal_data!r}"
    actions = found.personal_data.actions("trades")
    assert actions["customer_name"] == "hash"
    assert actions["tasks"] == "drop"
    assert {actions["cs_remark"], actions["buyer_message"]} == {"keep"}
    assert {actions["receiver_name"], actions["receiver_city"], actions["_extra"]} == {"drop"}
    assert "trade_no" not in actions


def test_personal_data_is_kept_where_nothing_else_is_asked() -> None:
    kept = accepted(WDT).personal_data
    assert kept.mode == "keep"
    assert kept.actions("trades") == {}
    # What tells rows apart that are not shown needs a secret even without a key.
    dropped = accepted({**WDT, "privacy": "drop"}).personal_data
    assert (
        dropped.key != accepted({**WDT, "app_secret": "a:b", "privacy": "drop"}).personal_data.key
    )


def test_the_settings_are_those_that_are_promised() -> None:
    promised = {
        "app_type",
        "sid",
        "app_key",
        "app_secret",
        "qimen_app_key",
        "qimen_app_secret",
        "qimen_target_app_key",
        "api_url",
        "qimen_api_url",
        "start_date",
        "end_date",
        "lookback_minutes",
        "delay_seconds",
        "page_size",
        "requests_per_minute",
        "max_concurrency",
        "max_connections",
        "request_timeout_seconds",
        "outage_patience_minutes",
        "nested_lists",
        "stream_options",
        "privacy",
        "privacy_key",
        "privacy_keep",
        "privacy_drop",
    }
    assert promised <= CONFIG_SCHEMA["properties"].keys()
