"""The table 工单: one row for each matter that could not be settled at once.

Steps: tickets from contacts that were passed on (结果 = 转办) and from the weeks before -> open complaints of
the desk, planted by deadline -> sort by 受理日 -> handler, last contact, satisfaction.

For authors, what is planted: 36 to 44 open complaints without 联络编号, three quarters of them on the own
desk of the trainee. The limit of a complaint is 15 days when 简单, 30 when 复杂, 60 when 特别复杂 with
延期已批 and 30 without; days of a pause do not count; all are calendar days, and the last day is
受理日 + limit + 暂停天数. At least these are among the open complaints on the cut-off day:
- 4 overdue in every way of counting, 2 that end today, 3 that end tomorrow (one of them thanks to its pause);
- 4 that look overdue to who forgets 暂停天数, and are not;
- 3 that look overdue to who gives every 特别复杂 30 days, and have 延期已批;
- 2 that look fine to who gives every 特别复杂 60 days, and are overdue without 延期已批.
Rows to leave out: tickets with 办结日, and those whose 类型 is not 投诉 (the limits are for complaints only).
A contact about the fee change (see `course.cases.plan`) always becomes a 投诉 that names the fee; six in ten
tickets of the telephone team that passes on are simple 咨询.
满意度 is answered after closing by some four in ten, more often by those who waited beyond the limit.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course.cases import panel, staff
from course.cases import vocabulary as words
from course.cases.columns import TICKETS
from course.cases.contacts import named, text
from course.cases.panel import Flags
from course.cases.plan import Plan
from course.cases.spec import Draw, Source, Table
from course.cases.streams import Floats, Ints

LIMITS = (15, 30, 60)
_NOT_YET = 10_000  # a closing day far behind the cut-off
_CUT = (words.CUTOFF - words.FIRST_DAY).days

_KIND = (0.52, 0.18, 0.30, 0.00)
_KIND_OF_CLAIMS = (0.38, 0.12, 0.00, 0.50)
_COMPLEXITY = ((0.55, 0.32, 0.13), (0.90, 0.10, 0.00))  # complaints; all others
_EARLIER_CHANNEL = (0.40, 0.14, 0.14, 0.12, 0.12, 0.08)
_WRITTEN_CHANNEL = (0.0, 0.0, 0.0, 0.0, 0.6, 0.4)  # 监管转办 and 信函 come without a contact
_EARLIER = 28  # tickets of the six weeks before the first contact
_SATISFACTION = ((0.05, 0.08, 0.17, 0.38, 0.32), (0.34, 0.26, 0.22, 0.12, 0.06))  # in time; late


@dataclass
class _Rows:
    """Tickets as columns of positions and of days counted from the first day of the contacts."""

    contact: Ints  # row in 联络, -1 for none
    customer: Ints
    business: Ints
    channel: Ints
    kind: Ints
    complexity: Ints
    extended: Flags
    pause: Ints
    received: Ints
    closed: Ints

    def take(self, which: Ints) -> "_Rows":
        return _Rows(*(column[which] for column in vars(self).values()))

    def and_also(self, other: "_Rows") -> "_Rows":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return _Rows(*(np.concatenate(pair) for pair in pairs))


def tickets(source: Source) -> pd.DataFrame:
    """The table 工单 that belongs to the world's 联络, sorted by 受理日."""
    plan, draw, contacts = source.plan, source.draw, source.built("联络")
    planted = _desk_complaints(draw)
    rows = _ordinary(plan, draw, contacts).and_also(planted)
    on_desk = np.arange(len(rows.kind)) >= len(rows.kind) - len(planted.kind)
    order = np.argsort(rows.received, kind="stable")
    rows, on_desk = rows.take(order), on_desk[order]
    n = len(order)

    is_open = rows.closed > _CUT
    end = np.where(is_open, _CUT, rows.closed)
    last = rows.received + np.floor((end - rows.received) * draw("tickets.last").uniform(n)).astype(np.int64)
    never = is_open & (draw("tickets.never").uniform(n) < 0.12)
    others = [desk for desk in words.DESKS if desk != plan.desk]
    mine = draw("tickets.mine").uniform(n) < np.where(on_desk, 0.75, 0.15)
    handler = np.where(
        mine, plan.desk, np.array(others, dtype=object)[draw("tickets.handler").integers(n, 0, 5)]
    )
    numbers = contacts["联络编号"].to_numpy(dtype=object)
    first = np.datetime64(words.FIRST_DAY, "D")
    received = first + rows.received.astype("timedelta64[D]")

    return pd.DataFrame(
        {
            "工单编号": text(
                [f"XQ-{str(day).replace('-', '')}-{i:04d}" for i, day in enumerate(received, start=1)]
            ),
            "联络编号": text([numbers[row] if row >= 0 else None for row in rows.contact]),
            "客户编号": text([f"K{i}" for i in rows.customer]),
            "机构": named(words.INSTITUTIONS, rows.business // 4),
            "渠道": named(words.TICKET_CHANNELS, rows.channel),
            "业务类型": named(words.ALL_BUSINESSES, rows.business),
            "类型": named(words.TICKET_KINDS, rows.kind),
            "诉求": text(_texts(rows, plan, draw)),
            "受理日": received.astype("datetime64[us]"),
            "复杂程度": named(words.COMPLEXITIES, rows.complexity),
            "延期已批": rows.extended,
            "暂停原因": text(_pause_reasons(rows, draw)),
            "暂停天数": rows.pause,
            "办结日": _days(first, rows.closed, missing=is_open),
            "经办": text(handler),
            "上次联系日": _days(first, last, missing=never),
            "满意度": _satisfaction(rows, is_open, draw),
        }
    )


def _ordinary(plan: Plan, draw: Draw, contacts: pd.DataFrame) -> _Rows:
    passed_on = np.flatnonzero((contacts["结果"] == words.OUTCOMES[words.PASSED_ON]).to_numpy())
    source = contacts.iloc[passed_on]
    contact = np.concatenate([passed_on, np.full(_EARLIER, -1)])
    n = len(contact)
    business = np.concatenate(
        [
            _positions(source["业务类型"], words.ALL_BUSINESSES),
            draw("tickets.early.business").integers(_EARLIER, 0, 12),
        ]
    )
    early = draw("tickets.early.customer").integers(_EARLIER, 4000, 9000) + 10_000 * (
        business[-_EARLIER:] // 4 + 1
    )
    customer = np.concatenate([source["客户编号"].str.slice(1).astype("int64").to_numpy(), early])
    channel = np.concatenate(
        [
            _positions(source["渠道"], words.CHANNELS),
            draw("tickets.early.channel").choice(_EARLIER, _EARLIER_CHANNEL),
        ]
    )
    day = (
        source["开始时间"].to_numpy().astype("datetime64[D]") - np.datetime64(words.FIRST_DAY, "D")
    ).astype(np.int64)
    received = np.concatenate([day, draw("tickets.early.day").integers(_EARLIER, -42, 0)])

    is_claim = (business == words.ALL_BUSINESSES.index("理赔")).astype(np.int64)
    kind = draw("tickets.kind").choice_by(is_claim, (_KIND, _KIND_OF_CLAIMS))
    about_fee, simple = _planted_kinds(plan, draw, source, n)
    kind = np.where(about_fee, words.COMPLAINT, np.where(simple, words.QUESTION, kind))
    complaint = kind == words.COMPLAINT
    complexity = draw("tickets.complexity").choice_by((~complaint).astype(np.int64), _COMPLEXITY)
    complexity = np.where(simple, 0, complexity)
    extended = complaint & (complexity == 2) & (draw("tickets.extended").uniform(n) < 0.6)
    paused = complaint & (draw("tickets.paused").uniform(n) < np.array([0.06, 0.3, 0.5])[complexity])
    pause = np.where(paused, draw("tickets.pause").integers(n, 3, 16), 0)

    limit = _limits(complexity, extended)
    typical = np.where(complaint, limit * 0.55, 3.0 + 5.0 * complexity)
    worked = np.maximum(1, np.floor(typical * draw("tickets.worked").lognormal(n, 0.45))).astype(np.int64)
    closed = received + worked + pause
    closed = np.where(closed >= _CUT, _NOT_YET, closed)
    # A pause of an open ticket is over: it cannot be longer than the ticket is old.
    pause = np.minimum(pause, np.maximum(0, _CUT - 1 - received))
    return _Rows(contact, customer, business, channel, kind, complexity, extended, pause, received, closed)


def _planted_kinds(plan: Plan, draw: Draw, source: pd.DataFrame, n: int) -> tuple[Flags, Flags]:
    """Which tickets complain about the fee change, and which are simple questions that were passed on."""
    none_earlier = np.zeros(n - len(source), dtype=np.bool_)
    customer: Ints = source["客户编号"].str.slice(2).to_numpy().astype(np.int64)
    about_fee = np.concatenate([panel.about_fee(customer), none_earlier])
    in_team = staff.in_transfer_team(_positions(source["坐席"], staff.NUMBERS), plan)
    simple = np.concatenate([in_team, none_earlier]) & ~about_fee
    return about_fee, simple & (draw("tickets.simple").uniform(n) < 0.6)


def _desk_complaints(draw: Draw) -> _Rows:
    """The open complaints that are planted by the number of days left (see the module's head)."""
    stream = draw("tickets.desk")

    def some(low: int, high: int) -> int:
        return int(stream.integers(1, low, high)[0])

    plants: list[tuple[int, bool, int, int]] = []  # complexity, extended, pause, days left on the cut-off day
    plants += [(some(0, 2), False, 0, -some(1, 9)) for _ in range(some(4, 7))]
    plants += [(some(0, 2), False, 0, 0) for _ in range(some(2, 4))]
    plants += [(some(0, 2), False, 0, 1) for _ in range(some(2, 4))] + [(1, False, some(4, 12), 1)]
    for _ in range(some(4, 7)):
        left = some(2, 8)
        plants.append((some(0, 2), False, left + some(1, 8), left))
    plants += [(2, True, 0, some(3, 25)) for _ in range(some(3, 5))]
    plants += [(2, False, 0, -some(1, 15)) for _ in range(some(2, 4))]
    plants += [(some(0, 2), False, 0, some(2, 14)) for _ in range(some(36, 45) - len(plants))]

    n = len(plants)
    complexity = np.array([plant[0] for plant in plants], dtype=np.int64)
    extended = np.array([plant[1] for plant in plants], dtype=np.bool_)
    pause = np.array([plant[2] for plant in plants], dtype=np.int64)
    days_left = np.array([plant[3] for plant in plants], dtype=np.int64)
    received = _CUT + days_left - _limits(complexity, extended) - pause
    earlier = draw("tickets.desk.channel").choice(n, _EARLIER_CHANNEL)
    written = draw("tickets.desk.written").choice(n, _WRITTEN_CHANNEL)
    business = draw("tickets.desk.business").integers(n, 0, 12)
    return _Rows(
        contact=np.full(n, -1),
        customer=draw("tickets.desk.customer").integers(n, 4000, 9000) + 10_000 * (business // 4 + 1),
        business=business,
        channel=np.where(received < 0, earlier, written),
        kind=np.full(n, words.COMPLAINT),
        complexity=complexity,
        extended=extended,
        pause=pause,
        received=received,
        closed=np.full(n, _NOT_YET),
    )


def _limits(complexity: Ints, extended: Flags) -> Ints:
    limits = np.array(LIMITS, dtype=np.int64)[complexity]
    return np.where((complexity == 2) & ~extended, LIMITS[1], limits)


def _positions(column: pd.Series, values: tuple[str, ...]) -> Ints:
    place = {value: i for i, value in enumerate(values)}
    return np.array([place[value] for value in column], dtype=np.int64)


def _days(first: np.datetime64, days: Ints, missing: Flags) -> NDArray[np.datetime64]:
    dates = (first + days.astype("timedelta64[D]")).astype("datetime64[us]")
    dates[missing] = np.datetime64("NaT")
    return dates


def _pause_reasons(rows: _Rows, draw: Draw) -> list[str | None]:
    settled = draw("tickets.pause.reason").choice(len(rows.pause), (0.45, 0.55))
    pairs = zip(rows.pause, settled, strict=True)
    return [words.PAUSE_REASONS[reason] if days > 0 else None for days, reason in pairs]


def _texts(rows: _Rows, plan: Plan, draw: Draw) -> list[str]:
    pick = draw("tickets.text").words(len(rows.kind))
    by_kind = (None, words.QUESTION_TEXTS, words.REQUEST_TEXTS, words.CLAIM_TEXTS)
    fee = panel.about_fee(rows.customer % 10_000)
    texts = []
    for kind, business, word, about_fee in zip(rows.kind, rows.business, pick, fee, strict=True):
        if about_fee:
            texts.append(words.FEE_TEXTS[plan.fee_business])
            continue
        choices = by_kind[kind] or words.COMPLAINT_TEXTS[words.ALL_BUSINESSES[business]]
        texts.append(choices[int(word) % len(choices)])
    return texts


def _satisfaction(rows: _Rows, is_open: Flags, draw: Draw) -> Floats:
    n = len(is_open)
    late = rows.closed - rows.received - rows.pause > _limits(rows.complexity, rows.extended)
    score = 1.0 + draw("tickets.score").choice_by(late.astype(np.int64), _SATISFACTION)
    answered = ~is_open & (draw("tickets.answered").uniform(n) < np.where(late, 0.6, 0.38))
    return np.where(answered, score, np.nan)


TABLES = (Table("工单", TICKETS, tickets),)
