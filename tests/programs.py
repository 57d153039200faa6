"""Programs started by tests, each in a process group of its own, and a cluster made of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

TESTS = Path(__file__).parent
PATH = os.pathsep.join([str(TESTS), *sys.path[1:]])


@contextmanager
def started(*command, variables=None, **options):
    """Run a program in a process group of its own, killed at the end with all it started."""
    process = subprocess.Popen(
        [sys.executable, "-m", *map(str, command)],
        env={**os.environ, "PYTHONPATH": PATH, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **options,
    )
    try:
        yield process
    finally:
        with_group(process, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def with_group(process, number):
    """Send a signal to a program and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def read_until(process, wanted, lines=200):
    """Read what a program prints until a line has `wanted`."""
    for _ in range(lines):
        line = process.stdout.readline()
        assert line, "it ended too soon"
        if wanted in line:
            return line
    raise AssertionError(wanted)


@contextmanager
def cluster(tmp_path, nodes):
    """A scheduler and workers as programs of their own, each in a folder of its own."""
    address_file = tmp_path / "scheduler.json"
    options = ["--port", "0", "--no-dashboard", "--scheduler-file", address_file]
    quick = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "15s"}
    with started("distributed.cli.dask_scheduler", *options, variables=quick) as scheduler:
        while not address_file.exists():
            time.sleep(0.1)
        address = f"tcp://{read_until(scheduler, 'tcp://').partition('tcp://')[2].split()[0]}"
        yield scheduler, address, [_node(tmp_path, address, k, quick) for k in range(nodes)]


def _node(tmp_path, address, number, variables):
    folder = tmp_path / f"node{number}"
    folder.mkdir()
    options = [address, "--nthreads", "1", "--no-dashboard", "--local-directory", folder]
    program = "distributed.cli.dask_worker"
    return started(program, *options, variables=variables, cwd=folder)
