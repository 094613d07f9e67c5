"""`python -m tap_wdt_flagship`."""

from tap_wdt_flagship.tap import TapWdtFlagship

TapWdtFlagship.cli()
