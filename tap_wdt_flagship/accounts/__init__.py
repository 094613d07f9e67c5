"""`wdt-accounts`: the accounts of a file, each synced by a pair of Meltano plugins of its own."""
