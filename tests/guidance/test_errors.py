"""Real exceptions of pandas 3 and of Python in a real shell, each explained in one Chinese sentence."""

import json

import pytest

from tests.guidance.notebook_shell import Notebook
from tests.guidance.test_checking import one_sentence


@pytest.fixture(scope="module")
def notebook():
    return Notebook()


COLUMNS = [
    "contacts['等待妙']",
    "contacts[['渠道', '等待妙']]",
    "contacts.loc[:, '等待妙']",
    "contacts.loc[contacts['渠道'] == '电话', '等待妙']",
    "contacts.sort_values('等待妙')",
    "contacts.groupby('等待妙')",
    "groups['等待妙'].mean()",
    "groups.agg(平均=('等待妙', 'mean'))",
    "groups.agg({'等待妙': 'mean'})",
    "contacts.drop(columns=['等待妙'])",
    "contacts.set_index('等待妙')",
    "contacts.dropna(subset=['等待妙'])",
    "contacts.drop_duplicates('等待妙')",
    "contacts.pivot_table(index='渠道', values='等待妙')",
    "contacts.merge(tickets, on='等待妙')",
    "contacts.melt('等待妙')",
    "contacts.query('等待妙 > 3')",
    "contacts.assign(a=lambda t: t['等待妙'])",
    "contacts.等待妙",
    "px.bar(contacts, x='渠道', y='等待妙')",
    "def f():\n    return contacts['等待妙'].mean()\nf()",
]

