"""The command `target-pgcopy`: the SDK's, with a reading loop of its own."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Target
from singer_sdk.exceptions import MissingKeyPropertiesError, RecordsWithoutSchemaException
from singer_sdk.helpers.capabilities import (
    CapabilitiesEnum,
    PluginCapabilities,
    TargetCapabilities,
)

from target_pgcopy.config_schema import CONFIG_SCHEMA
from target_pgcopy.database import Database
from target_pgcopy.errors import LoadError
from target_pgcopy.loader import Loader
from target_pgcopy.reader import Reader
from target_pgcopy.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNAL_EXIT = 128


class TargetPgcopy(Target):
    """Singer target for PostgreSQL that writes with COPY."""

    name = "target-pgcopy"
    config_jsonschema: ClassVar[dict[str, Any]] = deepcopy(CONFIG_SCHEMA)
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.STRUCTURED_LOGGING,
        PluginCapabilities.ACTIVATE_VERSION,
        TargetCapabilities.HARD_DELETE,
    ]

    def __init__(self, *, validate_config: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        self._reader = Reader(self._started)
        self._loader: Loader | None = None
        self._database: Database | None = None
        self._signal: int | None = None
        # The SDK's own messages would show the value of a secret that is not a text.
        super().__init__(
            validate_config=False, setup_mapper=False, message_reader=self._reader, **kwargs
        )
        self._settings = read_settings(self.config) if validate_config else None

    def _started(self) -> Loader:
        if self._loader is None:
            settings = self._settings or read_settings(self.config)
            self._database = Database(settings)
            self._database.connect()
            self._loader = Loader(settings, self._database)
        return self._loader

    def process_endofpipe(self) -> None:
        """Write what is left."""
        self._started().close()
        self._loader = None
        if self._signal is not None:
            sys.exit(SIGNAL_EXIT + self._signal)

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        """Stop reading; what was read is written. A second signal ends at once."""
        del frame
        signal.signal(signum, signal.SIG_DFL)
        self._signal = signum
        self._reader.interrupted = True
        if self._database is not None:
            self._database.stopping.set()

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """No settings but this loader's own."""

    @classmethod
    @contextmanager
    def _explained(cls) -> Iterator[None]:
        try:
            yield
        except (LoadError, MissingKeyPropertiesError, RecordsWithoutSchemaException) as error:
            cls.logger.error("%s", error)  # noqa: TRY400
            sys.exit(1)
        except BrokenPipeError:
            cls.logger.error("标准输出已关闭，状态无处可写 / standard output is closed")  # noqa: TRY400
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    @classmethod
    def invoke(cls, **kwargs: Any) -> None:  # noqa: ANN401
        """Run the loader from the command line."""
        with cls._explained():
            super().invoke(**kwargs)
