"""Gives the files of a report to its owner's browser."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from squatform.batch.store import Store
from squatform.report.files import SCRIPT
from squatform.report.page import plotly_script, resource
from squatform.web.api_clips import ClipId
from squatform.web.clips import Refused, find_clip
from squatform.web.security import CSP
from squatform.web.site import KnownCaller, SiteHere

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/octet-stream",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
}
INSIDE = re.compile(r"(evidence/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*")
"""Names of the files of a report; nothing with two dots or a folder above is one."""

router = APIRouter(include_in_schema=False)


@router.get(f"/clips/{SCRIPT}")
@router.get(f"/clips/{{clip_id}}/report/{SCRIPT}")
def plotly() -> Response:
    """Give the script of the charts, the same for all reports: some look for it beside them."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(plotly_script(), media_type=KINDS[".js"], headers=headers)


@router.get("/clips/{clip_id}/report/{name:path}")
def report_file(
    clip_id: ClipId, name: str, request: Request, site: SiteHere, caller: KnownCaller
) -> Response:
    """Give a file of a report."""
    with site.database.reading() as session:
        clip = find_clip(session, clip_id, caller.owner)
    kind = KINDS.get(PurePosixPath(name).suffix)
    if kind is None or not clip.report or not INSIDE.fullmatch(name) or ".." in name:
        raise Refused(404, "There is no such file.")
    return _given(site.files.store(clip_id), f"{clip.report}/{name}", kind, request)


def _given(store: Store, name: str, kind: str, request: Request) -> Response:
    size = store.size(name)
    if size is None:
        raise Refused(404, "There is no such file.")
    headers = {"Content-Security-Policy": report_csp()} if name.endswith(".html") else {}
    if store.is_local:
        return FileResponse(store.path(name), media_type=kind, headers=headers)
    start, end = _range(request.headers.get("range", ""), size)
    content = store.filesystem.cat_file(store.path(name), start=start, end=end)
    headers["Accept-Ranges"] = "bytes"
    if end - start == size:
        return Response(content, media_type=kind, headers=headers)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(content, 206, media_type=kind, headers=headers)


def _range(wanted: str, size: int) -> tuple[int, int]:
    """Give the part of a file that a player asks for; all of it where that is no part."""
    asked = re.fullmatch(r"bytes=(\d{1,15})-(\d{0,15})", wanted)
    start = int(asked[1]) if asked else 0
    end = min(int(asked[2]) + 1, size) if asked and asked[2] else size
    return (start, end) if start < end else (0, size)


@cache
def report_csp() -> str:
    """Give the policy of a report: its own script, by its hash, and plotly's beside it.

    Plotly sets styles from its script, so styles are let through there.
    """
    script = f"\n{resource('report.js')}\n".encode()
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    return CSP.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'").replace(
        "style-src 'self'", "style-src 'self' 'unsafe-inline'"
    )
