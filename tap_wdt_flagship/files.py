"""The files named on the command line: what they hold, in whatever encoding they were saved."""

from __future__ import annotations

import io
import json
from typing import IO, TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable


def _is_state(held: Any) -> bool:  # noqa: ANN401
    bookmarks = held.get("bookmarks", {}) if isinstance(held, dict) else None
    return isinstance(bookmarks, dict) and all(isinstance(b, dict) for b in bookmarks.values())


def _is_catalog(held: Any) -> bool:  # noqa: ANN401
    return isinstance(held, dict) and isinstance(held.get("streams"), list)


FORMS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "state": (_is_state, '{"bookmarks": {…}}'),
    "catalog": (_is_catalog, '{"streams": […]}'),
}
"""What the files named on the command line hold."""


class RunFile(click.File):
    """A file that should be there, and may have been taken away."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Open the file.

        Raises:
            click.BadParameter: it cannot be opened.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            raise click.BadParameter(
                f"{error.message}。读不到这个文件；用 Meltano 时，可能是同一个插件的另一次运行"
                "换掉了它 / the file cannot be read; under Meltano another run of the same plugin "
                "may have replaced it",
                ctx,
                param,
            ) from None


def text_of(content: bytes) -> str:
    """The text of a JSON file: UTF-8 whatever the locale, or what editors on Windows save.

    Raises:
        ValueError: the text is in another encoding.
    """
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        message = "编码应为 UTF-8 / its encoding should be UTF-8"
        raise ValueError(message) from None


def checked(_: click.Context, param: click.Parameter, value: IO[bytes] | None) -> IO[str] | None:
    """A file named on the command line, if it holds what it should.

    A state that is empty, as `tail -n 1` leaves it where there was none, is no state; what
    `meltano state get` writes has the state inside.

    Raises:
        click.BadParameter: it holds something else.
    """
    if value is None:
        return None
    with value:
        content = value.read()
    fits, form = FORMS[str(param.name)]
    try:
        text = text_of(content)
        if param.name == "state" and not text.strip():
            return None
        held = json.loads(text)
        if param.name == "state" and isinstance(held, dict) and "singer_state" in held:
            held = held["singer_state"] or {}
            text = json.dumps(held)
        if fits(held):
            return io.StringIO(text)
        fault = f"应为 {form} / {form} expected"
    except ValueError as error:
        fault = f"不是 JSON / is not JSON: {error}"
    raise click.BadParameter(f"{value.name}: {fault}", param=param)
