"""The cells of a job, run one after the other in a shell."""

from __future__ import annotations

from course.grading.codec import Malformed, Opaque, decode, encode
from course.grading.sandbox.frames import MOST_ANSWER_BYTES, Writer
from course.grading.sandbox.job import Job, Status
from course.grading.sandbox.shell import Shell


async def run_cells(shell: Shell, job: Job, tell: Writer) -> None:
    """Return when all cells of the job were run in the shell and told about."""
    display, left = shell.display, MOST_ANSWER_BYTES
    ended: dict[int, Status] = {}
    display.limit(job.limits.output_bytes)
    for number, cell in enumerate(job.cells):
        if cell.kind == "capture":
            for place, name in enumerate(cell.names):
                if name in shell.user_ns:
                    data = encode(shell.user_ns[name])
                    if len(data) > left:
                        data = encode(Opaque("答案太大"))
                    left -= len(data)
                    tell.captured(number, place, data)
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
