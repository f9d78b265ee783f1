"""The columns of 联络 and 工单, in the order of the tables."""

from course.cases import vocabulary as words
from course.cases.spec import Column

CONTACTS = (
    Column(
        "联络编号",
        "一次联络的编号，按开始时间排；联络表收录的是抽中客户的全部联络",
        pattern=r"L\d{5}",
        shown="L00001 起，不重复",
    ),
    Column(
        "客户编号",
        "客户的编号，第一位数字是机构",
        pattern=r"K[123]\d{4}",
        shown="K 加五位数字，同一客户可以出现多次",
    ),
    Column("机构", "星桥金融里接待客户的机构", values=words.INSTITUTIONS),
    Column("渠道", "客户从哪里找来", values=words.CHANNELS),
    Column("业务类型", "客户为什么事找来，每家机构四种", values=words.ALL_BUSINESSES),
    Column(
        "开始时间", "客户开始等待的时刻", "年-月-日 时：分：秒", shown="2026-10-12 至 2026-11-22，共六个星期"
    ),
    Column(
        "年龄段",
        "客户的年龄段",
        "岁",
        values=words.AGE_GROUPS,
        missing="客户资料里没有留存，或者客户是企业",
    ),
    Column(
        "等待秒",
        "从开始时间到有人接待（或客户放弃）的时间",
        "秒",
        low=1,
        high=20_000,
        shown="大于 0 的整数",
        missing="系统没有记下，不是没有等",
    ),
    Column(
        "处理秒",
        "从有人接待到结束的时间",
        "秒",
        low=15,
        high=20_000,
        shown="大于 0 的整数",
        missing="客户放弃了，没有人接待",
    ),
    Column("结果", "坐席结束时登记的结果；放弃 = 没等到人就走了", values=words.OUTCOMES),
    Column(
        "坐席", "接待的坐席", pattern=r"A[123]\d{2}", shown="A 加三位数字", missing="客户放弃了，没有人接待"
    ),
)

TICKETS = (
    Column(
        "工单编号",
        "一张工单的编号，中间是受理日",
        pattern=r"XQ-2026\d{4}-\d{4}",
        shown="XQ-受理日-序号，不重复",
    ),
    Column(
        "联络编号",
        "由哪一次联络转来，对应「联络」表",
        pattern=r"L\d{5}",
        shown="L 加五位数字",
        missing="来自信函或监管转办，或者早于「联络」表",
    ),
    Column("客户编号", "客户的编号，第一位数字是机构", pattern=r"K[123]\d{4}", shown="K 加五位数字"),
    Column("机构", "星桥金融里承办的机构", values=words.INSTITUTIONS),
    Column("渠道", "工单从哪里来", values=words.TICKET_CHANNELS),
    Column("业务类型", "为什么事", values=words.ALL_BUSINESSES),
    Column("类型", "工单的种类；只有投诉适用 15、30、60 日的期限", values=words.TICKET_KINDS),
    Column("诉求", "客户说的事，登记时记的一句话", pattern=r".{4,40}", shown="一句话"),
    Column("受理日", "收到的那一天", "年-月-日", shown="2026-11-22 及以前"),
    Column(
        "复杂程度",
        "受理时评定；投诉期限：简单 15 日，复杂 30 日，特别复杂见「延期已批」",
        values=words.COMPLEXITIES,
    ),
    Column(
        "延期已批",
        "特别复杂的投诉是否已批准再延长；已批的期限 60 日，没有批的 30 日",
        values=("True", "False"),
    ),
    Column("暂停原因", "期限为什么停过", values=words.PAUSE_REASONS, missing="期限没有停过"),
    Column(
        "暂停天数",
        "外部鉴定或调解占去、不计入期限的日历天数；都已结束",
        "天",
        low=0,
        high=40,
        shown="0 或正整数",
    ),
    Column(
        "办结日",
        "作出决定并告知客户的那一天",
        "年-月-日",
        shown="2026-11-22 及以前",
        missing="到 2026-11-23 还在办",
    ),
    Column("经办", "负责这张工单的工位", values=words.DESKS),
    Column(
        "上次联系日",
        "最近一次与客户联系的那一天",
        "年-月-日",
        shown="不早于受理日",
        missing="还没有联系过客户",
    ),
    Column(
        "满意度",
        "办结后客户打的分，5 分最高",
        "分",
        low=1,
        high=5,
        shown="1 至 5 的整数",
        missing="还在办，或者客户没有回评，不是 0 分",
    ),
)

CUSTOMERS = (
    Column("客户编号", "客户的编号，第一位数字是机构", pattern=r"K[123]\d{4}", shown="K 加五位数字，不重复"),
    Column("机构", "星桥金融里客户所属的机构", values=words.INSTITUTIONS),
    Column("客户类型", "个人还是企业", values=words.CUSTOMER_KINDS),
    Column(
        "年龄段",
        "客户的年龄段",
        "岁",
        values=words.AGE_GROUPS,
        missing="客户资料里没有留存，或者客户是企业",
    ),
    Column("开户日", "成为客户的那一天", "年-月-日", shown="2026-10-12 以前"),
    Column(
        "渠道偏好",
        "客户填表时选的渠道，不等于后来用的渠道",
        values=words.CHANNELS,
        missing="客户没有填",
    ),
    Column("特别照应", "客户需要照应的方面", values=words.CARE, missing="没有登记过需要；不等于一定不需要"),
)

AGENTS = (
    Column("坐席", "坐席的编号，第一位数字是机构", pattern=r"A[123]\d{2}", shown="A 加三位数字，不重复"),
    Column("机构", "坐席所在的机构", values=words.INSTITUTIONS),
    Column("班组", "坐席所在的班组；在线组也接手机App", values=words.TEAMS),
    Column("技能", "疑难 = 主要接贷款、理赔、退保和出入金", values=words.SKILLS),
    Column("入职日", "到岗的那一天", "年-月-日", shown="2026-09-01 以前"),
)

SHIFTS = (
    Column("机构", "星桥金融里的机构", values=words.INSTITUTIONS),
    Column("渠道", "哪条渠道的班", values=words.CHANNELS),
    Column("日期", "哪一天", "年-月-日", shown="2026-10-12 至 2026-11-22"),
    Column("钟点", "从几点起的一个小时，9 就是 9:00 到 9:59", "点", low=0, high=23, shown="0 至 23 的整数"),
    Column("计划人数", "班表上排的人数", "人", low=1, high=60, shown="正整数"),
    Column("在岗人数", "这个小时实际在岗的人数", "人", low=1, high=60, shown="正整数"),
    Column(
        "进线数",
        "这个小时找来的全部客户，包括没有抽进「联络」表的",
        "次",
        low=0,
        high=500,
        shown="0 或正整数",
    ),
)
