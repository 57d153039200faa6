"""Takes pieces of clips as they come, at the place where the last one ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from squatform.web.clips import Refused
from squatform.web.settings import Limits

BLOCK = 1 << 20
"""Bytes written at a time."""

PATIENCE_S = 20.0
"""From when on the rate is looked at."""


async def receive(request: Request, part: Path, size: int, limits: Limits) -> int:
    """Append the body of a request to a file; what has come stays, however it ends.

    Parameters
    ----------
    request : Request
        With the piece.
    part : Path
        The file.
    size : int
        Bytes that it may have in the end.
    limits : Limits
        With the least pace.

    Returns
    -------
    int
        Bytes that the file has now.

    Raises
    ------
    Refused
        With 413 if more comes than was announced, with 408 if it comes too slowly, with 507 if
        there is no room.
    """
    have = await run_in_threadpool(lambda: part.stat().st_size)
    block = bytearray()
    try:
        async for chunk in _paced(request, limits):
            block += chunk
            if have + len(block) > size:
                raise Refused(413, "More comes than was announced.")
            if len(block) >= BLOCK:
                have += await _append(part, block)
        return have + await _append(part, block)
    except ClientDisconnect:
        return have + await _append(part, block)
    except Refused:
        if have + len(block) <= size:
            await _append(part, block)
        raise


async def _paced(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    """Give what comes, as long as it does not take for ever."""
    start_s, came = time.monotonic(), 0
    stream = aiter(request.stream())
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), limits.idle_s)
        except StopAsyncIteration:
            return
        except asyncio.TimeoutError:
            raise Refused(408, "Nothing came for too long. Go on where it stopped.", 1) from None
        came += len(chunk)
        took_s = time.monotonic() - start_s
        if took_s > min(PATIENCE_S, limits.idle_s) and came < limits.least_bytes_s * took_s:
            raise Refused(408, "This comes too slowly. Go on where it stopped.", 1)
        yield chunk


async def _append(part: Path, block: bytearray) -> int:
    if not block:
        return 0
    content = bytes(block)
    block.clear()

    def write() -> None:
        with part.open("ab") as file:
            file.write(content)

    try:
        await run_in_threadpool(write)
    except FileNotFoundError:
        raise Refused(404, "There is no such clip.") from None
    except OSError:
        raise Refused(507, "The server has no room for more.", 60) from None
    return len(content)
