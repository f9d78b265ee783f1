"""What is planted in a world: which causes, where, when and how strong.

For authors. A world holds three causes that an analysis can find. In 班级数据 (trainee "demo") they stand as
CLASS_PLAN says, in every chapter; in 我的数据 their place, time and strength follow from the trainee's seed.

1. Outage (`outage_*`): one channel, 在线 or 手机App, stands still for three afternoon hours of one
   working day. 14 to 20 customers come in these hours and wait 20 to 90 minutes; half of them give up. They
   are about one contact in sixteen of that channel, so its median stays below that of 电话 while its mean is
   several times higher. Naive analyses that go wrong: ranking channels by mean waiting time; leaving out
   放弃, which hides half of the outage.
2. Understaffing (`understaffed_*`): one institution has too few people on the telephone for two hours on one
   morning of the week, every week (周一 in 班级数据; 周一, 周二 or 周五 otherwise). 20 to 28 customers more
   than usual ring up then, nobody is taken at once, and waits are 7 to 10 times as long (the median, against
   that of the other hours: some 15 times, at least 5). Naive analyses that go wrong: comparing institutions
   over the whole week; comparing weekdays over all channels (the branch's queue and the outage drown it);
   counting only those who were served, since many gave up.
3. Repeat loop (`loop_*`): customers of one business type come back within 1 to 5 days about the same matter,
   again and again; each of 3 rounds follows with probability 0.44 to 0.56 (0.05 elsewhere). Every contact is
   closed as 解决, so its 解决率 is the best in nine worlds out of ten. Naive analyses that go wrong: ranking
   business types by 解决率; counting contacts without counting customers.

A ticket desk has deadlines planted too, see `course.cases.tickets`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from course.cases.identity import CLASS_TRAINEE, WORLD_VERSION, seed
from course.cases.streams import Stream
from course.cases.vocabulary import (
    ALL_BUSINESSES,
    APP,
    BUSINESSES,
    CHANNELS,
    CHAT,
    DESKS,
    FIRST_DAY,
    INSTITUTIONS,
)


@dataclass(frozen=True)
class Plan:
    """The planted causes of one world. Hours are whole clock hours, `*_to` is the first hour after."""

    contacts: int
    outage_channel: str
    outage_day: date
    outage_from: int
    outage_to: int
    outage_contacts: int
    understaffed_institution: str
    understaffed_weekday: int
    understaffed_from: int
    understaffed_to: int
    understaffed_factor: float
    understaffed_contacts: int
    loop_business: str
    loop_again: float
    desk: str


CLASS_PLAN = Plan(
    contacts=1000,
    outage_channel="在线",
    outage_day=date(2026, 11, 4),
    outage_from=14,
    outage_to=17,
    outage_contacts=18,
    understaffed_institution="星桥人寿",
    understaffed_weekday=0,
    understaffed_from=9,
    understaffed_to=11,
    understaffed_factor=8.0,
    understaffed_contacts=24,
    loop_business="信用卡",
    loop_again=0.5,
    desk="G03",
)


def plan(chapter: str, trainee: str, world: int = WORLD_VERSION) -> Plan:
    """The planted causes of this trainee's world; CLASS_PLAN for 班级数据."""
    if trainee == CLASS_TRAINEE:
        return CLASS_PLAN
    stream = Stream(seed(chapter, trainee, "plan", world))

    def among(count: int) -> int:
        return int(stream.integers(1, 0, count)[0])

    week, weekday = 1 + among(4), among(5)
    outage_from, understaffed_from = 13 + among(4), 8 + among(3)
    return Plan(
        contacts=900 + among(201),
        outage_channel=CHANNELS[(CHAT, APP)[among(2)]],
        outage_day=FIRST_DAY + timedelta(days=7 * week + weekday),
        outage_from=outage_from,
        outage_to=outage_from + 3,
        outage_contacts=14 + among(7),
        understaffed_institution=INSTITUTIONS[among(len(INSTITUTIONS))],
        understaffed_weekday=(0, 1, 4)[among(3)],
        understaffed_from=understaffed_from,
        understaffed_to=understaffed_from + 2,
        understaffed_factor=7.0 + among(31) / 10,
        understaffed_contacts=20 + among(9),
        loop_business=ALL_BUSINESSES[among(len(ALL_BUSINESSES))],
        loop_again=0.44 + among(13) / 100,
        desk=DESKS[among(len(DESKS))],
    )


def institution_of(business: str) -> str:
    """The institution that handles a business type."""
    return next(name for name, group in zip(INSTITUTIONS, BUSINESSES, strict=True) if business in group)
