"""`/api/v1/athletes`, `/sets` and `/complaints`: the history of what was sent and seen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from squatform.errors import InputError, UsageError
from squatform.history import log, queries, store
from squatform.history.export import add_export, export_of, export_zip, read_export
from squatform.history.guidance import Entry
from squatform.history.tables import Athlete, Complaint, TrainingSet
from squatform.web.api_clips import ANSWERS
from squatform.web.clips import Refused, clip_of_set, remove_clip
from squatform.web.site import KnownCaller, Site, SiteHere
from squatform.web.tables import Clip

Number = Annotated[int, Path(ge=1, lt=1 << 31)]

router = APIRouter(tags=["history"], responses=ANSWERS)


class AthleteInfo(BaseModel):
    """An athlete."""

    id: int
    name: str
    height_cm: float | None
    exercises: list[str] = Field(description="That of the most sets first.")


class SetInfo(BaseModel):
    """A set."""

    id: int
    date: dt.date
    exercise: str
    load_kg: float | None
    pain: str | None
    notes: str
    view: str | None
    complete: int = Field(description="Repetitions.")
    incomplete: int
    report: str | None = Field(description="Address of the report, where its clip is here.")


class TrendInfo(BaseModel):
    """A measure or check over sets; `slope` is a week's change with its 95 % interval."""

    name: str
    unit: str
    of: Literal["measure", "check"]
    points: list[dict[str, Any]]
    slope: dict[str, Any] | None


class ComplaintInfo(Entry):
    """An entry of the log of soreness and pain."""

    id: int


@router.get("/athletes")
def list_athletes(site: SiteHere, caller: KnownCaller) -> list[AthleteInfo]:
    """List athletes by name."""
    with site.database.reading() as session:
        return [_athlete_info(session, one) for one in store.athletes(session, caller.owner)]


@router.get("/athletes/{number}")
def get_athlete(number: Number, site: SiteHere, caller: KnownCaller) -> AthleteInfo:
    """Give an athlete."""
    with site.database.reading() as session:
        return _athlete_info(session, athlete_of(session, number, caller.owner))


@router.delete("/athletes/{number}", status_code=204, response_class=Response)
def delete_athlete(number: Number, site: SiteHere, caller: KnownCaller) -> Response:
    """Delete an athlete with all sets, complaints, clips and reports."""
    remove_athlete(site, number, caller.owner)
    return Response(status_code=204)


@router.get("/athletes/{number}/sets")
def list_sets(number: Number, site: SiteHere, caller: KnownCaller) -> list[SetInfo]:
    """List the sets of an athlete, the oldest first."""
    with site.database.reading() as session:
        athlete = athlete_of(session, number, caller.owner)
        return sets_of(session, athlete)


@router.get("/athletes/{number}/trend")
def get_trend(
    number: Number,
    site: SiteHere,
    caller: KnownCaller,
    exercise: Annotated[str, Query(max_length=64)],
    name: Annotated[str, Query(max_length=64)],
    of: Literal["measure", "check"] = "measure",
) -> TrendInfo:
    """Give a measure or a check over sets."""
    with site.database.reading() as session:
        athlete = athlete_of(session, number, caller.owner)
        try:
            trend = queries.trend_of(session, athlete, name, exercise, of)
        except UsageError as error:
            raise Refused(404, str(error)) from None
    return TrendInfo.model_validate(dataclasses.asdict(trend))


@router.get("/athletes/{number}/guidance")
def get_guidance(number: Number, site: SiteHere, caller: KnownCaller) -> dict[str, Any]:
    """Say what the log of soreness and pain comes to."""
    with site.database.reading() as session:
        athlete = athlete_of(session, number, caller.owner)
        return dataclasses.asdict(log.guidance_for(session, athlete))


@router.get("/athletes/{number}/complaints")
def list_complaints(number: Number, site: SiteHere, caller: KnownCaller) -> list[ComplaintInfo]:
    """List the log of soreness and pain, the oldest first."""
    with site.database.reading() as session:
        athlete = athlete_of(session, number, caller.owner)
        return [_complaint_info(row) for row in log.complaints_of(session, athlete)]


@router.post("/athletes/{number}/complaints", status_code=201)
def add_complaint(
    number: Number, entry: Entry, site: SiteHere, caller: KnownCaller
) -> ComplaintInfo:
    """Note soreness or pain; a degree of 0 says that a place is well again."""
    with site.database.writing() as session:
        athlete = athlete_of(session, number, caller.owner)
        return _complaint_info(log.add_entry(session, athlete, entry))


@router.delete("/complaints/{number}", status_code=204, response_class=Response)
def delete_complaint(number: Number, site: SiteHere, caller: KnownCaller) -> Response:
    """Delete an entry of the log."""
    with site.database.writing() as session:
        try:
            log.delete_entry(session, number, caller.owner)
        except UsageError:
            raise Refused(404, "There is no such entry.") from None
    return Response(status_code=204)


