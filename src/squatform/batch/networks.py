"""What a worker keeps from clip to clip."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from distributed import Worker, WorkerPlugin, get_worker

from squatform.pose.stills import Stills


class Networks(WorkerPlugin):
    """Keeps the networks for single pictures: loading one takes as long as tracking ten frames.

    Every worker of a cluster gets one, see `squatform.batch.cluster.workers`.
    """

    name = "squatform-networks"
    idempotent = True
    """A second batch on the same cluster uses what is there: a new one would close it in use."""

    def __init__(self) -> None:
        self._stills: dict[Path, Stills] = {}

    def stills(self, model: Path) -> Stills:
        """Give those of this model."""
        return self._stills.setdefault(model, Stills(model))

    def teardown(self, worker: Worker) -> None:
        """Give the memory back."""
        for stills in self._stills.values():
            stills.close()


def kept_stills(model: Path) -> Stills:
    """Give the networks that the worker which calls this keeps."""
    networks = cast(Networks, get_worker().plugins[Networks.name])
    return networks.stills(model)
