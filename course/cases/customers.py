"""The table 客户: one row for each customer on the records.

It holds everybody in 联络 and in 工单, and as many customers again who were quiet in the six weeks, so that
a rate "of all customers" has its denominator here (naive analysis that goes wrong: counting rates among
those who came). Ages are those of 联络; firms have none. 特别照应 is more frequent with age. 渠道偏好 is
what the customer once ticked on a form, which is the channel really used in about a third of contacts (naive
analysis: planning staff by it).
"""

import numpy as np
import pandas as pd

from course.cases import people, profile
from course.cases import vocabulary as words
from course.cases.columns import CUSTOMERS
from course.cases.contacts import named, text
from course.cases.spec import Source, Table

_CARE = (  # by age group: none, then as in words.CARE
    (0.975, 0.010, 0.010, 0.004, 0.001),
    (0.965, 0.013, 0.012, 0.008, 0.002),
    (0.930, 0.030, 0.022, 0.014, 0.004),
    (0.780, 0.090, 0.060, 0.045, 0.025),
)
_OPENED_DAYS = 15 * 365  # accounts were opened within so many days before the first contact
_QUIET = 1200


def customers(source: Source) -> pd.DataFrame:
    """The table 客户, sorted by number."""
    draw, count = source.draw, profile.POPULATION
    seen = pd.concat([source.built("联络")["客户编号"], source.built("工单")["客户编号"]]).unique()
    came = np.array([int(number[1:]) for number in seen.to_numpy(dtype=object)], dtype=np.int64)
    quiet = 10_000 * draw("customers.quiet.institution").choice(_QUIET, profile.INSTITUTION)
    quiet += 10_000 + draw("customers.quiet.number").integers(_QUIET, 0, profile.CUSTOMERS)
    numbers = np.unique(np.concatenate([came, quiet]))
    place = (numbers // 10_000 - 1, numbers % 10_000)

    age = people.ages(draw, count=count)[place]
    firm = people.firms(draw, count)[place]
    shown = np.where(people.age_shown(draw, count)[place], age, len(words.AGE_GROUPS))
    n = len(numbers)
    care = np.where(firm, 0, draw("customers.care").choice_by(age, _CARE))
    liked = draw("customers.liked").choice_by(place[0] * len(words.AGE_GROUPS) + age, profile.CHANNEL)
    said = draw("customers.said").uniform(n) < 0.7
    opened = np.datetime64(words.FIRST_DAY, "D") - (
        1 + np.floor(_OPENED_DAYS * draw("customers.opened").uniform(n)).astype(np.int64)
    ).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "客户编号": text([f"K{number}" for number in numbers.tolist()]),
            "机构": named(words.INSTITUTIONS, place[0]),
            "客户类型": named(words.CUSTOMER_KINDS, firm.astype(np.int64)),
            "年龄段": named((*words.AGE_GROUPS, None), shown),
            "开户日": opened.astype("datetime64[us]"),
            "渠道偏好": named((*words.CHANNELS, None), np.where(said, liked, len(words.CHANNELS))),
            "特别照应": named((None, *words.CARE), care),
        }
    )


TABLES = (Table("客户", CUSTOMERS, customers),)