@router.get(
    "/athletes/{number}/export",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
def export(number: Number, site: SiteHere, caller: KnownCaller) -> Response:
    """Give everything of an athlete as a ZIP archive of JSON and tables."""
    with site.database.reading() as session:
        content = export_zip(export_of(session, athlete_of(session, number, caller.owner)))
    headers = {"Content-Disposition": f'attachment; filename="squatform-athlete-{number}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post(
    "/import",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    responses={413: {"description": "Too large."}, 415: {"description": "No ZIP archive."}},
)
async def import_history(request: Request, site: SiteHere, caller: KnownCaller) -> AthleteInfo:
    """Read what `export` gave; what is there already stays as it is."""
    if request.headers.get("content-type") != "application/zip":
        raise Refused(415, "Send the ZIP archive as application/zip.")
    content = await request.body()

    def add() -> AthleteInfo:
        exported = read_export(content)
        with site.database.writing() as session:
            return _athlete_info(session, add_export(session, exported, caller.owner))

    try:
        return await run_in_threadpool(add)
    except (InputError, UsageError) as error:
        raise Refused(422, str(error)) from None


@router.get("/sets/{number}", response_class=Response)
def get_set(number: Number, site: SiteHere, caller: KnownCaller) -> Response:
    """Give the result of a set as `squatform schema` describes it."""
    with site.database.reading() as session:
        content = store.analysis_of(set_of(session, number, caller.owner)).to_json()
    return Response(content, media_type="application/json")


@router.delete("/sets/{number}", status_code=204, response_class=Response)
def delete_set(number: Number, site: SiteHere, caller: KnownCaller) -> Response:
    """Delete a set with its clips and reports."""
    remove_set(site, number, caller.owner)
    return Response(status_code=204)


def athlete_of(session: Session, number: int, owner: str) -> Athlete:
    """Give an athlete of an owner.

    Raises
    ------
    Refused
        With 404, if the owner has none of this id.
    """
    athlete = session.get(Athlete, number)
    if athlete is None or athlete.owner != owner:
        raise Refused(404, "There is no such athlete.")
    return athlete


def set_of(session: Session, number: int, owner: str) -> TrainingSet:
    """Give a set of an owner; see `athlete_of`."""
    try:
        return store.find_set(session, number, owner)
    except UsageError:
        raise Refused(404, "There is no such set.") from None


def sets_of(session: Session, athlete: Athlete) -> list[SetInfo]:
    """List the sets of an athlete as they are shown, the oldest first."""
    found = store.sets_of(session, athlete)
    query = select(Clip.set_id, Clip.id).where(
        Clip.owner == athlete.owner, Clip.set_id.is_not(None), Clip.report != ""
    )
    clips = {row[0]: row[1] for row in session.execute(query)}
    return [
        SetInfo(
            **{name: getattr(row, name) for name in _SET_COLUMNS},
            date=row.session.date,
            report=f"/clips/{clips[row.id]}/report/report.html" if row.id in clips else None,
        )
        for row in found
    ]


def remove_set(site: Site, number: int, owner: str) -> None:
    """Delete a set, and the clips it came of with all their files."""
    while True:
        with site.database.writing() as session:
            row = set_of(session, number, owner)
            clip = clip_of_set(session, number, owner)
            if clip is None:
                store.delete_set(session, row)
                break
            clip_id = clip.id
            # so that the set stays until its last clip has gone
            clip.set_id = None
        remove_clip(site.database, site.files, clip_id, owner)
    site.events.changed(owner)


def remove_athlete(site: Site, number: int, owner: str) -> None:
    """Delete an athlete, and all clips with their files."""
    with site.database.writing() as session:
        athlete = athlete_of(session, number, owner)
        numbers = select(TrainingSet.id).where(TrainingSet.athlete_id == athlete.id)
        mine = Clip.set_id.in_(numbers) | (Clip.athlete == athlete.name)
        clips = list(session.scalars(select(Clip).where(Clip.owner == owner, mine)))
        for clip in clips:
            session.delete(clip)
        session.flush()
        store.delete_athlete(session, athlete)
    for clip in clips:
        site.files.remove(clip.id)
    site.events.changed(owner)


_SET_COLUMNS = (
    "id",
    "exercise",
    "load_kg",
    "pain",
    "notes",
    "view",
    "complete",
    "incomplete",
)


def _athlete_info(session: Session, athlete: Athlete) -> AthleteInfo:
    return AthleteInfo(
        id=athlete.id,
        name=athlete.name,
        height_cm=athlete.height_cm,
        exercises=queries.exercises_of(session, athlete),
    )


def _complaint_info(row: Complaint) -> ComplaintInfo:
    return ComplaintInfo(id=row.id, **log.entry_of(row).model_dump())
