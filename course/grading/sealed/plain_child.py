"""The process that a runner without a sandbox starts: it runs one job's cells and tells what they did."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys

from course.grading.codec import Malformed, Opaque, decode, encode
from course.grading.sandbox.frames import Writer
from course.grading.sandbox.job import Job, Status
from course.grading.sandbox.shell import Shell, new_shell


async def _cells(shell: Shell, job: Job, tell: Writer) -> None:
    display = shell.display
    display.limit(job.limits.output_bytes)
    ended: dict[int, Status] = {}
    for number, cell in enumerate(job.cells):
        if cell.kind == "capture":
            for place, name in enumerate(cell.names):
                if name in shell.user_ns:
                    tell.captured(number, place, encode(shell.user_ns[name]))
            continue
        display.start(number)
        tell.begin(number)
        for name, data in job.given.get(cell.id, {}).items():
            shell.user_ns[name] = _value(data)
        ended[number] = await shell.run(cell.source)
        for each, encoded in display.finish(number):
            tell.outputs(each, ended[each], encoded)
    tell.end()


def _value(data: bytes) -> object:
    try:
        return decode(data)
    except Malformed:
        return Opaque("答案读不出来")


def main(descriptor: int) -> None:
    """Run the job on standard input, which the grader wrote, and tell on `descriptor` what happened."""
    job = pickle.load(sys.stdin.buffer)
    assert isinstance(job, Job)
    shell = new_shell()
    asyncio.new_event_loop().run_until_complete(_cells(shell, job, Writer(descriptor)))
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
