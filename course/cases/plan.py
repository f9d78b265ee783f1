"""What is planted in 联络, 工单, 客户, 坐席 and 排班: which causes, where, when and how strong.

For authors. A world holds seven causes here that an analysis can find (an eighth, deadlines on the ticket
desk, is in `course.cases.tickets`; other tables have their own). In 班级数据 (trainee "demo") they stand as
CLASS_PLAN says, in every chapter; in 我的数据 their place, time and strength follow from the trainee's seed.

1. Outage (`outage_*`): one channel, 在线 or 手机App, stands still for three afternoon hours of one working
   day: staff are there (排班 shows nothing), nobody can be served. Who comes then waits until it is over and
   the line has been worked off, up to three hours, or gives up after a quarter of an hour or more, as about
   half do; at least ten wait 20 minutes. 15 to 20 customers of 联络 come in these hours on top, about one in
   fifteen of that channel, so its median stays below that of 电话 while its mean is several times higher.
   Naive analyses that go wrong: ranking channels by mean waiting time; leaving out 放弃, which hides half of
   the outage; looking for the cause in 排班.
2. Understaffing (`understaffed_*`): in one institution too few people are on the telephone for two hours on
   one morning of the week, every week (周一 in 班级数据; 周一, 周二 or 周五 otherwise): 40 to 50% of
   计划人数 are in 在岗人数, while two in five more customers than usual ring up. Waits are some minutes
   there (the median at least 5 times that of the other hours), and about half of the customers give up.
   Naive analyses that go wrong: comparing institutions over the whole week; comparing weekdays over all
   channels; reading 计划人数; counting only those who were served.
3. Repeat loop (`loop_*`): customers of one business type come back within 1 to 5 days about the same matter,
   again and again; each of 3 rounds follows with probability 0.44 to 0.56 (0.05 elsewhere). Every contact is
   closed as 解决, so its 解决率 is the best in six worlds out of seven. Naive analyses that go wrong:
   ranking business types by 解决率; counting contacts without counting customers.
4. Fee change (`fee_*`): from one Monday on, 20 to 28 customers ring up within eight days about a fee of one
   business type; every one of these contacts is passed on and becomes a 投诉 that names the fee. Naive
   analyses that go wrong: comparing business types over the six weeks (the wave drowns); taking the rise for
   bad service, since waits and staff are as before.
5. Lock-out (`lockout_*`): on one day in week 3 or 4 the app of one institution is redesigned. Its customers
   of 60及以上 came by 手机App in a third of their contacts before and hardly ever after; 30 to 38 of them
   ring up or come to the branch within ten days. Naive analyses that go wrong: looking at 手机App alone,
   whose volume, waits and abandonment hardly change, since those who are locked out are not in its data;
   looking at all ages.
6. Passing on (`transfer_*`): one telephone team passes on 38 to 48% of its contacts (others about 14%), most
   of them simple questions, after a short call. Naive analysis that goes wrong: ranking teams by 处理秒,
   where this team is the quickest.
7. Hard cases (`senior_pace`): contacts about 贷款, 理赔, 退保 and 出入金 take 2.4 times as long and mostly
   go to agents with 技能 疑难, who need only 0.58 to 0.66 of the others' time for the same matter. Naive
   analysis that goes wrong: ranking agents or skills by mean 处理秒 over all matters, where they look slow
   (Simpson's paradox).

`spare_chat` and `spare_app` say how generously 在线 and 手机App are staffed; they decide how often a
customer is answered within 30 seconds there. The channel without the outage always is in at least nine
contacts of ten.
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
    FEE_TEXTS,
    FIRST_DAY,
    INSTITUTIONS,
    PHONE_TEAMS,
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
    understaffed_share: float
    understaffed_contacts: int
    loop_business: str
    loop_again: float
    fee_business: str
    fee_day: date
    fee_contacts: int
    lockout_institution: str
    lockout_day: date
    lockout_contacts: int
    transfer_institution: str
    transfer_team: str
    transfer_share: float
    senior_pace: float
    spare_chat: float
    spare_app: float
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
    understaffed_share=0.5,
    understaffed_contacts=24,
    loop_business="信用卡",
    loop_again=0.5,
    fee_business="交易",
    fee_day=date(2026, 11, 9),
    fee_contacts=24,
    lockout_institution="星桥银行",
    lockout_day=date(2026, 10, 29),
    lockout_contacts=34,
    transfer_institution="星桥证券",
    transfer_team="电话乙组",
    transfer_share=0.44,
    senior_pace=0.6,
    spare_chat=2.4,
    spare_app=2.7,
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
    loop_business = ALL_BUSINESSES[among(len(ALL_BUSINESSES))]
    with_fees = [business for business in FEE_TEXTS if business != loop_business]
    # Elsewhere than the loop, whose contacts are never passed on.
    elsewhere = [name for name in INSTITUTIONS if name != institution_of(loop_business)]
    outage_channel = (CHAT, APP)[among(2)]
    spare = {channel: 2.6 + among(41) / 100 for channel in (CHAT, APP)}
    spare[outage_channel] = 2.0 + among(121) / 100
    return Plan(
        contacts=900 + among(201),
        outage_channel=CHANNELS[outage_channel],
        outage_day=FIRST_DAY + timedelta(days=7 * week + weekday),
        outage_from=outage_from,
        outage_to=outage_from + 3,
        outage_contacts=15 + among(6),
        understaffed_institution=INSTITUTIONS[among(len(INSTITUTIONS))],
        understaffed_weekday=(0, 1, 4)[among(3)],
        understaffed_from=understaffed_from,
        understaffed_to=understaffed_from + 2,
        understaffed_share=0.4 + among(11) / 100,
        understaffed_contacts=20 + among(9),
        loop_business=loop_business,
        loop_again=0.44 + among(13) / 100,
        fee_business=with_fees[among(len(with_fees))],
        fee_day=FIRST_DAY + timedelta(days=7 * (1 + among(4))),
        fee_contacts=20 + among(9),
        lockout_institution=INSTITUTIONS[among(len(INSTITUTIONS))],
        lockout_day=FIRST_DAY + timedelta(days=15 + among(10)),
        lockout_contacts=30 + among(9),
        transfer_institution=elsewhere[among(len(elsewhere))],
        transfer_team=PHONE_TEAMS[among(len(PHONE_TEAMS))],
        transfer_share=0.38 + among(11) / 100,
        senior_pace=0.58 + among(9) / 100,
        spare_chat=spare[CHAT],
        spare_app=spare[APP],
        desk=DESKS[among(len(DESKS))],
    )


def institution_of(business: str) -> str:
    """The institution that handles a business type."""
    return next(name for name, group in zip(INSTITUTIONS, BUSINESSES, strict=True) if business in group)
