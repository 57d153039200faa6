"""`/api/v1/live`: a live session over a WebSocket.

The browser says in JSON what the session is about, is told `ready`, and then sends pictures: eight
bytes with their time in milliseconds (little-endian double), then a JPEG. Each is answered by JSON
with that time as `at`. Of pictures that come faster than they are answered only the newest counts.
`{"do": "pause"}`, `"next_set"` and `"quit"` are commands.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import multiprocessing
import shutil
import struct
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from fastapi import APIRouter, WebSocket
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, ValidationError
from starlette.websockets import WebSocketDisconnect

from squatform.live.session import Command
from squatform.report.files import SCRIPT
from squatform.results import SetAnalysis
from squatform.texts import texts
from squatform.web.access import Caller
from squatform.web.clips import Refused, Told, info_of
from squatform.web.coach import MOST_PIXELS, Plan, SavedSet, coach
from squatform.web.keeping import keep_set
from squatform.web.site import Site, caller_of, site_of
from squatform.web.tables import Clip, new_id

START_S = 120.0
"""Time that a busy machine may take to load the network."""

ANSWER_S = 60.0
END_S = 300.0
"""The whole set is analysed again when it is over."""

MOST_A_SECOND = 90
"""Messages; no camera gives more pictures."""

POLICY, TRY_AGAIN, NORMAL = 1008, 1013, 1000
"""Codes with which a WebSocket is closed."""

REPORT = "clips/live"
_HEAD = struct.Struct("<d")
_spawn = multiprocessing.get_context("spawn")

router = APIRouter()


class Hello(Told):
    """What a session is about, and how large its pictures are."""

    width: int = Field(ge=64, le=4096)
    height: int = Field(ge=64, le=4096)


class Order(BaseModel):
    """What the lifter asks for."""

    do: Literal["pause", "next_set", "quit"]


@dataclass
class _Inbox:
    """The newest picture and the orders that came; one in flight, nothing queues up."""

    picture: bytes | None = None
    orders: list[Order] = field(default_factory=list)
    closed: bool = False
    problem: str = ""
    dropped: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)


class Partner:
    """The process that coaches."""

    def __init__(self, plan: Plan) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._plan = plan
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None

    async def start(self) -> dict[str, Any]:
        """Start it; gives its first word."""
        reply, _ = await self._do(self._start)
        return reply

    async def ask(self, what: object, longest_s: float) -> tuple[dict[str, Any], list[SavedSet]]:
        """Have something answered.

        Raises
        ------
        Refused
            With 500 if it has died or hangs.
        """
        return await self._do(self._ask, what, longest_s)

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process is not None:
            self._process.join(timeout=1.0)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._pool.shutdown(wait=False)
        shutil.rmtree(self._plan.folder, ignore_errors=True)

    async def _do(
        self, work: Callable[..., tuple[dict[str, Any], list[SavedSet]]], *given: object
    ) -> tuple[dict[str, Any], list[SavedSet]]:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)

    def _start(self) -> tuple[dict[str, Any], list[SavedSet]]:
        self._plan.folder.mkdir(parents=True, exist_ok=True)
        self._pipe, theirs = _spawn.Pipe()
        self._process = _spawn.Process(target=coach, args=(theirs, self._plan), daemon=True)
        self._process.start()
        theirs.close()
        return self._heard(START_S)

    def _ask(self, what: object, longest_s: float) -> tuple[dict[str, Any], list[SavedSet]]:
        if self._pipe is not None:
            with suppress(OSError):
                self._pipe.send(what)
        return self._heard(longest_s)

    def _heard(self, longest_s: float) -> tuple[dict[str, Any], list[SavedSet]]:
        try:
            if self._pipe is not None and self._pipe.poll(longest_s):
                heard: tuple[dict[str, Any], list[SavedSet]] = self._pipe.recv()
                return heard
        except (EOFError, OSError):
            pass
        raise Refused(500, "The coach has stopped. Start again.")


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """Coach."""
    site = site_of(socket)
    caller = await run_in_threadpool(caller_of, socket)
    if caller is None:
        await socket.close(POLICY)
        return
    await socket.accept()
    limits = site.settings.limits
    try:
        hello = await _hello(socket)
        with site.live.one(caller.owner, limits.live_each, limits.live):
            await _coached(socket, site, caller, hello)
        await socket.close(NORMAL)
    except Refused as refused:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_json({"error": refused.text, "retry_s": refused.retry_s})
            await socket.close(TRY_AGAIN if refused.retry_s else POLICY)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the browser has gone


async def _hello(socket: WebSocket) -> Hello:
    try:
        text = await asyncio.wait_for(socket.receive_text(), 20.0)
        hello = Hello.model_validate_json(text)
    except (ValidationError, asyncio.TimeoutError, KeyError):
        raise Refused(422, "Say first what the session is about.") from None
    if hello.width * hello.height > MOST_PIXELS:
        raise Refused(422, f"Pictures may have {MOST_PIXELS} pixels at most.")
    return hello


@dataclass
class _Talk:
    """One session: a browser, who is before it, and the process that coaches."""

    socket: WebSocket
    site: Site
    caller: Caller
    hello: Hello
    partner: Partner

    async def hold(self) -> None:
        """Coach until the end; the set that goes on then is saved however that came."""
        await self.socket.send_json(await self.partner.start())
        async with _inbox(self.socket, self.site) as inbox:
            gone = await self._follow(inbox)
        reply, sets = await self.partner.ask(None, END_S)
        saved = await run_in_threadpool(self._keep, sets)
        if not gone:
            await self.socket.send_json({**reply, "saved": saved, "over": True})
        elif inbox.problem:
            raise Refused(422, inbox.problem)

    async def _follow(self, inbox: _Inbox) -> bool:
        """Answer what comes until the end; tell whether nothing more comes."""
        until_s = time.monotonic() + self.site.settings.limits.live_s
        while time.monotonic() < until_s:
            await inbox.came.wait()
            inbox.came.clear()
            if inbox.closed:
                return True
            for order in _emptied(inbox.orders):
                if order.do == "quit":
                    return False
                await self._answer(Command(order.do))
            if inbox.picture is not None:
                picture, inbox.picture = inbox.picture, None
                await self._show(picture, inbox.dropped)
        return False

    async def _show(self, picture: bytes, dropped: int) -> None:
        if len(picture) <= _HEAD.size:
            return
        (at_ms,) = _HEAD.unpack_from(picture)
        if math.isfinite(at_ms):
            what = at_ms / 1000.0, picture[_HEAD.size :]
            await self._answer(what, at=at_ms, dropped=dropped)

    async def _answer(self, what: Command | tuple[float, bytes], **more: Any) -> None:
        reply, sets = await self.partner.ask(what, ANSWER_S)
        if "error" in reply:
            raise Refused(500, reply["error"])
        saved = await run_in_threadpool(self._keep, sets) if sets else []
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.send_json({**reply, **more, "saved": saved})

    def _keep(self, sets: list[SavedSet]) -> list[dict[str, Any]]:
        """Put sets that are over into the history; give them as they are shown."""
        return [self._kept(one) for one in sets]

    def _kept(self, one: SavedSet) -> dict[str, Any]:
        site, owner = self.site, self.caller.owner
        analysis = SetAnalysis.model_validate_json(one.analysis)
        told = self.hello.model_dump(exclude={"width", "height"})
        clip = Clip(id=new_id(), owner=owner, live=True, **told)
        clip.name = texts().live.machine["browser"]
        # no film is kept: what tells this set from others is that it took place
        clip.content_hash = hashlib.sha256(clip.id.encode()).hexdigest()
        (one.folder / SCRIPT).unlink(missing_ok=True)
        site.files.store(clip.id).publish(one.folder, REPORT)
        with site.database.writing() as session:
            session.add(clip)
            session.flush()
            keep_set(session, clip, analysis, REPORT, one.proportions)
        site.events.changed(owner)
        return info_of(clip, site.files).model_dump(mode="json")


async def _coached(socket: WebSocket, site: Site, caller: Caller, hello: Hello) -> None:
    folder = site.files.room / f"live-{new_id()}"
    size = hello.width, hello.height
    plan = Plan(size, hello.exercise, hello.pain, hello.height_cm, folder, site.settings.model)
    partner = Partner(plan)
    try:
        await _Talk(socket, site, caller, hello, partner).hold()
    finally:
        await run_in_threadpool(partner.close)


@asynccontextmanager
async def _inbox(socket: WebSocket, site: Site) -> AsyncIterator[_Inbox]:
    """Take in what comes, until left."""
    inbox = _Inbox()
    task = asyncio.create_task(_take_in(socket, inbox, site.settings.limits.idle_s))
    try:
        yield inbox
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _take_in(socket: WebSocket, inbox: _Inbox, idle_s: float) -> None:
    second, count = 0, 0
    try:
        while True:
            message = await asyncio.wait_for(socket.receive(), idle_s)
            if message["type"] == "websocket.disconnect":
                return
            now = int(time.monotonic())
            second, count = now, count + 1 if now == second else 1
            if count > MOST_A_SECOND:
                inbox.problem = "No camera gives so many pictures."
                return
            if message.get("bytes") is not None:
                inbox.dropped += inbox.picture is not None
                inbox.picture = message["bytes"]
            else:
                inbox.orders.append(Order.model_validate_json(message.get("text") or ""))
            inbox.came.set()
    except asyncio.TimeoutError:
        inbox.problem = "No picture has come for too long."
    except ValidationError:
        inbox.problem = "There is no such order."
    except RuntimeError:
        pass  # the browser has gone
    finally:
        inbox.closed = True
        inbox.came.set()


def _emptied(orders: list[Order]) -> list[Order]:
    taken, orders[:] = list(orders), []
    return taken
