import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from skeleton import Camera, lunging, reps, squatting, times
from squatform.results import Reading, SetAnalysis, Unavailable, faults
from tracks import analysed


def clips():
    track = Camera(90).film(squatting(times(8), reps(2, thigh_angle=30.0)))
    hidden = track.visibility.copy()
    hidden[:, [11, 12]] = 0.0
    part = replace(
        track,
        **{
            name: getattr(track, name)[:140]
            for name in ("time_s", "image", "world", "visibility", "scene")
        },
    )
    return {
        "faulty": track,
        "trunk unseen": replace(track, visibility=hidden),
        "incomplete": part,
        "no squat": Camera(0).film(lunging(times(8), reps(2))),
        "nobody": replace(track, image=track.image * float("nan")),
    }


@pytest.fixture(scope="module", params=list(clips()))
def analysis(request):
    return analysed(clips()[request.param])


def test_json_is_what_the_published_schema_says(analysis):
    schema = SetAnalysis.model_json_schema(mode="serialization")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(analysis.to_json()))


def test_json_is_strict(analysis):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    json.loads(analysis.to_json(), parse_constant=refuse)


def test_json_read_back_is_the_same_result(analysis):
    again = SetAnalysis.model_validate_json(analysis.to_json())
    assert again.model_dump() == analysis.model_dump()
    assert again.to_json() == analysis.to_json()
    assert again.motion is None


def test_a_result_names_its_set_and_versions(analysis):
    data = json.loads(analysis.to_json())
    assert data["schema_version"] == "1.1"
    assert data["squatform_version"]
    assert data["set"]["repetitions"] == analysis.summary.repetitions
    assert data["exercise"] == "air_squat"


def test_a_result_cannot_be_changed(analysis):
    with pytest.raises(ValidationError, match="frozen"):
        analysis.exercise = "deadlift"
    with pytest.raises(ValidationError, match="frozen"):
        analysis.summary.cue = None
    for repetition in analysis.repetitions:
        with pytest.raises(ValidationError, match="frozen"):
            repetition.index = 7


def test_a_misspelt_field_is_refused():
    with pytest.raises(ValidationError):
        Reading(value=1.0, unit="°", sigma=1.0, sgima=2.0)
    with pytest.raises(ValidationError):
        Reading(value=1.0, unit="°", sigma=-1.0)


def test_every_measure_is_a_number_with_sigma_or_a_reason(analysis):
    for repetition in analysis.repetitions:
        for measure in repetition.measures.values():
            if isinstance(measure, Unavailable):
                assert measure.unavailable.endswith(".")
            else:
                assert measure.sigma > 0


def test_every_unseen_check_says_why(analysis):
    for repetition in analysis.repetitions:
        for finding in repetition.findings:
            assert (finding.status == "not_assessed") == (finding.value is None)
            assert finding.status == "ok" or finding.reason


def test_without_repetitions_the_result_says_why(analysis):
    assert analysis.repetitions or analysis.warnings


def test_faults_are_those_beyond_doubt():
    findings = analysed(clips()["faulty"]).repetitions[0].findings
    assert [finding.check for finding in faults(findings)] == ["depth"]
