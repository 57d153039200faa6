"""The pages: what a browser shows, written on the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, cast
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Path, Query, Request, Response
from jinja2 import Environment, PackageLoader
from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse

from squatform.exercises import exercise_names, load_profile
from squatform.history import log, queries, store
from squatform.history.guidance import KINDS, SIGNS, Entry
from squatform.history.tables import Athlete
from squatform.report.words import STATUS_STYLES, title
from squatform.texts import texts
from squatform.web.access import LOGIN_DAYS, LONGEST_PASSWORD, Caller
from squatform.web.api_clips import infos
from squatform.web.api_history import (
    Number,
    athlete_of,
    remove_athlete,
    remove_set,
    sets_of,
)
from squatform.web.charts import load_chart, trend_chart
from squatform.web.clips import Refused
from squatform.web.coach import MOST_PIXELS
from squatform.web.site import COOKIE, KnownCaller, Site, SiteHere, caller_of

STATIC = {
    "style.css": "text/css; charset=utf-8",
    "common.js": "text/javascript; charset=utf-8",
    "upload.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "manifest.webmanifest": "application/manifest+json",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, site: SiteHere, caller: KnownCaller) -> Response:
    """Show where clips are sent, and how far they are."""
    return page(request, "home.html.j2", caller, clips=infos(site, caller.owner), **_choices(site))


@router.get("/live")
def live(request: Request, site: SiteHere, caller: KnownCaller) -> Response:
    """Show the camera."""
    return page(request, "live.html.j2", caller, most_pixels=MOST_PIXELS, **_choices(site))


@router.get("/history")
def history(request: Request, site: SiteHere, caller: KnownCaller) -> Response:
    """Show the athletes; the only one at once."""
    with site.database.reading() as session:
        known = store.athletes(session, caller.owner)
        rows = [(one, store.sets_of(session, one)) for one in known]
    return page(request, "history.html.j2", caller, rows=rows)


@router.get("/history/{number}")
def athlete(
    request: Request,
    number: Number,
    site: SiteHere,
    caller: KnownCaller,
    exercise: Annotated[str, Query(max_length=64)] = "",
    show: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show an athlete: a trend, loads against speeds, sets, the log of pain."""
    with site.database.reading() as session:
        one = athlete_of(session, number, caller.owner)
        parts = _trends(session, one, exercise, show)
        sets = list(reversed(sets_of(session, one)))
        entries = list(reversed(log.complaints_of(session, one)))
        guidance = log.guidance_for(session, one)
    return page(
        request,
        "athlete.html.j2",
        caller,
        athlete=one,
        sets=sets,
        entries=entries,
        guidance=guidance,
        kinds=KINDS,
        signs=SIGNS,
        today=dt.date.today(),
        words=texts().history,
        **parts,
    )


