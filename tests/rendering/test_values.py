"""What each form of a value becomes in a record, and that nothing the ERP sent is lost."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_wdt_flagship.gateway.envelope import decode
from tap_wdt_flagship.rendering.general import encoder
from tap_wdt_flagship.rendering.values import Row, compile_record, with_times_in_utc
from tap_wdt_flagship.schemas import COMMON, EXTRA

INTEGER = {"type": ["integer", "null"]}
NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}
BOOLEAN = {"type": ["boolean", "null"]}
TIME = {"type": ["string", "null"], "format": "date-time"}
DATE = {"type": ["string", "null"], "format": "date"}
TEXTS = {"type": ["array", "null"], "items": {"type": ["string", "null"]}}
NUMBERS = {"type": ["array", "null"], "items": {"type": "number"}}
OBJECT = {
    "type": ["object", "null"],
    "properties": {"address_id": INTEGER, "paid": NUMBER, "at": TIME},
}
EVERY_TYPE = [INTEGER, NUMBER, TEXT, BOOLEAN, TIME, DATE, TEXTS, OBJECT]


def normalised(row: Row, columns: dict[str, Any], **known: Any) -> tuple[Row, list[str]]:
    """The record of a row, and the fields that were noticed."""
    noticed: list[str] = []
    wanted = {**columns, EXTRA: COMMON[EXTRA]}
    return compile_record(wanted, {**wanted, **known}, noticed.append)(row), noticed


def converted(value: Any, column: dict[str, Any]) -> Any:
    """What a value becomes in a column that it fits."""
    record, noticed = normalised({"value": value}, {"value": column})
    assert noticed == []
    assert record.keys() == {"value"}
    return record["value"]


def on_the_wire(sent: str, column: dict[str, Any]) -> str:
    """The JSON that goes out for JSON that came in."""
    record, _ = normalised(decode(f'{{"value":{sent}}}'.encode()), {"value": column})
    written = encoder.encode(record).decode()
    assert written.startswith('{"value":')
    return written.removeprefix('{"value":').removesuffix("}")


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("7", "7"),
        ('"7"', "7"),
        ('" 7 "', "7"),
        ("-1", "-1"),
        ("0", "0"),
        ('"0"', "0"),
        ("7.0", "7"),
        ('"7.0000"', "7"),
        ("true", "1"),
        ("false", "0"),
        ("2088123456789012345", "2088123456789012345"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ('""', "null"),
        ('"null"', "null"),
        ("null", "null"),
    ],
)
def test_ids_and_codes_are_integers(sent: str, written: str) -> None:
    assert on_the_wire(sent, INTEGER) == written


@pytest.mark.parametrize(
    "sent", ["9223372036854775808", "-9223372036854775809", '"20881234567890123456789"', "-1e20"]
)
def test_an_integer_that_no_column_holds_is_kept_aside(sent: str) -> None:
    assert on_the_wire(sent, INTEGER).startswith('null,"_extra":{"value":')


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("0.1", "0.1"),
        ('"0.1"', "0.1"),
        ("19.9000", "19.9000"),
        ('"19.9000"', "19.9000"),
        ("0.0000", "0.0000"),
        ('"0.0000"', "0.0000"),
        ("-0.0100", "-0.0100"),
        ("3", "3"),
        ('"3"', "3"),
        ("123456789012345.6789", "123456789012345.6789"),
        ('"999999999999999.9999"', "999999999999999.9999"),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ('""', "null"),
        ("null", "null"),
    ],
)
def test_amounts_keep_every_digit_that_was_sent(sent: str, written: str) -> None:
    assert on_the_wire(sent, NUMBER) == written


amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15)).map(
    lambda amount: f"{amount:f}"
)


@settings(deadline=None)
@given(amounts)
def test_an_amount_goes_out_digit_for_digit_as_number_or_as_text(amount: str) -> None:
    assert on_the_wire(amount, NUMBER) == amount
    assert on_the_wire(f'"{amount}"', NUMBER) == amount


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ('"JY2026"', '"JY2026"'),
        ('""', '""'),
        ('" as it is "', '" as it is "'),
        ('"null"', '"null"'),
        ("202610010001", '"202610010001"'),
        ("20881234567890123456789", '"20881234567890123456789"'),
        ("1.50", '"1.50"'),
        ("true", '"true"'),
        ("false", '"false"'),
        ("null", "null"),
        ('"好孩子 \\"A&B\\""', '"好孩子 \\"A&B\\""'),
    ],
)
def test_numbers_that_are_names_are_text(sent: str, written: str) -> None:
    assert on_the_wire(sent, TEXT) == written


@pytest.mark.parametrize(
    ("sent", "flag"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        ("1", True),
        ("0", False),
        ("true", True),
        ("false", False),
        ("True", True),
        ("FALSE", False),
        (Decimal(1), True),
        ("", None),
        (None, None),
    ],
)
def test_flags_are_booleans(sent: Any, flag: bool | None) -> None:  # noqa: FBT001
    assert converted(sent, BOOLEAN) is flag


@pytest.mark.parametrize(
    ("sent", "time"),
    [
        ("2026-10-01 08:09:10", "2026-10-01T08:09:10+08:00"),
        (" 2026-10-01 08:09:10 ", "2026-10-01T08:09:10+08:00"),
        ("2026-10-01 08:09:10.0", "2026-10-01T08:09:10+08:00"),
        ("2026-10-01 08:09:10.25", "2026-10-01T08:09:10.250000+08:00"),
        ("2026-10-01T08:09:10", "2026-10-01T08:09:10+08:00"),
        ("2026-10-01", "2026-10-01T00:00:00+08:00"),
        (1_790_813_350_000, "2026-10-01T08:09:10+08:00"),
        ("1790813350000", "2026-10-01T08:09:10+08:00"),
        ("17908133500", "1970-07-27T14:28:53.500000+08:00"),
        (Decimal(1_790_813_350_000), "2026-10-01T08:09:10+08:00"),
        (1_790_813_350_123, "2026-10-01T08:09:10.123000+08:00"),
        (-1, "1970-01-01T07:59:59.999000+08:00"),
        ("", None),
        ("  ", None),
        ("0000-00-00 00:00:00", None),
        ("0000-00-00", None),
        (0, None),
        ("0", None),
        (None, None),
    ],
)
def test_times_are_rfc_3339_in_beijing_whatever_form_they_came_in(
    sent: Any, time: str | None
) -> None:
    assert converted(sent, TIME) == time


moments = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@settings(deadline=None)
@given(moments)
def test_a_time_is_the_same_as_text_and_as_milliseconds(moment: datetime) -> None:
    expected = f"{moment.isoformat()}+08:00"
    milliseconds = int((moment - datetime(1970, 1, 1, 8)) / timedelta(milliseconds=1))  # noqa: DTZ001
    assert converted(moment.strftime("%Y-%m-%d %H:%M:%S"), TIME) == expected
    assert converted(milliseconds, TIME) == expected
    assert datetime.fromisoformat(expected).astimezone(timezone.utc).timestamp() * 1000 == (
        milliseconds
    )


@settings(deadline=None)
@given(moments, st.sampled_from(["", ".25"]))
def test_a_time_in_utc_is_the_same_instant(moment: datetime, fraction: str) -> None:
    sent = f"{moment:%Y-%m-%d %H:%M:%S}{fraction}"
    local = converted(sent, TIME)
    in_utc = converted(sent, with_times_in_utc(TIME))
    assert in_utc[-1] == "Z"
    assert datetime.fromisoformat(f"{in_utc[:-1]}+00:00") == datetime.fromisoformat(local)


def test_times_inside_are_in_utc_too_and_days_stay_beijings() -> None:
    sent = {"time": "2026-10-01 07:00:00", "day": "2026-10-01", "no": "Z"}
    spec = {"type": "object", "properties": {"time": TIME, "day": DATE, "no": TEXT}}
    local = {**sent, "time": "2026-09-30T23:00:00Z"}
    assert converted(sent, with_times_in_utc(spec)) == local
    assert converted([sent], with_times_in_utc({"type": "array", "items": spec})) == [local]


def test_a_time_that_is_none_in_utc_is_kept() -> None:
    record, noticed = normalised({"at": "0001-01-01 00:00:00"}, {"at": with_times_in_utc(TIME)})
    assert (record["at"], noticed) == (None, ["at"])


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-10-01", "2026-10-01"),
        ("2026-10-01 23:59:59", "2026-10-01"),
        (1_790_784_000_000, "2026-10-01"),  # midnight in Beijing, the day before in UTC
        ("", None),
        ("0000-00-00", None),
        (None, None),
    ],
)
def test_dates_are_beijing_days(sent: Any, day: str | None) -> None:
    assert converted(sent, DATE) == day


@pytest.mark.parametrize(
    ("sent", "column", "kept"),
    [
        (["a", 1, None], TEXTS, ["a", "1", None]),
        ([], TEXTS, []),
        ("", TEXTS, None),
        (None, TEXTS, None),
        (["1.50", Decimal("0.0000"), 2], NUMBERS, [Decimal("1.50"), Decimal("0.0000"), 2]),
        ([1, "a", [2]], {"type": "array"}, [1, "a", [2]]),
    ],
)
def test_lists_of_plain_values_are_lists(sent: Any, column: dict[str, Any], kept: Any) -> None:
    assert converted(sent, column) == kept


def test_objects_inside_a_row_are_normalised_like_it() -> None:
    sent = {"address_id": "5", "paid": "0.0000", "at": "2026-10-01 00:00:00"}
    assert converted(sent, OBJECT) == {
        "address_id": 5,
        "paid": Decimal("0.0000"),
        "at": "2026-10-01T00:00:00+08:00",
    }


@pytest.mark.parametrize("sent", [None, "", []])
def test_an_empty_object_in_any_of_its_forms_is_null(sent: Any) -> None:
    assert converted(sent, OBJECT) is None


@pytest.mark.parametrize("column", EVERY_TYPE)
def test_null_is_null_in_every_column(column: dict[str, Any]) -> None:
    assert converted(None, column) is None


def test_a_field_that_is_left_out_stays_out() -> None:
    record, noticed = normalised({"no": "A"}, {"no": TEXT, "paid": NUMBER})
    assert record == {"no": "A"}
    assert noticed == []


@pytest.mark.parametrize(
    "value", ["text", 1, Decimal("0.10"), True, "", [1, {"a": None}], {"a": {"b": 1}}]
)
def test_a_field_without_a_column_is_kept_as_it_came(value: Any) -> None:
    record, noticed = normalised({"no": "A", "new_field": value}, {"no": TEXT})
    assert record == {"no": "A", EXTRA: {"new_field": value}}
    assert noticed == ["new_field"]


def test_an_empty_field_without_a_column_is_left_out() -> None:
    record, noticed = normalised({"no": "A", "new_field": None}, {"no": TEXT})
    assert record == {"no": "A"}
    assert noticed == []


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ("abc", INTEGER),
        (Decimal("1.5"), INTEGER),
        ("1.5", INTEGER),
        ("NaN", INTEGER),
        ([1], INTEGER),
        ("12,50", NUMBER),
        ("NaN", NUMBER),
        ("Infinity", NUMBER),
        ({"amount": 1}, NUMBER),
        ([], TEXT),
        ({"a": 1}, TEXT),
        (2, BOOLEAN),
        ("yes", BOOLEAN),
        ("yesterday", TIME),
        ("2026-13-01 00:00:00", TIME),
        ("1790813350", TIME),  # neither a time nor milliseconds of this century
        ("2026-10-01 08:09:10 and more", TIME),
        (10**20, TIME),
        (True, TIME),
        ([], TIME),
        ("soon", DATE),
        ("a, b", TEXTS),
        ({"a": 1}, TEXTS),
        ([["a"]], TEXTS),
        ("text", OBJECT),
        (Decimal("1e999999"), INTEGER),  # takes for ever to write out
        ([1], OBJECT),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_kept_as_it_came(
    value: Any, column: dict[str, Any]
) -> None:
    record, noticed = normalised({"no": "A", "value": value}, {"no": TEXT, "value": column})
    assert record == {"no": "A", "value": None, EXTRA: {"value": value}}
    assert noticed == ["value"]


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.decimals(-(10**30), 10**30, allow_nan=False),
        st.text(),
        st.sampled_from(["", "0000-00-00", "2026-10-01", "1.50", "true", "1790813350000"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None)
@given(anything, st.sampled_from(EVERY_TYPE))
def test_whatever_is_sent_fits_its_column_or_is_kept(value: Any, column: dict[str, Any]) -> None:
    record, noticed = normalised({"value": value}, {"value": column})
    if noticed and column is not OBJECT:
        assert record == {"value": None, EXTRA: {"value": value}}
    encoder.encode(record)


def test_what_does_not_fit_is_told_by_its_name_every_time() -> None:
    noticed: list[str] = []
    columns = {"paid": NUMBER, "receiver": OBJECT, EXTRA: COMMON[EXTRA]}
    normalise = compile_record(columns, columns, noticed.append)
    for _ in range(2):
        normalise({"paid": "much", "new": 1, "receiver": {"paid": "more", "door": "3"}})
    assert noticed == ["paid", "new", "receiver.paid", "receiver.door"] * 2


def test_what_an_object_has_no_column_for_is_kept_inside_it() -> None:
    record, noticed = normalised({"receiver": {"address_id": 1, "door": "3"}}, {"receiver": OBJECT})
    assert record == {"receiver": {"address_id": 1, EXTRA: {"door": "3"}}}
    assert noticed == ["receiver.door"]


def test_a_record_has_no_extra_of_another() -> None:
    columns = {"no": TEXT, EXTRA: COMMON[EXTRA]}
    normalise = compile_record(columns, columns, lambda _: None)
    first = normalise({"no": "A", "new": 1})
    assert normalise({"no": "B"}) == {"no": "B"}
    assert normalise({"no": "C", "other": 2})[EXTRA] == {"other": 2}
    assert first[EXTRA] == {"new": 1}


def test_every_field_of_a_row_is_looked_at_whatever_stands_before_it() -> None:
    sent = {"empty": None, "gone": 1, "odd": "x", "new": None, "newer": 2, "paid": "1.50"}
    columns = {"empty": TEXT, "odd": NUMBER, "paid": NUMBER}
    record, noticed = normalised(sent, columns, gone=NUMBER)
    assert record == {
        "empty": None,
        "odd": None,
        "paid": Decimal("1.50"),
        EXTRA: {"odd": "x", "newer": 2},
    }
    assert noticed == ["odd", "newer"]


def test_a_deselected_column_is_dropped_and_not_taken_for_unknown() -> None:
    record, noticed = normalised({"no": "A", "paid": "1.50"}, {"no": TEXT}, paid=NUMBER)
    assert record == {"no": "A"}
    assert noticed == []


def test_a_deselected_column_of_an_object_is_dropped_and_not_taken_for_unknown() -> None:
    wanted = {"type": "object", "properties": {"address_id": INTEGER}}
    noticed: list[str] = []
    normalise = compile_record(
        {"receiver": wanted, EXTRA: COMMON[EXTRA]}, {"receiver": OBJECT}, noticed.append
    )
    assert normalise({"receiver": {"address_id": 1, "paid": 2}}) == {"receiver": {"address_id": 1}}
    assert noticed == []


def test_without_the_extra_column_unknown_fields_are_noticed_and_dropped() -> None:
    noticed: list[str] = []
    normalise = compile_record({"no": TEXT}, {"no": TEXT} | COMMON, noticed.append)
    assert normalise({"no": "A", "new": 1}) == {"no": "A"}
    assert noticed == ["new"]


def test_the_row_itself_is_left_as_it_was() -> None:
    row = {"no": 1, "receiver": {"door": "3"}, "new": [1]}
    normalised(row, {"no": TEXT, "receiver": OBJECT})
    assert row == {"no": 1, "receiver": {"door": "3"}, "new": [1]}
