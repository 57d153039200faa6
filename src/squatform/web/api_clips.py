"""`/api/v1/clips`: send clips, follow them, get results, delete."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from squatform.web import clips
from squatform.web.clips import ClipInfo, NewClip, Refused, find_clip, info_of
from squatform.web.receiving import receive
from squatform.web.site import KnownCaller, Site, SiteHere
from squatform.web.tables import OPEN_STATES, Clip, State

SETTLE_S = 0.3
"""Changes within this are told together."""

LOOK_S = 20.0
"""How long the answer to the last piece waits for the look at a clip."""

PIECE = "application/offset+octet-stream"

ClipId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class Problem(BaseModel):
    """Why something was not done."""

    detail: str


ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "Nobody is logged in.",
        403: "Not from a page of this server.",
        404: "There is no such thing, or it is somebody else's.",
        429: "Too much at once; `Retry-After` says when to try again.",
    }.items()
}

router = APIRouter(prefix="/clips", tags=["clips"], responses=ANSWERS)


@router.get("")
def list_clips(site: SiteHere, caller: KnownCaller) -> list[ClipInfo]:
    """List clips, the newest first."""
    return infos(site, caller.owner)


@router.post("", status_code=201, responses={413: {"model": Problem}})
def begin(new: NewClip, site: SiteHere, caller: KnownCaller, response: Response) -> ClipInfo:
    """Announce a clip. Its bytes are sent by `PATCH` to the address in `Location`."""
    with site.database.writing() as session:
        clip = clips.begin(session, site.files, new, caller.owner, site.settings.limits)
    response.headers["Location"] = f"/api/v1/clips/{clip.id}/content"
    response.headers["Upload-Offset"] = "0"
    site.events.changed(caller.owner)
    return info_of(clip, site.files)


@router.get("/events", response_class=EventSourceResponse)
async def follow(site: SiteHere, caller: KnownCaller) -> AsyncIterator[ServerSentEvent]:
    """Follow clips by server-sent events: `clip` with all of a clip, `gone` with its id."""
    if site.events.watchers(caller.owner) >= site.settings.limits.watchers:
        # a stream has begun: this is how a browser is told to come back later
        yield ServerSentEvent(event="busy", data={}, retry=30_000)
        return
    told: dict[str, ClipInfo] = {}
    with site.events.watching(caller.owner) as changed:
        while True:
            changed.clear()
            now = {one.id: one for one in await run_in_threadpool(infos, site, caller.owner)}
            for gone in told.keys() - now.keys():
                yield ServerSentEvent(event="gone", data={"id": gone})
            for one in now.values():
                if told.get(one.id) != one:
                    yield ServerSentEvent(event="clip", data=one)
            told = now
            await changed.wait()
            await asyncio.sleep(SETTLE_S)


@router.get("/{clip_id}")
def get_clip(clip_id: ClipId, site: SiteHere, caller: KnownCaller) -> ClipInfo:
    """Give one clip."""
    with site.database.reading() as session:
        clip = find_clip(session, clip_id, caller.owner)
    return info_of(clip, site.files, site.runner.progress.get(clip_id))


@router.head("/{clip_id}/content", response_class=Response)
def how_much(clip_id: ClipId, site: SiteHere, caller: KnownCaller) -> Response:
    """Tell by `Upload-Offset` how many bytes of `Upload-Length` have come."""
    with site.database.reading() as session:
        clip = find_clip(session, clip_id, caller.owner)
    info = info_of(clip, site.files)
    headers = {"Upload-Offset": str(info.received), "Upload-Length": str(info.size)}
    return Response(headers=headers)


@router.patch(
    "/{clip_id}/content",
    status_code=204,
    response_class=Response,
    responses={status: {"model": Problem} for status in (408, 409, 413, 415, 422, 423, 507)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {PIECE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def send_piece(
    clip_id: ClipId,
    request: Request,
    site: SiteHere,
    caller: KnownCaller,
    upload_offset: Annotated[int, Header(ge=0, lt=1 << 53)],
) -> Response:
    """Send bytes from `Upload-Offset` on. The last piece waits a while for the look at the clip."""

    def look() -> Clip:
        with site.database.reading() as session:
            return find_clip(session, clip_id, caller.owner)

    if request.headers.get("content-type") != PIECE:
        raise Refused(415, f"Send the bytes as {PIECE}.")
    clip = await run_in_threadpool(look)
    if clip.state != State.UPLOADING.value:
        raise Refused(409, "This clip has come already.")
    with _receiving(site, clip_id), site.uploads.one(caller.owner, site.settings.limits.uploads):
        _ensure_fits(request, clip, upload_offset, site.files.received(clip_id))
        have = await receive(request, site.files.part(clip_id), clip.size, site.settings.limits)
    if have < clip.size:
        return Response(status_code=204, headers={"Upload-Offset": str(have)})
    reason = await _come(site, clip)
    if reason is not None:
        raise Refused(422, reason)
    return Response(status_code=204, headers={"Upload-Offset": str(have)})


@router.get("/{clip_id}/result", response_class=Response)
def result(clip_id: ClipId, site: SiteHere, caller: KnownCaller) -> Response:
    """Give the result as `squatform schema` describes it."""
    with site.database.reading() as session:
        clip = find_clip(session, clip_id, caller.owner)
    content = clips.result_of(clip, site.files)
    if content is None:
        raise Refused(404, "This clip has no result yet.")
    return Response(content, media_type="application/json")


@router.delete("/{clip_id}", status_code=204, response_class=Response)
def delete(clip_id: ClipId, site: SiteHere, caller: KnownCaller) -> Response:
    """Delete a clip with its file, its report and its set of the history."""
    clips.remove_clip(site.database, site.files, clip_id, caller.owner)
    site.events.changed(caller.owner)
    return Response(status_code=204)


def infos(site: Site, owner: str) -> list[ClipInfo]:
    """List an owner's clips as they are shown, with their places in the queue."""
    with site.database.reading() as session:
        found = list(clips.clips_of(session, owner))
    listed = [info_of(clip, site.files, site.runner.progress.get(clip.id)) for clip in found]
    waiting = [one for one in reversed(listed) if one.state in OPEN_STATES]
    places = {one.id: place for place, one in enumerate(waiting)}
    return [
        one.model_copy(update={"ahead": places[one.id]}) if one.state is State.QUEUED else one
        for one in listed
    ]


