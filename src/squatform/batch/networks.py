"""What a worker keeps from clip to clip."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from distributed import Worker, WorkerPlugin, get_worker

from squatform.pose.tracking import PeopleSearch


class Networks(WorkerPlugin):
    """Keeps the search for people: loading its network takes as long as tracking ten frames.

    Every worker of a cluster gets one, see `squatform.batch.cluster.workers`.
    """

    name = "squatform-networks"
    idempotent = True
    """A second batch on the same cluster uses what is there: a new one would close it in use."""

    def __init__(self) -> None:
        self._searches: dict[Path, PeopleSearch] = {}

    def search(self, model: Path) -> PeopleSearch:
        """Give the search with this model."""
        return self._searches.setdefault(model, PeopleSearch(model))

    def teardown(self, worker: Worker) -> None:
        """Give the memory back."""
        for search in self._searches.values():
            search.close()


def people_search(model: Path) -> PeopleSearch:
    """Give the search that the worker which calls this keeps."""
    networks = cast(Networks, get_worker().plugins[Networks.name])
    return networks.search(model)