CASES = [
    # Names of columns and rows.
    ("waits['渠道']", ["行标签", ".reset_index()"]),
    ("contacts[0]", ["没有叫 0 的列", ".iloc[0]"]),
    ("contacts['渠道', '等待秒']", ["两层方括号", '[["渠道", "等待秒"]]']),
    ("contacts[contacts['等待秒']]", ["不是列名", "条件"]),
    ("contacts[:, '渠道']", [".loc[行, 列]"]),
    ("contacts.loc['电话']", ["行标签里没有「电话」", "条件"]),
    ("contacts.drop('渠道')", ["「渠道」是列名", 'columns=["渠道"]']),
    ("waits['等待秒']['微信']", ["没有叫「微信」的标签", "「电话」"]),
    ("contacts['等待秒'][99]", ["没有 99", "4 行", ".iloc"]),
    ("limits['电活']", ["字典「limits」", "「电活」", "最像的是「电话」"]),
    ("limits['网点']", ["字典「limits」", "「电话」、「在线」"]),
    ("contacts['不存在的名字']", ["「客户编号」", "表里的列有"]),
    # Places, and a filter that leaves nothing.
    ("contacts.iloc[99]", ["超出了范围", "4 行"]),
    ("names[10]", ["超出了范围", "从 0 数起"]),
    ("none.iloc[0]", ["一行也没有", "筛选条件"]),
    ("none['等待秒'].iloc[0]", ["一行也没有", "筛选条件"]),
    ("none['等待秒'].idxmax()", ["一行也没有", "筛选条件"]),
    ("max([])", ["一行也没有"]),
    ("contacts.iloc['渠道']", [".loc"]),
    # Conditions.
    ("contacts[contacts['等待秒'] > 30 and contacts['渠道'] == '电话']", ["and、or", "圆括号", "&"]),
    ("contacts[contacts['等待秒'] > 30 & contacts['渠道'] == '电话']", ["条件没有分开", "圆括号"]),
    ("contacts[contacts['渠道'] == '电话' & contacts['等待秒'] > 30]", ["条件没有分开", "圆括号"]),
    ("contacts[contacts['渠道'] == '电话' | contacts['渠道'] == '在线']", ["条件没有分开", "圆括号"]),
    ("contacts[not contacts['渠道'] == '电话']", ["~"]),
    ("if contacts['等待秒'] > 30:\n    print(1)", ["一整列", ".any()"]),
    ("contacts[contacts['渠道'] = '电话']", ["两个等号 =="]),
    ("contacts['渠道'].isin('电话')", ["isin", "方括号"]),
    ("contacts[tickets['满意度'] > 3]", ["同一张表"]),
    ("contacts[[True, False]]", ["2 个是或否", "4 行"]),
    ("contacts.loc[contacts['渠道'].map({'电话': True})]", ["缺失值"]),
    ("contacts.query('渠道 = \"电话\"')", ["两个等号 =="]),
    ("contacts.query('等待秒 >')", ["引号里"]),
    # Groups that are not summed up.
    ("groups > 3", ["还没有汇总"]),
    ("groups['等待秒'] > 30", ["还没有汇总", ".mean()"]),
    ("groups.sort_values('等待秒')", ["还没有汇总", ".reset_index()"]),
    ("groups.iloc[0]", ["还没有汇总"]),
    ("groups.meen()", ["最像的是「.mean」"]),
    ("groups['等待秒'].agg('meen')", ["「.mean」"]),
    ("px.bar(groups, x='渠道', y='等待秒')", [".reset_index()"]),
    ("contacts.groupby('渠道', '客户编号')", ["方括号", '["甲", "乙"]']),
    ("contacts.groupby('渠道').mean()", ["文字列不能算 mean", "「等待秒」"]),
    ("contacts['渠道'].mean()", ["文字列不能算 mean"]),
    ("contacts.mean()", ["文字列不能算"]),
    # Kinds that do not go together.
    ("'合计' + 3", ["文字和数字不能相加", "str(...)"]),
    ("3 + '4'", ["文字和数字不能相加", "float(...)"]),
    ("'3' - 4", ["文字和数字不能相减"]),
    ("contacts['等待秒'] + '秒'", ["一列数字和文字"]),
    ("contacts['件数'] > 3", ["文字不能和数字比大小", "pd.to_numeric"]),
    ("contacts['等待秒'] > '3'", ["数字不要加引号"]),
    ("'12' > 3", ["文字不能和数字比大小"]),
    ("contacts['开始时间'] > 3", ["时间不能直接和数字比"]),
    ("contacts['开始时间'] > '昨天'", ["日期"]),
    ("contacts['开始时间'] - '2026-11-01'", ["pd.Timestamp"]),
    ("contacts['开始时间'] + 1", ["pd.Timedelta(days=1)"]),
    ("contacts['件数'].astype(float)", ["「四」变不成数字", "coerce"]),
    ("pd.to_numeric(contacts['件数'])", ["「四」变不成数字"]),
    ("contacts['等待秒'].astype(int)", ["缺失值", "Int64"]),
    ("int('三')", ["「三」变不成数字"]),
    ("int('3.5')", ["小数点", "float(...)"]),
    ("float('1,000')", ["逗号"]),
    ("float('81%')", ["百分号"]),
    ("int(contacts['等待秒'])", ["一整列", ".iloc[0]"]),
    ("f\"{contacts['等待秒']:.1f}\"", ["一个数"]),
    ("答案_t1 + 1", ["占位符", "填好"]),
    ("nothing + 1", ["None"]),
    ("nothing['渠道']", ["None"]),
    ("nothing.head()", ["None"]),
    ("contacts.loc[0, '等待秒'] = '很久'", ["放不进「很久」"]),
    ("for x in 3:\n    pass", ["range(次数)"]),
    ("len(3)", ["没有长度"]),
    ("a, b = 1, 2, 3", ["两边一样多"]),
    ("a, b = [1]", ["两边一样多"]),
    ("names['甲']", ["数字位置"]),
    ("{[1]: 2}", ["字典的键"]),
    ("' '.join([1, 2])", ["join"]),
    # Calls and brackets.
    ("contacts('渠道')", ["方括号"]),
    ("contacts['渠道']('电话')", ["方括号"]),
    ("contacts.head[3]", ["head 是函数", "圆括号"]),
    ("pd('x')", ["程序包"]),
    ("contacts.loc('渠道')", ["方括号"]),
    ("contacts.sort_values('等待秒', ascend=False)", ["「ascend」", "最像的是「ascending」"]),
    ("contacts.sort_values()", ["「by」"]),
    ("contacts.head(1, 2, 3)", ["太多"]),
    ("contacts['等待秒'].fillna(method='ffill')", [".ffill()"]),
    ("pd.concat(contacts)", ["pd.concat([甲, 乙])"]),
    # Names.
    ("contcts.head()", ["最像的是「contacts」", "拼写"]),
    ("pirnt(1)", ["「print」"]),
    ("contacts[渠道]", ["「渠道」是列名", "引号"]),
    ("contacts[contacts['渠道'] == 电话]", ["「电话」是文字", "引号"]),
    ("table(工单)", ["引号"]),
    ("hint('ch01-t1')", ["最上面的代码格"]),
    ("go.Figure()", ["import plotly.graph_objects as go"]),
    ("true", ["True"]),
    ("null", ["None"]),
    ("没有做过的", ["代码格没有运行"]),
    ("def f():\n    print(x)\n    x = 1\nf()", ["函数里", "「x」"]),
    ("contacts['等待秒'].meen()", ["没有 .meen", "「.mean」"]),
    ("contacts.Head()", ["「.head」"]),
    ("contacts.append(contacts)", ["pd.concat"]),
    ("contacts['开始时间'].hour", [".dt.hour"]),
    ("contacts['渠道'].contains('电')", [".str.contains"]),
    ("contacts['等待秒'].str.len()", ["不是文字"]),
    ("contacts['渠道'].dt.hour", ["不是时间", "pd.to_datetime"]),
    ("contacts.to_frame()", ["一列"]),
    ("names.mean()", ["pd.Series"]),
    ("pd.Dataframe()", ["「DataFrame」"]),
    ("import panda", ["「pandas」"]),
    ("import seaborn", ["没有安装 seaborn", "画图"]),
    ("import requests_html_x", ["没有安装"]),
    ("from course import tabel", ["「table」"]),
    ("contacts.plot()", ["matplotlib"]),
    # Shapes.
    ("contacts['新'] = [1, 2]", ["2 个", "4 行"]),
    ("contacts.columns = ['a']", ["1 个", "5 列"]),
    ("pd.DataFrame({'a': [1, 2], 'b': [1]})", ["长短不一样"]),
    ("pd.DataFrame({'a': 1})", ["方括号"]),
    ("contacts.merge(tickets, left_on='客户编号', right_on='满意度')", ["一边是文字"]),
    ("contacts.pivot(index='渠道', columns='客户编号', values='等待秒')", [".pivot_table"]),
    ("contacts.join(tickets)", ["同名的列"]),
    ("contacts['等待秒'].values[0] = 1", ["只读", ".loc"]),
    ("contacts['等待秒'].quantile(90)", ["0.9"]),
    # Dates.
    ("pd.to_datetime('2026年13月1日')", ["读不成日期"]),
    ("pd.to_datetime(['2026-11-01', '不知道'])", ["「不知道」", "coerce"]),
    ("pd.to_datetime('2026-13-40')", ["读不成日期"]),
    ("pd.date_range('2026-01-01', periods=3, freq='M')", ['"M"', '"ME"']),
    ("contacts['开始时间'].dt.floor('H')", ['"H"', '"h"']),
    ("contacts.resample('Q', on='开始时间')['等待秒'].mean()", ['"QE"']),
    ("contacts['等待秒'].resample('D').mean()", ["set_index"]),
    # Figures.
    ("px.barr(contacts)", ["「bar」"]),
    ("px.bar(contacts, x='渠道', y='等待秒', colour='渠道')", ["「colour」", "「color」"]),
    ("px.bar(contacts, x='渠道', y=[1, 2])", ["2 个值"]),
    ("px.bar(contacts, x='渠道', y='等待秒').update_layout(titel='x')", ["「titel」", "「title」"]),
    # The machine.
    ("1 / 0", ["除数是 0"]),
    ("1 // 0", ["除数是 0"]),
    ("1.0 % 0", ["除数是 0"]),
    ("open('没有.csv')", ["找不到文件「没有.csv」", "table(...)"]),
    ("pd.read_csv('没有.csv')", ["找不到文件「没有.csv」"]),
    ("def f():\n    return f()\nf()", ["叫自己"]),
    ("np.zeros((10**7, 10**7))", ["内存"]),
    ("[0] * 10**15", ["内存"]),
    ("raise KeyboardInterrupt", ["中断"]),
    ("raise TimeoutError", ["太长"]),
    ("assert 1 == 2", ["条件不成立"]),
    ("10.0 ** 400", ["太大"]),
    # Said by nobody else: the kind of error, and what it means.
    ("raise ValueError('x')", ["ValueError"]),
    ("class Odd(Exception):\n    pass\nraise Odd", ["Odd"]),
    # Code that is not finished.
    ("x = (1, 2", ["括号"]),
    ("if True:", ["冒号结尾"]),
    ("print（1）", ["「（」是中文"]),
]


