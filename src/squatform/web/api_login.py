"""`/api/v1/logins`: programs get a token for a name and a password, and give it back."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from squatform.web.access import LONGEST_PASSWORD
from squatform.web.api_clips import ANSWERS
from squatform.web.clips import Refused
from squatform.web.site import KnownCaller, SiteHere

router = APIRouter(prefix="/logins", tags=["login"], responses=ANSWERS)


class Credentials(BaseModel):
    """Who somebody is."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=200, description="Empty for the server's token.")
    password: str = Field(max_length=LONGEST_PASSWORD)


class Token(BaseModel):
    """To be shown as `Authorization: Bearer`."""

    token: str


@router.post("", status_code=201)
def log_in(credentials: Credentials, site: SiteHere) -> Token:
    """Give a token for a name and a password."""
    wait_s = site.access.wait_s()
    if wait_s > 0:
        raise Refused(429, "Too many wrong passwords. Wait a minute.", wait_s)
    secret = site.access.log_in(credentials.name, credentials.password)
    if secret is None:
        raise Refused(401, "Name or password is wrong.")
    return Token(token=secret)


@router.delete("", status_code=204, response_class=Response)
def log_out(site: SiteHere, caller: KnownCaller) -> Response:
    """End the login that is shown."""
    site.access.log_out(caller)
    return Response(status_code=204)
