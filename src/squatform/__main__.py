"""Where the program begins: before anything slow is loaded, so that Ctrl-C ends it plainly."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

from squatform.errors import INTERRUPTED


def main() -> None:
    """Run the command line; Ctrl-C ends it with one exit code and without a traceback."""
    interrupted = False

    def interrupt(signum: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        raise KeyboardInterrupt

    # what a shell runs in the background it tells to ignore Ctrl-C
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    try:
        from squatform.cli import main as run  # noqa: PLC0415 - it takes a second

        run()
    except BaseException as error:
        # any error: native modules make their own of an interrupt that comes while they load
        ended = isinstance(error, SystemExit) and error.code != INTERRUPTED
        if ended or not interrupted:
            raise
        _end()


def _end() -> None:
    """End at once: the interpreter would wait for threads and complain of what is half gone."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
