"""What machines do: drivers, schedulers and nodes that die, full disks, Ctrl-C."""

import os
import resource
import signal

import psutil
import pytest

from programs import cluster, read_until, started, with_group
from squatform.batch.cluster import workers
from squatform.batch.inputs import find_entries

from .material import assert_whole, batch, tiny_clip, tiny_clips, tried

NAMES = [f"slow{k}" for k in range(8)]

pytestmark = pytest.mark.slow


def driver(tmp_path, *scheduler, **options):
    return started("batch.fake_batch", tmp_path / "in", tmp_path / "out", *scheduler, **options)


def rest_of(process):
    text = process.stdout.read()
    return process.wait(timeout=180), text


def finished(tmp_path, names=NAMES):
    """Run what is left, here; every clip is there once and whole."""
    with workers(2, None) as client:
        made = batch(client, tmp_path / "out")
        made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert len(made.results) == len(names)
    assert {result.status for result in made.results} <= {"done", "had"}
    assert_whole(tmp_path / "out", made.results)
    return made


def test_a_driver_killed_in_mid_batch_loses_nothing_that_was_done(tmp_path):
    tiny_clips(tmp_path / "in", NAMES)
    with driver(tmp_path) as process:
        children = []
        for _ in range(3):
            read_until(process, "slow")
            children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        # no worker outlives it for long
        _, alive = psutil.wait_procs(children, timeout=60)
        assert alive == []
    made = finished(tmp_path)
    assert sum(result.status == "had" for result in made.results) >= 3
    assert max(tried(tmp_path / "out").count(f"{name}.mp4") for name in NAMES) <= 2


def test_a_worker_killed_in_mid_clip_costs_one_more_try(tmp_path):
    tiny_clips(tmp_path / "in", NAMES[:4])
    with workers(2, None) as client:
        made = batch(client, tmp_path / "out")
        # one only: a clip that was on both would have had its two tries
        pids = list(client.run(os.getpid).values())[:1]
        made.listeners.append(lambda _: pids and os.kill(pids.pop(), signal.SIGKILL))
        made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert [result.status for result in made.results] == ["done"] * 4
    assert_whole(tmp_path / "out", made.results)


def test_a_node_that_disappears_is_done_without(tmp_path):
    tiny_clips(tmp_path / "in", NAMES)
    with cluster(tmp_path, 2) as (_, address, (first, second)), first as gone, second:
        with driver(tmp_path, address) as process:
            read_until(process, "slow")
            # its connections stay open and nothing comes any more, as when a cable is pulled
            with_group(gone, signal.SIGSTOP)
            code, text = rest_of(process)
        assert code == 0, text
    assert len(finished(tmp_path).results) == len(NAMES)


def test_a_scheduler_that_dies_is_told_and_another_goes_on(tmp_path):
    tiny_clips(tmp_path / "in", NAMES)
    with cluster(tmp_path, 1) as (scheduler, address, (node,)), node:
        with driver(tmp_path, address) as process:
            read_until(process, "slow")
            scheduler.kill()
            code, text = rest_of(process)
        assert code == 1
        assert "error: The scheduler has gone" in text
        assert "Traceback" not in text
    finished(tmp_path)


def test_a_node_without_squatform_is_told(tmp_path):
    tiny_clips(tmp_path / "in", NAMES[:1])
    (tmp_path / "squatform.py").write_text("raise ModuleNotFoundError('no squatform here')")
    hidden = {"PYTHONPATH": str(tmp_path)}
    with (
        cluster(tmp_path, 0) as (_, address, _),
        started(
            "distributed.cli.dask_worker", address, "--no-dashboard", variables=hidden, cwd=tmp_path
        ) as node,
    ):
        read_until(node, "Registered to")
        with driver(tmp_path, address) as process:
            code, text = rest_of(process)
    assert code != 0
    assert f"The workers at {address} cannot load squatform" in text
    assert "Traceback" not in text


def test_nobody_at_the_address_of_the_scheduler(tmp_path):
    tiny_clips(tmp_path / "in", NAMES[:1])
    with driver(tmp_path, "tcp://127.0.0.1:9") as process:
        code, text = rest_of(process)
    assert code == 1
    assert "No scheduler answers at tcp://127.0.0.1:9" in text


def test_a_full_disk_stops_the_batch_and_leaves_whole_results_only(tmp_path):
    tiny_clips(tmp_path / "in", NAMES[:4])

    def nearly_full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with driver(tmp_path, preexec_fn=nearly_full) as process:
        code, text = rest_of(process)
    assert code == 1
    assert "error: Cannot write" in text
    assert "Free some space" in text
    assert not list((tmp_path / "out").glob("clips/*/*"))
    assert not list((tmp_path / "out").glob("state/done/*"))
    finished(tmp_path, NAMES[:4])


def test_ctrl_c_once_finishes_what_has_begun(tmp_path):
    tiny_clips(tmp_path / "in", NAMES)
    with driver(tmp_path) as process:
        read_until(process, "slow")
        # as a terminal does: to all processes of the group
        with_group(process, signal.SIGINT)
        code, text = rest_of(process)
        assert code == 130, text
        assert "Finishing what has begun" in text
        assert "Traceback" not in text
    out = tmp_path / "out"
    assert not list(out.glob("state/attempts/*"))
    done = len(list(out.glob("state/done/*")))
    assert 1 <= done == len(tried(out)) < len(NAMES)
    finished(tmp_path)


def test_ctrl_c_twice_stops_now_and_the_batch_can_go_on(tmp_path):
    names = ["hang", *NAMES[:3]]
    paths = tiny_clips(tmp_path / "in", names)
    with driver(tmp_path) as process:
        read_until(process, "slow")
        with_group(process, signal.SIGINT)
        read_until(process, "Finishing")
        with_group(process, signal.SIGINT)
        process.wait(timeout=180)
    # what hung was not done; here it is a clip like others
    paths[0].unlink()
    tiny_clip(tmp_path / "in" / "well.mp4", 0)
    finished(tmp_path, names)
