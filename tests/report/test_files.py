import pickle
import subprocess
import sys

import pytest

from squatform.errors import OutputError, UsageError
from squatform.report.files import write_report
from squatform.report.kinds import DEFAULT_KINDS, EXPORTS, FILES, ensure_room, kinds_named
from squatform.results import SetAnalysis

from .reading import Page


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


EVIDENCE = [f"evidence/rep0{k}_depth.jpg" for k in (1, 2)]


def test_a_report_has_all_its_files(tmp_path, faulty):
    written = write_report(faulty, tmp_path / "new")
    assert written[-1] == tmp_path / "new" / "report.html"
    tables = ["analysis.json", "annotated.mp4", "frames.parquet", "repetitions.csv"]
    assert names(tmp_path / "new") == sorted([*tables, *EVIDENCE, "plotly.min.js", "report.html"])
    stored = (tmp_path / "new" / "analysis.json").read_text(encoding="utf-8")
    assert SetAnalysis.model_validate_json(stored).model_dump() == faulty.model_dump()


def test_the_page_finds_what_it_loads(tmp_path, faulty):
    page = write_report(faulty, tmp_path)[-1]
    loads = Page(page.read_text(encoding="utf-8")).loads
    assert {"annotated.mp4", "plotly.min.js", "evidence/rep01_depth.jpg"} <= set(loads)
    assert all((tmp_path / address).is_file() for address in loads)


@pytest.mark.parametrize(
    ("kinds", "files"),
    [
        ({"html", "json"}, ["analysis.json", "plotly.min.js", "report.html"]),
        ({"pictures"}, EVIDENCE),
        ({"frames-csv", "csv"}, ["frames.csv", "repetitions.csv"]),
        (EXPORTS, ["angles.mot", "keypoints.json", "markers.c3d", "markers.trc"]),
    ],
)
def test_only_what_is_asked_for_is_written(tmp_path, faulty, kinds, files):
    write_report(faulty, tmp_path, kinds=kinds)
    assert names(tmp_path) == files


def test_pictures_are_the_same_with_and_without_the_video(tmp_path, faulty):
    write_report(faulty, tmp_path / "a", kinds={"pictures", "video"})
    write_report(faulty, tmp_path / "b", kinds={"pictures"})
    for name in EVIDENCE:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_one_file_can_hold_everything(tmp_path, faulty):
    write_report(faulty, tmp_path, kinds={"html"}, self_contained=True)
    assert names(tmp_path) == ["report.html"]
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert Page(text).loads == []
    assert "data:video/mp4" in text
    assert text.count("data:image/jpeg") == 2


def test_reports_of_a_folder_share_the_script(tmp_path, faulty):
    for name in ("one", "two"):
        write_report(faulty, tmp_path / name, kinds={"html"}, script_folder=tmp_path)
    assert names(tmp_path) == ["one/report.html", "plotly.min.js", "two/report.html"]
    page = Page((tmp_path / "two" / "report.html").read_text(encoding="utf-8"))
    assert page.loads == ["../plotly.min.js"]


def test_a_clip_without_a_squat_has_a_report(tmp_path, no_squat):
    write_report(no_squat, tmp_path, kinds=DEFAULT_KINDS | EXPORTS)
    assert "annotated.mp4" in names(tmp_path)
    assert not (tmp_path / "evidence").exists()


def test_a_result_read_from_json_gives_its_page_alone(tmp_path, faulty):
    stored = SetAnalysis.model_validate_json(faulty.to_json())
    write_report(stored, tmp_path, kinds={"html", "csv", "json"})
    assert names(tmp_path) == ["analysis.json", "repetitions.csv", "report.html"]
    with pytest.raises(UsageError, match="Analyse the clip again"):
        write_report(stored, tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path, faulty):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="Cannot write"):
        write_report(faulty, tmp_path / "taken")
    with pytest.raises(UsageError, match="is a file"):
        ensure_room(tmp_path / "taken", DEFAULT_KINDS, overwrite=True)


def test_a_report_is_not_replaced_unasked(tmp_path):
    ensure_room(tmp_path, DEFAULT_KINDS, overwrite=False)
    (tmp_path / "report.html").write_text("old")
    ensure_room(tmp_path, {"json"}, overwrite=False)
    ensure_room(tmp_path, DEFAULT_KINDS, overwrite=True)
    with pytest.raises(UsageError, match="--overwrite"):
        ensure_room(tmp_path, DEFAULT_KINDS, overwrite=False)
    assert (tmp_path / "report.html").read_text() == "old"


def test_kinds_are_named():
    assert kinds_named(" html,JSON ") == {"html", "json"}
    assert kinds_named("trc", EXPORTS) == {"trc"}
    for wrong in ("pdf", "html,pdf", "", ","):
        with pytest.raises(UsageError, match="keypoints"):
            kinds_named(wrong)
    assert set(FILES) >= DEFAULT_KINDS | EXPORTS


FULL = """
import pickle, resource, sys
from pathlib import Path
from squatform.errors import OutputError
from squatform.report.files import write_report
from squatform.report.kinds import DEFAULT_KINDS, EXPORTS
analysis, motion = pickle.loads(Path(sys.argv[1]).read_bytes())
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    write_report(analysis.with_motion(motion), Path(sys.argv[2]), kinds=DEFAULT_KINDS | EXPORTS)
except OutputError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory, faulty):
    folder = tmp_path_factory.mktemp("whole")
    write_report(faulty, folder, kinds=DEFAULT_KINDS | EXPORTS)
    return folder


@pytest.mark.parametrize("full", sorted(EXPORTS | DEFAULT_KINDS - {"pictures"}))
def test_a_full_disk_leaves_whole_files_only(tmp_path, faulty, whole, full):
    """The disk is full in the last bytes of each file in turn."""
    stored = tmp_path / "analysis.pickle"
    stored.write_bytes(pickle.dumps((faulty, faulty.motion)))
    size = (whole / FILES[full]).stat().st_size
    command = [sys.executable, "-c", FULL, stored, tmp_path / "report", str(size - 1)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Cannot write ")
    assert "Free some space" in done.stdout
    left = names(tmp_path / "report")
    assert FILES[full] not in left
    assert all((whole / name).is_file() for name in left)
    for name in left:
        if not name.endswith((".mp4", ".parquet", ".c3d")):
            assert (tmp_path / "report" / name).read_bytes() == (whole / name).read_bytes()


def test_a_folder_without_permission_is_refused_before_the_work(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    command = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from squatform.errors import UsageError\n"
        "from squatform.report.kinds import ensure_room\n"
        "os.geteuid() or os.setuid(65534)  # root may write anywhere\n"
        "try: ensure_room(Path(sys.argv[1]), {'html'}, overwrite=False)\n"
        "except UsageError as error: print(error)"
    )
    tmp_path.chmod(0o755)
    for parent in [tmp_path, *tmp_path.parents][:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", command, folder], capture_output=True, text=True, check=False
    )
    assert "Cannot write" in done.stdout, done.stderr