@contextmanager
def _receiving(site: Site, clip_id: str) -> Iterator[None]:
    """Take one piece of a clip at a time."""
    if clip_id in site.receiving:
        raise Refused(423, "A piece of this clip is just coming. Ask by HEAD how far it is.", 1)
    site.receiving.add(clip_id)
    try:
        yield
    finally:
        site.receiving.discard(clip_id)


def _ensure_fits(request: Request, clip: Clip, offset: int, have: int) -> None:
    if offset != have:
        raise Refused(409, f"{have} bytes have come. Go on from there.")
    length = request.headers.get("content-length", "")
    if length.isdigit() and have + int(length) > clip.size:
        raise Refused(413, "More would come than was announced.")


async def _come(site: Site, clip: Clip) -> str | None:
    """Have a clip looked at that has come; say why it is not taken, if that is known soon."""

    def note() -> bool:
        with site.database.writing() as session:
            return clips.set_state(session, clip.id, State.CHECKING, only_from=(State.UPLOADING,))

    if not await run_in_threadpool(note):
        return None
    site.events.changed(clip.owner)
    looked = asyncio.wrap_future(site.checker.check(clip.id))
    done, _ = await asyncio.wait([looked], timeout=LOOK_S)
    # with many at once it takes its time; what came of it is in the clip's state then
    return looked.result() if done else None
