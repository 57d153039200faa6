"""Scheduling: what is done, what is not done again, what goes wrong; the analysis is a fake."""

import gc
import os
import shutil
import signal
import time

import pytest

from squatform.batch.driver import Redo
from squatform.batch.inputs import find_entries
from squatform.batch.worker import Task
from squatform.errors import OutputError

from .material import assert_whole, batch, tiny_clip, tiny_clips, tried


def run(client, tmp_path, **how):
    made = batch(client, tmp_path / "out", **how)
    made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    return made


def statuses(made):
    return {result.entry.name.removesuffix(".mp4"): result.status for result in made.results}


def test_every_clip_has_one_whole_result_and_a_second_run_does_nothing(client, tmp_path):
    tiny_clips(tmp_path / "in", ["a", "b", "c", "d", "e"])
    first = run(client, tmp_path)
    assert statuses(first) == dict.fromkeys("abcde", "done")
    assert_whole(tmp_path / "out", first.results)
    second = run(client, tmp_path)
    assert statuses(second) == dict.fromkeys("abcde", "had")
    assert len(tried(tmp_path / "out")) == 5
    third = run(client, tmp_path, redo=Redo.EVERYTHING)
    assert statuses(third) == dict.fromkeys("abcde", "done")
    assert len(tried(tmp_path / "out")) == 10
    assert_whole(tmp_path / "out", third.results)


def test_what_is_kept_in_memory_does_not_grow_with_the_clips(client, tmp_path):
    clip = tiny_clip(tmp_path / "clip.mp4")
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / "in" / f"{number}.mp4").hardlink_to(clip)
    assert len(run(client, tmp_path).results) == 60
    gc.collect()
    # the scheduler is in this process: tasks that it still has, and kinds of them it tells apart
    assert sum(isinstance(thing, Task) for thing in gc.get_objects()) <= 25
    assert not any("7.mp4" in kind for kind in client.cluster.scheduler.task_prefixes)


def test_the_same_clip_twice_is_analysed_once(client, tmp_path):
    for name in ("a", "b", "slow"):
        tiny_clip(tmp_path / "in" / f"{name}.mp4")
    made = run(client, tmp_path)
    assert sorted(statuses(made).values()) == ["done", "same", "same"]
    assert len(tried(tmp_path / "out")) == 1
    assert_whole(tmp_path / "out", made.results)


def test_what_cannot_be_read_has_a_reason_and_is_tried_again_when_asked(client, tmp_path):
    tiny_clips(tmp_path / "in", ["a"])
    (tmp_path / "in" / "text.mp4").write_text("no video")
    (tmp_path / "in" / "empty.mp4").touch()
    tiny_clip(tmp_path / "in" / "bug.mp4", 9)
    first = run(client, tmp_path)
    wanted = {"a": "done", "text": "failed", "empty": "failed", "bug": "failed"}
    assert statuses(first) == wanted
    reasons = {result.entry.name: result.reason for result in first.results}
    assert "not a video" in reasons["text.mp4"]
    assert "empty" in reasons["empty.mp4"]
    assert "ZeroDivisionError: a mistake" in reasons["bug.mp4"]
    assert statuses(run(client, tmp_path)) == {**wanted, "a": "had"}
    assert tried(tmp_path / "out").count("bug.mp4") == 1
    run(client, tmp_path, redo=Redo.FAILED)
    assert tried(tmp_path / "out").count("bug.mp4") == 2
    # another file of that name is another clip
    tiny_clip(tmp_path / "in" / "text.mp4", 5)
    assert statuses(run(client, tmp_path))["text"] == "done"


def test_a_clip_removed_while_queued_has_a_reason(client, tmp_path):
    paths = tiny_clips(tmp_path / "in", ["slow1", "slow2", "slow3", "slow4", "z"])
    made = batch(client, tmp_path / "out")
    made.listeners.append(lambda _: paths[-1].unlink(missing_ok=True))
    made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert statuses(made) == {**{f"slow{k}": "done" for k in (1, 2, 3, 4)}, "z": "failed"}
    reasons = {result.entry.name: result.reason for result in made.results}
    assert "no file" in reasons["z.mp4"]


