"""The fixed words of the case world: institutions, channels, business types, and what customers say.

星桥金融 and everybody in it are invented.
"""

from datetime import date

INSTITUTIONS = ("星桥银行", "星桥人寿", "星桥证券")
CHANNELS = ("电话", "在线", "网点", "手机App")
PHONE, CHAT, BRANCH, APP = range(4)
AGE_GROUPS = ("18-29", "30-44", "45-59", "60及以上")
OUTCOMES = ("解决", "转办", "放弃")
SOLVED, PASSED_ON, ABANDONED = range(3)

BUSINESSES = (
    ("账户与转账", "信用卡", "贷款", "理财"),
    ("保单变更", "理赔", "缴费", "退保"),
    ("开户", "交易", "出入金", "适当性测评"),
)
"""Four business types for each institution, in the order of INSTITUTIONS."""

ALL_BUSINESSES = tuple(business for group in BUSINESSES for business in group)

TICKET_KINDS = ("投诉", "咨询", "业务申请", "报案")
COMPLAINT, QUESTION, REQUEST, CLAIM = range(4)
TICKET_CHANNELS = (*CHANNELS, "监管转办", "信函")
COMPLEXITIES = ("简单", "复杂", "特别复杂")
PAUSE_REASONS = ("外部鉴定", "调解")
DESKS = ("G01", "G02", "G03", "G04", "G05", "G06")

PHONE_TEAMS = ("电话甲组", "电话乙组")
TEAMS = (*PHONE_TEAMS, "在线组", "柜台组")
SKILLS = ("普通", "疑难")
CUSTOMER_KINDS = ("个人", "企业")
CARE = ("听力", "视力", "行动", "认知")

FIRST_DAY = date(2026, 10, 12)  # a Monday, after the October holidays
DAYS = 42
CUTOFF = date(2026, 11, 23)
截止日 = CUTOFF
"""The day on which every desk of the course stands: contacts end the evening before it."""

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

COMPLAINT_TEXTS = {
    "账户与转账": (
        "转账一直显示处理中，钱扣了对方没收到",
        "账户突然被限制，没人通知我",
        "小额账户管理费没说过就扣了",
    ),
    "信用卡": ("说好免年费，账单里又扣了", "分期手续费跟电话里讲的不一样", "已经还清了还在催收"),
    "贷款": ("提前还款算出来的违约金说不清", "利率调整没有告诉我", "放款比承诺的晚了一个星期"),
    "理财": ("到期三天了钱没到账", "买的时候说跟存款差不多，现在亏了", "测评的时候有人替我选了答案"),
    "保单变更": ("改个受益人跑了三趟", "地址改了还寄到老地方", "变更申请提交后没有回音"),
    "理赔": ("材料交齐了还要补，一次没说清", "核定结果看不懂，没人解释", "等了快一个月没有说法"),
    "缴费": ("扣费日提前了没有通知", "保费重复扣了一次", "宽限期的事没人讲过"),
    "退保": ("退回来的钱比想的少很多，当初没讲", "退保要我跑回原来的网点", "退保申请被来回转"),
    "开户": ("审核两次都没通过，不说原因", "开户时送的服务被收了费", "资料上传后一直是审核中"),
    "交易": ("委托撤不掉，错过了价格", "佣金比约定的高", "行情卡住没法下单"),
    "出入金": ("银证转账失败，钱两边都看不到", "资金到账晚了一天", "出金额度突然变小没有通知"),
    "适当性测评": ("测评结果跟我情况不符", "有人催我重新测一次", "没做测评就给我开了权限"),
}
FEE_TEXTS = {
    "账户与转账": "从这个月起多收了账户管理费，谁同意的",
    "信用卡": "年费规则改了，我刷满次数还是被扣",
    "贷款": "突然多了一笔贷款账户服务费",
    "开户": "新收的资金账户年费没有提前讲",
    "交易": "佣金从这个月起涨了，没有人告诉我",
}
"""What customers say of a fee change, for the business types where there can be one."""

QUESTION_TEXTS = ("问办理要带哪些材料", "问进度到哪一步了", "问费用怎么算", "问到账要几天")
REQUEST_TEXTS = ("申请补寄纸质回执", "申请更正登记信息", "申请开具证明", "申请预约网点办理")
CLAIM_TEXTS = (
    "报案：住院医疗，已出院",
    "报案：意外骨折，还在治疗",
    "报案：门诊费用，票据齐全",
    "报案：重大疾病确诊",
)
