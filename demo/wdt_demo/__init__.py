"""The demo: a sandbox and a PostgreSQL server, synced by Meltano, and what a merchant asks them.

Needs the extra ``demo``. ``meltano run demo`` is the way in.
"""
