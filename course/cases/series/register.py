"""The register of the real series: document, period, columns, known inconsistencies.

Checked on 2026-11-23 against pages that reprint the documents. What no page showed is an empty cell; nothing
is filled in. Institutions are anonymous: the same letter is the same institution in every series, and the
letters follow no order of size, name or rank.
"""

from course.cases.series.entry import Break, Entry
from course.cases.spec import Column

_SUPERVISOR = "原中国银保监会消费者权益保护局（2023 年起为国家金融监督管理总局）"
_ASSOCIATION = "中国银行业协会"
_ONLY_PASSED_ON = "只含监管部门接收并转送的投诉，不含机构自己收到的投诉。"
_NO_RANKING = "件数多不等于服务差，比较机构要除以客户数、保单数或保费。"
_NOT_SEEN = "没有见到公布的数，不是 0"

BREAK = Break(
    "2022Q1",
    "重复投诉分别统计（2021Q4 及以前）",
    "重复投诉合并统计（2022Q1 起）",
    "2022 年第一季度起对重复投诉合并统计和通报，此前此后的件数不能直接相比。",
)
"""The break that runs through every quarterly series of complaints."""

_BANK_TYPES = (
    "国有大型商业银行",
    "股份制商业银行",
    "外资法人银行",
    "城市商业银行（含民营银行）",
    "农村中小金融机构",
    "其他银行业金融机构",
    "其他（含城商行和农村机构）",
)
_BANKS = r"大行[A-F]|股份行[A-M]"
_CHANNELS = ("微信", "短信", "在线客服", "邮件", "微博", "手机App", "视频")


def _quarter(shown: str) -> Column:
    return Column("季度", "投诉所在的季度", pattern=r"20\d\dQ[1-4]", shown=shown)


def _count(name: str, meaning: str, high: int, missing: str = "") -> Column:
    return Column(name, meaning, "件", low=0, high=high, shown="大于 0 的整数", missing=missing)


def _percent(name: str, meaning: str, missing: str = "") -> Column:
    return Column(name, meaning, "%", low=0, high=100, shown="0 至 100，31.0 表示 31.0%", missing=missing)


def _rate(name: str, meaning: str, unit: str, high: float, missing: str = "") -> Column:
    return Column(name, meaning, unit, low=0, high=high, shown="大于 0 的数", missing=missing)


_QUARTERS = "2020Q2 至 2023Q1"

