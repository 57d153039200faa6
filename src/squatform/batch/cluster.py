"""Workers: processes of this machine, or the user's own cluster. Nothing else tells them apart."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

import dask.config
from distributed import Client, LocalCluster

from squatform.batch.networks import Networks
from squatform.errors import SquatformError, UsageError

CONNECT_S = 20

_CONFIG = {
    # the guard counts attempts, and knows why they failed
    "distributed.scheduler.allowed-failures": 1_000,
    # on a busy machine a nanny takes long to replace a worker, and is not to be given up for it
    "distributed.deploy.lost-worker-timeout": "1 hour",
    # samples taken a hundred times a second and kept for an hour, and the last thousand messages,
    # each with its task: for those who look for faults in Dask
    "distributed.worker.profile.enabled": False,
    "distributed.admin.low-level-log-length": 10,
    # networks come and go with every clip: in one arena, and with large blocks given back to the
    # system, a worker grows less (glibc only; others ignore it)
    "distributed.nanny.pre-spawn-environ.MALLOC_ARENA_MAX": "1",
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": "1048576",
    # reasons go to the summary; the log would only repeat them
    "logging": {"distributed": "critical", "bokeh": "critical", "tornado": "critical"},
}


@contextmanager
def workers(count: int, scheduler: str | None, memory: str = "auto") -> Iterator[Client]:
    """Give a client of a cluster.

    Parameters
    ----------
    count : int
        Processes to start on this machine, each with one thread and under a nanny, which starts
        another one when it dies.
    scheduler : str, optional
        Address of a scheduler to use instead.
    memory : str
        Limit of each process, such as "2 GB"; "auto" shares out what the machine has.

    Raises
    ------
    UsageError
        If nobody answers at the address, or workers there have no squatform.
    """
    with dask.config.set(_CONFIG):
        _quieten()
        if scheduler is not None:
            with _joined(scheduler) as client:
                _equip(client, scheduler)
                yield client
            return
        with _without_interrupts():
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                memory_limit=memory,
                # a port that is free, for this machine only
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        with cluster, Client(cluster) as client:
            client.register_plugin(Networks())
            yield client


@contextmanager
def _joined(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No scheduler answers at {scheduler}. Start one with `dask scheduler`, or check the "
            "address."
        ) from error
    with client:
        yield client


def _equip(client: Client, scheduler: str) -> None:
    try:
        client.register_plugin(Networks())
    except Exception as error:  # what fails on a worker comes as a plain Exception
        raise UsageError(
            f"The workers at {scheduler} cannot load squatform ({error}). "
            "Install the same on every machine."
        ) from error


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keep Ctrl-C, which a terminal sends to every process, from the processes started here.

    They inherit what is blocked, and so do those that take their place later.
    """
    # this helper of spawned processes would unblock Ctrl-C again if it were started later
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _quieten() -> None:
    for name in ("distributed", "distributed.client", "distributed.nanny", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class ClusterLostError(SquatformError):
    """The scheduler has gone in mid-batch."""
