"""What a user can mend: told in one line, Chinese first, without a traceback."""


class LoadError(Exception):
    """Something that the settings, the tap's messages or the database have to change."""
