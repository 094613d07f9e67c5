"""The three signatures as the gateways compute them, to compare with what a caller sent.

Written without a look at the tap's code: a fault in the one must not hide in the other.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WDT_SIGNED = ("datetime", "method", "pager", "params", "wdt_appkey", "wdt_salt")
"""What the inner Qimen signature covers: neither the customer id nor anything of the platform's."""


def direct(secret: str, query: Mapping[str, str], body: str) -> str:
    """The direct gateway's ``sign``: the body takes part as one more parameter."""
    pairs = {**{name: value for name, value in query.items() if name != "sign"}, "body": body}
    return _md5(secret, (name + pairs[name] for name in sorted(pairs)))


def wdt(secret: str, parameters: Mapping[str, str]) -> str:
    """The ``wdt_sign`` of a Qimen call."""
    return _md5(secret, _walk({name: parameters.get(name) for name in WDT_SIGNED}))


def top(secret: str, parameters: Mapping[str, str]) -> str:
    """The platform's ``sign`` of a Qimen call, over query and form together."""
    names = sorted(name for name in parameters if name != "sign")
    return _md5(secret, (name + parameters[name] for name in names)).upper()


def _md5(secret: str, parts: Iterable[str]) -> str:
    text = secret + "".join(parts) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _walk(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """What a JSON value adds to the text that is signed."""
    if isinstance(value, dict):
        for key in sorted(value):
            if value[key] is not None:
                yield key
                yield from _walk(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        nested = _nested(value)
        if nested is None:
            yield value
        else:
            yield from _walk(nested)


def _nested(text: str) -> dict[str, Any] | list[Any] | None:
    """The object or array a text holds, its numbers kept as they are written."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) else None
