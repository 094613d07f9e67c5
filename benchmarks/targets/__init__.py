"""Singer loaders tried one by one, and `docs/targets.md` with what came of it."""