REGISTER: dict[str, Entry] = {
    "银行投诉": Entry(
        file="bank_complaints.csv",
        document="各季度《关于银行业消费投诉情况的通报》",
        number="文号见「通报」列",
        issuer=_SUPERVISOR,
        period="2020 年第二季度至 2023 年第一季度",
        columns=(
            _quarter(_QUARTERS),
            Column("机构类型", "被投诉机构的类型", values=_BANK_TYPES),
            _count("件数", "这一类机构的投诉件数", 110_000),
            _percent("占比", "占当季全部银行业投诉的比例，公布值"),
            Column(
                "通报", "出自哪一份通报", pattern=r".*通报|银保监消保发〔20\d\d〕\d+号", shown="通报名或文号"
            ),
        ),
        broken=BREAK,
        issues=(
            _ONLY_PASSED_ON,
            _NO_RANKING,
            "2020Q2 的“其他”含城商行和农村机构，不能与以后各季的同名类型比较。",
            "2020Q3 只见到四类机构，相加比总量少 11426 件，少的是农村机构和其他机构。",
        ),
        subject="机构类型",
        figures=("件数",),
        not_comparable=("2020Q2", "2020Q3"),
    ),
    "银行业务投诉": Entry(
        file="bank_business_lines.csv",
        document="各季度《关于银行业消费投诉情况的通报》",
        number="",
        issuer=_SUPERVISOR,
        period="2020 年第二季度至 2023 年第一季度",
        columns=(
            _quarter(_QUARTERS),
            _count("总件数", "当季全部银行业投诉", 200_000),
            _count("信用卡件数", "其中涉及信用卡业务的", 100_000, _NOT_SEEN),
            _count("个人贷款件数", "其中涉及个人贷款业务的", 100_000, _NOT_SEEN),
            _count("理财件数", "其中涉及理财类业务的", 100_000, _NOT_SEEN),
            _percent("信用卡占比", "信用卡件数占总件数，公布值", _NOT_SEEN),
            _percent("个人贷款占比", "个人贷款件数占总件数，公布值", _NOT_SEEN),
            _percent("理财占比", "理财件数占总件数，公布值", _NOT_SEEN),
        ),
        broken=BREAK,
        issues=(
            _ONLY_PASSED_ON,
            "三条业务线之外还有别的业务，三项相加不等于总件数。",
            "2022Q1 的三项占比出自媒体改写，2022Q3 的个人贷款占比出自对下一季通报的报道。",
        ),
        figures=("总件数", "信用卡件数", "个人贷款件数"),
    ),
    "银行机构投诉": Entry(
        file="bank_institutions.csv",
        document="《关于 2022 年第二季度银行业消费投诉情况的通报》",
        number="银保监消保发〔2022〕10号",
        issuer=_SUPERVISOR,
        period="2022 年第二季度",
        columns=(
            _quarter("2022Q2"),
            Column("机构类型", "机构的类型", values=_BANK_TYPES[:2]),
            Column(
                "机构", "机构的代号，同一代号在各表里是同一家", pattern=_BANKS, shown="大行A、股份行B 这样"
            ),
            _count("件数", "这一家的投诉件数", 10_000),
            _percent("占同类比", "占同一类机构投诉的比例，公布值"),
        ),
        issues=(_ONLY_PASSED_ON, _NO_RANKING, "机构已匿名，代号的先后没有意义。"),
        subject="机构",
        figures=("件数",),
    ),
    "大行投诉率": Entry(
        file="large_banks_per_customer.csv",
        document="2022 年第一至三季度《关于银行业消费投诉情况的通报》",
        number="",
        issuer=_SUPERVISOR,
        period="2022 年第一至第三季度",
        columns=(
            _quarter("2022Q1 至 2022Q3"),
            Column("机构", "机构的代号，同一代号在各表里是同一家", pattern=_BANKS, shown="大行A 至 大行F"),
            _count("件数", "这一家的投诉件数", 10_000, _NOT_SEEN),
            _rate("每千万客户件数", "平均每千万个人客户的投诉件数，公布值", "件/千万户", 1_000),
        ),
        issues=(_ONLY_PASSED_ON, "2022Q1 没有见到各家的件数。", "机构已匿名，代号的先后没有意义。"),
        subject="机构",
        figures=("每千万客户件数",),
    ),
    "信用卡投诉": Entry(
        file="credit_card_by_bank.csv",
        document="《关于 2022 年第四季度银行业消费投诉情况的通报》",
        number="",
        issuer=_SUPERVISOR,
        period="2022 年第四季度",
        columns=(
            _quarter("2022Q4"),
            Column("机构类型", "机构的类型", values=_BANK_TYPES[:2]),
            Column(
                "机构", "机构的代号，同一代号在各表里是同一家", pattern=_BANKS, shown="大行A、股份行B 这样"
            ),
            _count("信用卡件数", "这一家涉及信用卡业务的投诉", 10_000),
            _percent("占本行比", "信用卡投诉占这一家全部投诉的比例，公布值"),
        ),
        issues=(
            _ONLY_PASSED_ON,
            _NO_RANKING,
            "只列出十八家，比「银行机构投诉」少一家。",
            "机构已匿名，代号的先后没有意义。",
        ),
        subject="机构",
        figures=("信用卡件数",),
    ),
    "保险投诉": Entry(
        file="insurance_complaints.csv",
        document="各季度《关于保险消费投诉情况的通报》",
        number="",
        issuer=_SUPERVISOR,
        period="2020 年第二季度至 2023 年第一季度",
        columns=(
            _quarter(_QUARTERS),
            _count("总件数", "当季全部保险投诉", 100_000, _NOT_SEEN),
            _count("财产险件数", "涉及财产保险公司的", 100_000, _NOT_SEEN),
            _count("人身险件数", "涉及人身保险公司的", 100_000, _NOT_SEEN),
            _percent("财产险占比", "财产险件数占总件数，公布值", _NOT_SEEN),
            _percent("人身险占比", "人身险件数占总件数，公布值", _NOT_SEEN),
            _count("财产险理赔件数", "财产险里的理赔纠纷", 100_000, _NOT_SEEN),
            _count("财产险销售件数", "财产险里的销售纠纷", 100_000, _NOT_SEEN),
            _count("车险件数", "财产险里涉及机动车辆保险的", 100_000, _NOT_SEEN),
            _count("人身险销售件数", "人身险里的销售纠纷", 100_000, _NOT_SEEN),
            _count("人身险退保件数", "人身险里的退保纠纷", 100_000, _NOT_SEEN),
            _count("普通寿险件数", "人身险里涉及普通人寿保险的", 100_000, _NOT_SEEN),
            _count("疾病险件数", "人身险里涉及疾病保险的", 100_000, _NOT_SEEN),
            _rate(
                "财产险每亿元件数中位数", "财产险公司每亿元保费投诉件数的中位数", "件/亿元", 100, _NOT_SEEN
            ),
            _rate(
                "人身险每亿元件数中位数", "人身险公司每亿元保费投诉件数的中位数", "件/亿元", 100, _NOT_SEEN
            ),
        ),
        broken=BREAK,
        issues=(
            _ONLY_PASSED_ON,
            "2021Q3 的通报没有见到，整行空着。",
            "2021Q2 公布“环比 +31.43%”，按表里的数是 +24.05%，上季的数似有重述，原因没有公布。",
        ),
        figures=("总件数", "财产险件数", "人身险件数"),
    ),
    "客服中心": Entry(
        file="contact_centres.csv",
        document="各年《中国银行业客服中心（与远程银行）发展报告》",
        number="",
        issuer=_ASSOCIATION,
        period="2013 年、2015 至 2024 年",
        columns=(
            Column("年份", "报告所说的那一年", "年", low=2013, high=2024, shown="2013、2015 至 2024"),
            _rate("客服人数", "客服中心从业人数", "万人", 20, _NOT_SEEN),
            _rate("人工来电", "人工接听的来电", "亿通", 50, _NOT_SEEN),
            _percent("接通率", "人工电话接通率"),
            _percent("满意度", "客户满意度，问的是谁见「满意度口径」"),
            Column("满意度口径", "满意度是问谁得来的", values=("人工电话", "话后满意度", "自助语音")),
            _rate("平均应答秒", "人工电话平均应答时间", "秒", 600, _NOT_SEEN),
            _percent("二十秒接起率", "二十秒内接起的比例", _NOT_SEEN),
            _percent("智能服务占比", "智能技术应答占全部服务的比例", _NOT_SEEN),
            _percent("自助分流率", "自助渠道分流的比例", _NOT_SEEN),
        ),
        issues=(
            "「满意度口径」换过几次，2021 年以前与 2022 年以后的满意度不能直接相比。",
            "2023 年公布人工来电“+4.6%”，按表里的数是 +12.8%，原因没有公布。",
            "2023 年与 2024 年的报告都写满意度“连续四年高于 99%”，两句不能同时成立。",
            "满意度只来自愿意作答的客户。",
        ),
        figures=("接通率",),
    ),
    "客服渠道": Entry(
        file="contact_channels.csv",
        document="各年《中国银行业客服中心（与远程银行）发展报告》",
        number="",
        issuer=_ASSOCIATION,
        period="2015 至 2019 年、2021 至 2023 年",
        columns=(
            Column("年份", "报告所说的那一年", "年", low=2015, high=2023, shown="2015 至 2019、2021 至 2023"),
            Column("渠道", "客服渠道", values=_CHANNELS),
            _percent("提供率", "受访客服中心里提供这个渠道的比例"),
        ),
        issues=(
            "受访机构数逐年不同"
            "（2016 年 66 家，2017 年 84 家，2021 年 88 家，2022 年 77 家，2023 年 78 家），只宜比较方向。",
            "2018、2019 和 2022 年只见到部分渠道，没有见到的渠道没有那一行。",
        ),
        subject="渠道",
        figures=("提供率",),
    ),
    "监管评价权重": Entry(
        file="supervisory_weights.csv",
        document="《银行保险机构消费者权益保护监管评价办法》与《金融机构消费者权益保护监管评价办法》",
        number="银保监发〔2021〕24号（已被取代）；2025 年 9 月 10 日修订发布",
        issuer="原中国银保监会；国家金融监督管理总局",
        period="2021 年版与 2025 年版",
        columns=(
            Column("版本", "办法发布的年份", "年", low=2021, high=2025, shown="2021、2025"),
            Column("要素", "评价的要素", pattern=r".{3,12}", shown="要素的名称"),
            _percent("权重", "要素的权重，是什么数见「性质」"),
            Column("性质", "权重是固定值、下限还是最多扣减", values=("固定", "最大调减幅度", "下限")),
        ),
        issues=("2021 年版是固定权重，五项合计 100；2025 年版是下限，合计 90，不能当作实际权重相比。",),
    ),
    "英国申诉": Entry(
        file="uk_ombudsman.csv",
        document="Annual complaints data 2023/24",
        number="",
        issuer="Financial Ombudsman Service（英国金融申诉专员）",
        period="2022/23 与 2023/24 财年（4 月至次年 3 月）",
        columns=(
            Column("财年", "4 月至次年 3 月", pattern=r"20\d\d/\d\d", shown="2022/23、2023/24"),
            Column("产品", "申诉涉及的产品", pattern=r".{3,10}", shown="五个产品和两个合计"),
            _count("件数", "新收到的申诉", 500_000),
        ),
        issues=("“银行与支付合计”与各产品有包含关系，各行不能相加。",),
        subject="产品",
        figures=("件数",),
        not_subjects=("银行与支付合计", "全部投诉合计"),
    ),
    "美国投诉": Entry(
        file="us_complaints.csv",
        document="Consumer Response Annual Report",
        number="2024 年 3 月 29 日",
        issuer="Consumer Financial Protection Bureau（美国消费者金融保护局）",
        period="2023 年",
        columns=(
            Column("年份", "收到投诉的那一年", "年", low=2023, high=2023, shown="2023"),
            Column("产品", "投诉涉及的产品", pattern=r".{2,10}", shown="五个产品和合计"),
            _percent("占比", "占全部投诉的比例，公布值"),
            _count("约件数", "约数", 5_000_000, _NOT_SEEN),
        ),
        issues=("五类合计 96%，其余 4% 没有列出；只有信用报告与合计见到件数。",),
        subject="产品",
        figures=("占比",),
        not_subjects=("合计",),
    ),
}
