"""Every error squatform raises on purpose, each with the exit code the command line gives it.

The message of each is one sentence or two for the person at the keyboard: what is wrong and what
to do about it.
"""

from __future__ import annotations

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells count."""


class SquatformError(Exception):
    """Something this machine could not do: a full disk, a pose model that cannot be obtained."""

    exit_code = 1


class UsageError(SquatformError):
    """The call itself is wrong: an unknown exercise, an output folder that cannot be written."""

    exit_code = 2


class InputError(SquatformError):
    """The clip cannot be read: missing, empty, not a video, damaged, without a picture."""

    exit_code = 3


class ModelError(SquatformError):
    """A pose model could not be obtained, or what is stored of it is damaged."""


class OutputError(SquatformError):
    """A result could not be written, for example because the disk is full."""


class DatabaseError(SquatformError):
    """The database could not be reached, read or written, or is newer than the program."""
