"""A local gateway to try and to test against, without credentials.

    with Sandbox(seed=1) as sandbox:
        tap = TapWdtFlagship(config=sandbox.config("qimen"))

serves both gateways over HTTP, as strict as the real ones, with a shop behind them that lives:
orders come in, are paid, shipped, refunded and returned as the world's clock goes on. ``behaviour``
lists what can be made to go wrong, ``Sandbox.truth`` tells what the world really holds,
``Sandbox.stats`` what was called. The same over HTTP under ``/_sandbox``, and as the command
``wdt-sandbox``.
"""

from __future__ import annotations

from wdt_sandbox.server import Sandbox

__all__ = ["Sandbox"]
