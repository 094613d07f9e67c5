"""The command ``wdt-sandbox``."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, Any

import click

from wdt_sandbox.server import HISTORY_DAYS, ORDERS_PER_DAY, QUOTA, Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

APP_TYPES = {"wdt": "旺店通自定义应用 / direct gateway", "qimen": "奇门自定义应用 / Qimen gateway"}


@click.command(context_settings={"show_default": True})
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=8712, help="Port to listen on; 0 takes a free one.")
@click.option("--seed", default=1, help="The same seed makes the same world.")
@click.option("--days", default=HISTORY_DAYS, help="Days of history before now.")
@click.option("--orders-per-day", default=ORDERS_PER_DAY, help="On an average day.")
@click.option("--quota", default=QUOTA, help="Calls a minute, per interface.")
@click.option("--now", help="Beijing time the world's clock starts at; the real time if left out.")
@click.option("--time-scale", default=1.0, help="How fast the clock runs; 0 lets it stand still.")
@click.option("--print-config", is_flag=True, help="Print settings for a tap as JSON, and serve.")
def main(*, print_config: bool, **settings: Any) -> None:  # noqa: ANN401
    """Serve both WDT gateways, with a shop that lives behind them, on this machine."""
    try:
        sandbox = Sandbox(**settings)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    # A world is made of objects that stay; the collector need not look at them again.
    gc.collect()
    gc.freeze()
    configs = {app_type: sandbox.config(app_type) for app_type in APP_TYPES}
    click.echo(json.dumps(configs, indent=2) if print_config else _sheet(sandbox.url, configs))
    sandbox.run()


def _sheet(url: str, configs: Mapping[str, Mapping[str, Any]]) -> str:
    config = configs["wdt"]
    lines = [
        f"WDT sandbox / 旺店通沙箱: {url}",
        f"  {APP_TYPES['wdt']}: {config['api_url']}",
        f"  {APP_TYPES['qimen']}: {config['qimen_api_url']}",
        "  credentials / 凭证 (of no use elsewhere):",
    ]
    names = [name for name in config if name != "app_type" and not name.endswith("url")]
    lines += [f"    {name:<22}{config[name]}" for name in names]
    return "\n".join([*lines, "  Ctrl-C stops it."])


if __name__ == "__main__":
    main()
