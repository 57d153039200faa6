"""Findings and repetitions put together by hand."""

from squatform.form.check import STATUS_OF_GRADE
from squatform.form.profile import CheckProfile, Limit, Profile
from squatform.results import Finding, Reading, RepetitionResult


def limit(measure="thigh_angle", mild=5.0, moderate=12.0, severe=25.0):
    return Limit(
        measure=measure,
        unit="°",
        mild=mild,
        moderate=moderate,
        severe=severe,
        evidence="C",
        source="made up",
    )


def profile(**priorities):
    """A profile with one check a name; its cue is "Mend <name>."."""
    checks = {
        name: CheckProfile(priority=priority, cue=f"Mend {name}.", limits=(limit(),))
        for name, priority in priorities.items()
    }
    return Profile(name="made_up", title="Made up", praise="Well done.", checks=checks)


def finding(check, status):
    grade = STATUS_OF_GRADE.index(status) if status in STATUS_OF_GRADE else None
    if status == "borderline":
        grade = 0
    return Finding(
        check=check,
        status=status,
        grade=grade,
        value=None,
        limit=5.0,
        unit="°",
        sigma=None,
        evidence_time_s=None,
        cue=None,
        reason=None,
    )


def repetition(index, *, complete=True, **statuses):
    return RepetitionResult(
        index=index,
        start_s=3.0 * index,
        bottom_s=3.0 * index + 1.0,
        end_s=3.0 * index + 2.0,
        complete=complete,
        measures={"thigh_angle": Reading(value=0.0, unit="°", sigma=2.0)},
        findings=[finding(check, status) for check, status in statuses.items()],
    )
