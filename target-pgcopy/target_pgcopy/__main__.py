"""``python -m target_pgcopy``."""

from target_pgcopy.target import TargetPgcopy

if __name__ == "__main__":
    TargetPgcopy.cli()
