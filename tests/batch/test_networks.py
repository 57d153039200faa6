"""What workers keep from clip to clip."""

from pathlib import Path

from squatform.batch.networks import Networks, kept_stills


def kept(number):
    return id(kept_stills(Path("model.task")))


def test_a_worker_keeps_its_networks_though_a_second_batch_comes(client):
    (worker, *_) = client.scheduler_info()["workers"]

    def searches():
        jobs = [client.submit(kept, k, workers=[worker], pure=False) for k in range(2)]
        return set(client.gather(jobs))

    before = searches()
    client.register_plugin(Networks())
    assert searches() == before
    assert len(before) == 1
