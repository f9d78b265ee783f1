"""The customers whom the tables of products, consents, campaigns and chatbot are about."""

import pandas as pd

from course.cases.spec import Source

FIRST_DAY = "2025-07-01"
"""No product, consent or conversation of these tables is older."""


def clients(source: Source) -> pd.DataFrame:
    """客户编号, 机构 and 年龄段 (may be missing) of every person who joined before FIRST_DAY, by number.

    Firms have no age and give no consent; who opened an account after FIRST_DAY could not have bought on it.
    """
    people = source.built("客户")
    kept = (people["客户类型"] == "个人") & (people["开户日"] < pd.Timestamp(FIRST_DAY))
    return people.loc[kept, ["客户编号", "机构", "年龄段"]].reset_index(drop=True)
