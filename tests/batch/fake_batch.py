"""`python -m batch.fake_batch IN OUT [SCHEDULER]`: a batch with the fake analysis, to be killed."""

from __future__ import annotations

import signal
import sys

from batch.material import batch
from squatform.batch.cluster import workers
from squatform.batch.driver import interruptible
from squatform.batch.inputs import find_entries
from squatform.errors import SquatformError


def main(inputs: str, out: str, scheduler: str | None = None) -> int:
    """Give 0 when all is done, 1 after an error, 130 when stopped."""
    # a shell that runs the tests in the background has told us to ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with workers(2, scheduler) as client:
            run = batch(client, out)
            run.listeners.append(lambda result: print(result.entry.name, flush=True))
            print("begun", flush=True)
            with interruptible(run, lambda text: print(text, flush=True)):
                run.run(find_entries([inputs], "air_squat"))
    except SquatformError as error:
        print(f"error: {error}", flush=True)
        return 1
    return 130 if run.stopped else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
