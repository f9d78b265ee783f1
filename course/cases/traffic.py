"""The waits of the contacts in 联络, among all customers who come to the same lines.

Steps: customers outside the sample by hour -> their places among the sampled contacts -> handle times and
patience -> the lines worked off (`course.cases.queue`) -> ringing and greeting on top.
"""

import numpy as np

from course.cases import profile, queue, roster
from course.cases import vocabulary as words
from course.cases.panel import DAY, Rows, in_outage
from course.cases.plan import Plan
from course.cases.spec import Draw
from course.cases.streams import Floats, Ints, exp

# A matter takes 17% more than the easiest ones on average, see profile.EFFORT.
_USUAL_EFFORT = 1.17


def waits(rows: Rows, handle: Floats, plan: Plan, draw: Draw, others: bool = True) -> queue.Waits:
    """What came of each contact, in the order of `rows` (sorted by time): seconds, and whether served.

    handle: seconds, by contact. others: whether customers outside the sample come too; without them `rows`
    must be everybody.
    """
    channel = rows.channel
    patience = profile.PATIENCE[channel] * draw("contacts.patience").exponential(len(channel))
    patience = np.where(
        in_outage(rows, plan), profile.OUTAGE_LEAST + patience * profile.OUTAGE_PATIENCE, patience
    )
    line = rows.institution * len(words.CHANNELS) + channel
    cell = (line * words.DAYS + rows.start // DAY) * DAY + rows.start % DAY  # queue by queue
    order = np.argsort(cell, kind="stable")
    moment: Floats = cell[order].astype(np.float64)
    work, limit = handle[order], patience[order]
    at = np.arange(len(moment))
    if others:
        last = np.full(roster.LINES * words.DAYS, -1.0)
        np.maximum.at(last, (moment / DAY).astype(np.int64), moment)
        their_moment, their_work, their_limit = _outside(plan, draw, last)
        at = np.searchsorted(their_moment, moment) + at
        moment = _mixed(their_moment, moment, at)
        work, limit = _mixed(their_work, work, at), _mixed(their_limit, limit, at)
    day_queue = np.floor(moment / DAY).astype(np.int64)
    able = roster.roster(plan, draw).able.reshape(-1, roster.HOURS)
    found = queue.wait(day_queue, moment - day_queue * float(DAY), work, limit, able)

    n = len(order)
    seconds, served = np.empty(n), np.empty(n, dtype=np.bool_)
    seconds[order], served[order] = found.seconds[at], found.served[at]
    z = draw("contacts.pickup").normal(n)
    greeting = profile.PICKUP_MEDIAN[channel] * exp(z * profile.PICKUP_SIGMA[channel])
    return queue.Waits(seconds + greeting, served)


def _outside(plan: Plan, draw: Draw, last: Floats) -> tuple[Floats, Floats, Floats]:
    """Moment, handle time and patience of the customers outside the sample, queue by queue in order of time.

    last: by queue, when the last sampled customer comes; who comes later changes nothing and is left out.
    """
    counts = roster.arrivals(plan, draw)
    cell = np.repeat(np.arange(counts.size), counts.reshape(-1))
    moment = np.sort((cell + draw("traffic.second").uniform(len(cell))) * queue.HOUR, kind="stable")
    before = moment < last[cell // roster.HOURS]
    moment, cell = moment[before], cell[before]
    n = len(cell)
    channel = cell // (roster.HOURS * words.DAYS) % len(words.CHANNELS)
    usual = profile.HANDLE_MEDIAN * _USUAL_EFFORT
    handle = usual[channel] * draw("traffic.handle").lognormal(n, profile.HANDLE_SIGMA) + 15.0
    patience = profile.PATIENCE[channel] * draw("traffic.patience").exponential(n)
    broken = words.CHANNELS.index(plan.outage_channel)
    day = (plan.outage_day - words.FIRST_DAY).days
    hour, on_day = cell % roster.HOURS, cell // roster.HOURS % words.DAYS == day
    still = (channel == broken) & on_day & (hour >= plan.outage_from) & (hour < plan.outage_to)
    return (
        moment,
        handle,
        np.where(still, profile.OUTAGE_LEAST + patience * profile.OUTAGE_PATIENCE, patience),
    )


def _mixed(theirs: Floats, ours: Floats, at: Ints) -> Floats:
    mixed = np.empty(len(theirs) + len(ours))
    mixed[at] = ours
    rest = np.ones(len(mixed), dtype=np.bool_)
    rest[at] = False
    mixed[rest] = theirs
    return mixed