@router.post("/history/{number}/complaints")
def note_complaint(
    number: Number,
    site: SiteHere,
    caller: KnownCaller,
    date: Annotated[str, Form(max_length=10)],
    place: Annotated[str, Form(max_length=200)],
    degree: Annotated[int, Form()],
    kind: Annotated[str, Form(max_length=64)],
    signs: Annotated[tuple[str, ...], Form()] = (),
    note: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Note soreness or pain."""
    told = {
        "date": date,
        "place": place,
        "degree": degree,
        "kind": kind,
        "signs": list(signs),
        "note": note,
    }
    try:
        entry = Entry.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused(422, f"{first['loc'][0]}: {first['msg']}") from None
    with site.database.writing() as session:
        log.add_entry(session, athlete_of(session, number, caller.owner), entry)
    return _to(f"/history/{number}#pain")


@router.post("/history/{number}/complaints/{entry}/delete")
def forget_complaint(
    number: Number,
    entry: Annotated[int, Path(ge=1, lt=1 << 31)],
    site: SiteHere,
    caller: KnownCaller,
) -> Response:
    """Delete an entry."""
    with site.database.writing() as session:
        athlete_of(session, number, caller.owner)
        log.delete_entry(session, entry, caller.owner)
    return _to(f"/history/{number}#pain")


@router.post("/history/{number}/sets/{set_id}/delete")
def forget_set(
    number: Number,
    set_id: Annotated[int, Path(ge=1, lt=1 << 31)],
    site: SiteHere,
    caller: KnownCaller,
) -> Response:
    """Delete a set."""
    remove_set(site, set_id, caller.owner)
    return _to(f"/history/{number}#sets")


@router.post("/history/{number}/delete")
def forget_athlete(
    number: Number,
    site: SiteHere,
    caller: KnownCaller,
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Delete an athlete."""
    if sure != "yes":
        raise Refused(422, "Tick that you are sure.")
    remove_athlete(site, number, caller.owner)
    return _to("/history")


@router.get("/privacy")
def privacy(request: Request, site: SiteHere) -> Response:
    """Say what is kept of whom."""
    return page(request, "privacy.html.j2", caller_of(request), days=LOGIN_DAYS, site=site)


@router.get("/login")
def login(
    request: Request, site: SiteHere, to: Annotated[str, Query(max_length=500)] = "/"
) -> Response:
    """Ask for name and password."""
    if site.access.is_open:
        return _to("/")
    return page(
        request, "login.html.j2", None, to=_inside(to), named=site.access.has_users, wrong=False
    )


@router.post("/login")
def log_in(
    request: Request,
    site: SiteHere,
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
    name: Annotated[str, Form(max_length=200)] = "",
    to: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Let somebody in."""
    wait_s = site.access.wait_s()
    if wait_s > 0:
        raise Refused(429, "Too many wrong passwords. Wait a minute.", wait_s)
    secret = site.access.log_in(name.strip(), password)
    if secret is None:
        named = site.access.has_users
        answer = page(request, "login.html.j2", None, to=_inside(to), named=named, wrong=True)
        answer.status_code = 401
        return answer
    answer = _to(_inside(to))
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=LOGIN_DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=site.settings.https,
    )
    return answer


@router.post("/logout")
def log_out(site: SiteHere, caller: KnownCaller) -> Response:
    """End a login."""
    site.access.log_out(caller)
    answer = _to("/login")
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Give a style sheet or script."""
    if name not in STATIC:
        raise Refused(404, "There is no such file.")
    content = files("squatform.web").joinpath("static", name).read_bytes()
    headers = {"Cache-Control": "no-cache"}
    return Response(content, media_type=STATIC[name], headers=headers)


def page(request: Request, name: str, caller: Caller | None, **what: Any) -> Response:
    """Give a page."""
    path = urlsplit(str(request.url)).path
    text = _environment().get_template(name).render(who=caller, path=path, **what)
    return HTMLResponse(text)


def problem_page(request: Request, status: int, text: str) -> Response:
    """Give a page that says what is wrong."""
    answer = page(request, "problem.html.j2", None, status=status, text=text)
    answer.status_code = status
    return answer


def to_login(request: Request) -> Response:
    """Send a browser to the form, and from there to where it wanted."""
    wanted = request.url.path if request.method == "GET" else "/"
    return _to(f"/login?to={quote(wanted)}")


def _choices(site: Site) -> Mapping[str, Any]:
    """Give what the form of a set offers."""
    titles = {name: load_profile(name).title for name in exercise_names()}
    return {
        "exercises": titles,
        "pain_question": texts().pain.question,
        "limits": site.settings.limits,
    }


def _trends(session: Session, one: Athlete, exercise: str, show: str) -> dict[str, Any]:
    """Collect what is drawn of an athlete."""
    exercises = queries.exercises_of(session, one)
    chosen = exercise if exercise in exercises else next(iter(exercises), "")
    measures, checks = queries.names_of(session, one, chosen) if chosen else ([], [])
    offered = [f"check:{name}" for name in checks] + [f"measure:{name}" for name in measures]
    default = "measure:thigh_angle" if "measure:thigh_angle" in offered else ""
    shown = show if show in offered else default or next(iter(offered), "")
    trend = chart = loads = None
    if shown:
        of, _, name = shown.partition(":")
        kind = cast("Literal['measure', 'check']", of)
        trend = queries.trend_of(session, one, name, chosen, kind)
        chart = trend_chart(trend)
        loads = queries.load_velocity_of(session, one, chosen)
    return {
        "exercises": exercises,
        "exercise": chosen,
        "checks": checks,
        "measures": measures,
        "shown": shown,
        "trend": trend,
        "chart": chart,
        "loads": loads,
        "load_chart": load_chart(loads) if loads else None,
    }


def _inside(to: str) -> str:
    """Give an address of this server, whatever was asked for."""
    plain = to.startswith("/") and not to.startswith("//") and "\\" not in to
    return to if plain and to.isprintable() else "/"


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("squatform.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["title_of"] = title
    environment.globals["styles"] = STATUS_STYLES
    environment.globals["profile_title"] = lambda name: (
        load_profile(name).title if name in exercise_names() else title(name)
    )
    return environment
