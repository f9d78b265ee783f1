"""What a trainee can get wrong in a chapter's own kernel: one Chinese sentence each, and the kernel lives."""

import shutil
from pathlib import Path

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.guidance.test_checking import one_sentence

RELEASE = Path(__file__).resolve().parents[2] / "release" / "ch01"
SETUP = """
import os
os.environ["COURSE_TRAINEE"] = "anan"
from course import check, class_table, dictionary, open_chapter, series, table, workbench
open_chapter("ch01")
contacts = table("联络")
fax = contacts[contacts["渠道"] == "传真"]
wanted = ["渠道", "件数", "平均等待秒", "中位等待秒", "三十秒内占比", "能不能说"]
"""
BAD = [
    # An unknown table, series, task, chapter.
    ('table("工但")', ["没有叫「工但」的数据表", "「工单」"]),
    ('class_table("")', ["没有叫这个名字的数据表"]),
    ('dictionary("工但")', ["没有叫「工但」", "「工单」"]),
    ('series("银行业务投拆")', ["「银行业务投诉」"]),
    ('check("ch01-t9")', ["没有“ch01-t9”这道任务"]),
    ('workbench("ch01-t9")', ["没有“ch01-t9”这道任务"]),
    # An unknown column.
    ('contacts["等待妙"]', ["「等待妙」", "「等待秒」"]),
    ('contacts.groupby("渠到")["等待秒"].mean()', ["「渠到」", "「渠道」"]),
    # A filter value that no row has, and what comes of it.
    ('fax["等待秒"].iloc[0]', ["一行也没有", "筛选条件"]),
    ('答案_t1 = fax.reindex(columns=wanted)\ncheck("ch01-t1")', ["现在一行也没有", "筛选条件"]),
    ("答案_t1 = ...\ncheck('ch01-t1')", ["未作答", "数据工作台", "不用写代码"]),
    # Division by zero.
    ("len(contacts) / len(fax)", ["除数是 0"]),
    ("1 // 0", ["除数是 0"]),
    # Far too many rows.
    (
        'many = contacts[["等待秒"]].sample(10_000_000, replace=True)\n'
        '答案_t1 = many.reindex(columns=wanted)\ncheck("ch01-t1")',
        ["10000000 行", "分组汇总"],
    ),
    ('many.merge(many, how="cross")', ["内存"]),
    ("[0] * 10**15", ["内存"]),
]


def test_every_mistake_is_one_sentence_and_the_kernel_lives(tmp_path):
    folder = tmp_path / "ch01"
    shutil.copytree(RELEASE, folder)
    sources = [SETUP, *(code for code, _ in BAD), "print(len(contacts) > 1000)"]
    client = NotebookClient(
        new_notebook(cells=[new_code_cell(source) for source in sources]),
        kernel_name="python3",
        timeout=60,
        allow_errors=True,  # the mistakes are the point, and what comes after them must still run
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    setup, *wrong, last = client.execute().cells
    assert [output.output_type for output in setup.outputs] == ["display_data"], setup.outputs
    for cell, (code, parts) in zip(wrong, BAD, strict=True):
        shown = [output for output in cell.outputs if output.output_type != "error"]
        assert len(shown) == 1, (code, cell.outputs)
        said = (shown[0].text if "text" in shown[0] else shown[0].data["text/plain"]).strip().split("\n")[0]
        assert one_sentence(said), said
        assert all(part in said for part in parts), said
    assert last.outputs[0].text == "True\n"