@pytest.mark.parametrize("code", COLUMNS)
def test_a_wrong_column_gets_the_nearest_right_one(notebook, code):
    shown = notebook.run(code)
    assert shown.failed
    assert "「等待秒」" in shown.sentence
    assert "「等待妙」" in shown.sentence
    assert one_sentence(shown.sentence), shown.sentence


@pytest.mark.parametrize(("code", "parts"), CASES, ids=[case[0] for case in CASES])
def test_each_error_is_explained_in_one_sentence(notebook, code, parts):
    shown = notebook.run(code)
    assert shown.failed
    assert all(part in shown.sentence for part in parts), shown.sentence
    assert one_sentence(shown.sentence), shown.sentence
    assert len(shown.errors) == 1
    assert "Error）" not in shown.sentence or code == "raise ValueError('x')", "only said by the general rule"


def test_a_name_that_an_earlier_cell_makes_is_found_in_the_notebook(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": "没运行过 = 3"},
        {"cell_type": "code", "source": ["import pandas as pd\n", "没运行过 = table('工单')\n"]},
        {"cell_type": "code", "source": "没运行过.head()"},
    ]
    path = tmp_path / "ch01.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    said = Notebook(path).run("没运行过.head()").sentence
    assert "前面的代码格" in said
    assert "没运行过 = table('工单')" in said


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_notebook_that_cannot_be_read_changes_nothing(tmp_path, content):
    path = tmp_path / "ch01.ipynb"
    path.write_text(content, encoding="utf-8")
    assert "代码格没有运行" in Notebook(path).run("没运行过.head()").sentence
