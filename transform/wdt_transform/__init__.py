"""Runs dbt on the warehouse that a loader writes to."""
