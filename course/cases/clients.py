"""The customers whom the tables of products, consents, look-ups and chatbot are about: those of 联络."""

import pandas as pd

from course.cases.spec import Source


def clients(source: Source) -> pd.DataFrame:
    """客户编号, 机构 and 年龄段 (missing where the records have none) of every customer in 联络, by number."""
    contacts = source.built("联络")
    once = contacts.drop_duplicates("客户编号")[["客户编号", "机构", "年龄段"]]
    return once.sort_values("客户编号", kind="stable").reset_index(drop=True)
