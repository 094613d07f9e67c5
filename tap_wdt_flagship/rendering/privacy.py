"""What a stream's rows become where personal data is hashed or dropped, on either way.

Both ways ask a guard for three things: the converter of a column, what of a field without a column
may go to `_extra`, and what of a row that became no message may be shown. There is none where
nothing is to be done, and it costs nothing then.
"""

from __future__ import annotations

import hmac
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_wdt_flagship.privacy import DROP, HASH, KEEP, Privacy
from tap_wdt_flagship.schemas import EXTRA, lines_of, load
from tap_wdt_flagship.schemas.personal import KINDS, kind_of_name, shows_a_person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = dict[str, Any]

FINGERPRINT_DIGITS = 32


def to_itself(value: Any) -> Any:  # noqa: ANN401
    """The conversion of what is of the right type already."""
    return value


def guard_of(stream: str, privacy: Privacy) -> Guard | None:
    """The guard of a stream's rows; `None` where all of them stays as it is."""
    guard = Guard(privacy, load(stream)["properties"], privacy.actions(stream))
    return guard if guard.active else None


class Guard:
    """What becomes of the fields of a stream's rows, or of an object in them.

    Args:
        privacy: the settings.
        properties: the columns, as the schema has them.
        actions: what is done with them, dotted through objects.
    """

    def __init__(
        self, privacy: Privacy, properties: Mapping[str, Any], actions: Mapping[str, str]
    ) -> None:
        self._privacy = privacy
        self._actions = {name: done for name, done in actions.items() if "." not in name}
        self._known = properties.keys()
        self._inside: dict[str, Guard] = {}
        for name, spec in properties.items():
            inner = self._inner(name, spec, actions)
            if inner is not None and inner.active:
                self._inside[name] = inner
        self._extra = self._actions.pop(EXTRA, None)
        self._names = {name.casefold(): name for name in properties}

    def _inner(self, name: str, spec: Row, actions: Mapping[str, str]) -> Guard | None:
        if lines := lines_of(spec):
            inner = load(lines)["properties"]
            return Guard(self._privacy, inner, self._privacy.actions(lines))
        if "properties" not in spec:
            return None
        own = {
            path.removeprefix(f"{name}."): done
            for path, done in actions.items()
            if path.startswith(f"{name}.") or path == EXTRA
        }
        return Guard(self._privacy, spec["properties"], own)

    @property
    def active(self) -> bool:
        """Whether anything is to be done."""
        done = {*self._actions.values(), self._extra} & {HASH, DROP}
        return bool(self._privacy.mode != KEEP or done or self._inside)

    def inside(self, column: str) -> Guard | None:
        """The guard of the object in a column, or of the rows of a list in it."""
        return self._inside.get(column)

    def dropped(self, column: str) -> bool:
        """Whether a column is always empty."""
        return self._actions.get(column) == DROP

    def hashed(self, column: str) -> bool:
        """Whether a column holds hashes."""
        return self._actions.get(column) == HASH

    def converter(self, column: str, convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """What turns a column's values into what is written, where `convert` would otherwise."""
        if self.dropped(column):
            return lambda _: None
        if not self.hashed(column):
            return convert
        hashed = self._privacy.hashed
        return hashed if convert is to_itself else lambda value: hashed(convert(value))

    def aside(self, name: str, value: Any) -> Any:  # noqa: ANN401
        """What goes to `_extra` of a field, or of a value that its column cannot hold.

        `None` for nothing. By its name such a field is taken for personal rather once too often.
        """
        if self._extra is not None:
            return value if self._extra == KEEP else None
        done = self._actions.get(name)
        if done is None and self._privacy.mode != KEEP:
            done = self._judged(name) if name not in self._known else None
            if done is None:
                return self._looked_at(value)
        return self._done(done, value)

    def shown(self, row: Row) -> Row:
        """What is shown of a whole row as the gateway sent it."""
        found = {name: self._shown(name, value) for name, value in row.items()}
        return {name: value for name, value in found.items() if value is not None or not row[name]}

    def fingerprint(self, text: str) -> str:
        """What tells a text from others and cannot be tried out without the key."""
        digest = hmac.digest(self._privacy.key, text.encode(), "sha256")
        return digest.hex()[:FINGERPRINT_DIGITS]

    def _shown(self, sent: str, value: Any) -> Any:  # noqa: ANN401
        name = sent if sent in self._known else self._names.get(sent.casefold(), sent)
        if name not in self._known:
            return self.aside(name, value)
        done = self._actions.get(name)
        if done is not None:
            return self._done(done, value)
        inner = self._inside.get(name)
        if inner is not None and isinstance(value, dict):
            return inner.shown(value)
        if inner is not None and isinstance(value, list):
            rows = [inner.shown(row) if isinstance(row, dict) else row for row in value]
            return [row if isinstance(row, dict) else self._looked_at(row) for row in rows]
        if isinstance(value, (dict, list)) and self._privacy.mode != KEEP:
            return self._looked_at(value)
        return value

    def _judged(self, name: str) -> str | None:
        kind = kind_of_name(name)
        if kind is None:
            return None
        return HASH if self._privacy.mode == HASH and KINDS[kind].joins else DROP

    def _done(self, done: str | None, value: Any) -> Any:  # noqa: ANN401
        if done in {None, KEEP}:
            return value
        if done == DROP or isinstance(value, bool):
            return None
        if isinstance(value, (int, Decimal)):
            value = str(value)
        if not isinstance(value, str):
            return None
        return self._privacy.hashed(value)

    def _looked_at(self, value: Any) -> Any:  # noqa: ANN401
        """A value without what its fields' names or its texts show to be personal."""
        if isinstance(value, dict):
            found = {name: self._part(name, inner) for name, inner in value.items()}
            return {name: inner for name, inner in found.items() if inner is not None} or None
        if isinstance(value, list):
            items = [self._looked_at(item) for item in value]
            return [item for item in items if item is not None] or None
        if isinstance(value, (str, int, Decimal)) and shows_a_person(str(value)):
            return self._done(self._privacy.mode, value)
        return value

    def _part(self, name: str, value: Any) -> Any:  # noqa: ANN401
        done = self._judged(name)
        return self._looked_at(value) if done is None else self._done(done, value)
