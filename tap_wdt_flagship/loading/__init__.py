"""Loading through dlt: the streams as a dlt source, and the command `wdt-load`."""