def test_a_gentle_stop_finishes_what_has_begun_and_the_next_run_the_rest(client, tmp_path):
    tiny_clips(tmp_path / "in", [f"slow{k}" for k in range(12)])
    made = batch(client, tmp_path / "out")
    made.listeners.append(lambda _: made.stop())
    made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert made.stopped
    assert 1 <= len(made.results) <= 4
    rest = run(client, tmp_path)
    assert len(rest.results) == 12
    assert_whole(tmp_path / "out", rest.results)
    assert {result.key for result in made.results} <= {
        result.key for result in rest.results if result.status == "had"
    }


@pytest.mark.slow
def test_a_crash_a_hang_and_a_hunger_for_memory_fail_alone_after_a_second_try(client, tmp_path):
    names = ["crash", "hang", "eats", "once", *(f"good{k}" for k in range(6))]
    tiny_clips(tmp_path / "in", names)
    made = run(client, tmp_path, grace_s=10.0)
    bad = dict.fromkeys(("crash", "hang", "eats"), "failed")
    assert statuses(made) == {**dict.fromkeys(names, "done"), **bad}
    reasons = {result.entry.name: result.reason for result in made.results}
    assert "ended the process" in reasons["crash.mp4"]
    assert "longer than" in reasons["hang.mp4"]
    assert "memory" in reasons["eats.mp4"]
    assert all("2 times" in reasons[f"{name}.mp4"] for name in bad)
    for name in bad:
        assert tried(tmp_path / "out").count(f"{name}.mp4") == 2
    assert_whole(tmp_path / "out", made.results)


@pytest.mark.slow
def test_50_hostile_files_among_150_good_ones(client, tmp_path):
    good = [f"good{k}" for k in range(150)]
    tiny_clips(tmp_path / "in", [*good, "crash1", "crash2", "eats"])
    sound = (tmp_path / "in" / "good0.mp4").read_bytes()
    hostile = {
        "text": b"hello " * 99,
        "empty": b"",
        "cut": sound[:600],
        "zeros": bytes(4096),
        "playlist": b"#EXTM3U\nfile:///etc/passwd\n",
        "header": sound[:40] + bytes(5000),
    }
    kinds = list(hostile)
    for k in range(47):
        kind = kinds[k % len(kinds)]
        content = hostile[kind] + (str(k).encode() if kind != "empty" else b"")
        (tmp_path / "in" / f"bad{k}-{kind}.mp4").write_bytes(content)
    made = run(client, tmp_path)
    found = statuses(made)
    assert len(made.results) == 200
    assert {name for name, status in found.items() if status == "done"} == set(good)
    assert all(result.reason for result in made.results if result.status == "failed")
    assert_whole(tmp_path / "out", made.results)


def test_workers_that_die_once_their_work_is_done_lose_nothing(client, tmp_path):
    tiny_clips(tmp_path / "in", [f"clip{k}" for k in range(8)])
    made = batch(client, tmp_path / "out")

    def kill_them(_):
        made.listeners.clear()
        waiting = list(made._flight)
        wait_until(lambda: all(future.status == "finished" for future in waiting))
        for process in client.run(os.getpid).values():
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: all(future.status != "finished" for future in waiting))

    made.listeners.append(kill_them)
    made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert statuses(made) == {f"clip{k}": "done" for k in range(8)}
    assert_whole(tmp_path / "out", made.results)


def wait_until(holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.01)


def test_a_place_that_vanishes_stops_the_batch_with_a_sentence(client, tmp_path):
    tiny_clips(tmp_path / "in", ["slow1", "slow2", "slow3", "slow4", "slow5", "slow6"])
    made = batch(client, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(OutputError, match="Cannot write"):
        made.run(find_entries([str(tmp_path / "in")], "air_squat"))
    assert made.results == []
