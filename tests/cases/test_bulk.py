"""Many contacts: the same world at full size, chunk by chunk."""

import gzip
import subprocess
import sys

import pandas as pd
import pytest

from course.cases.bulk import chunks, write_bulk
from course.cases.columns import CONTACTS

TWO_PERIODS = 70_000


@pytest.fixture(scope="module")
def tables() -> list[pd.DataFrame]:
    return list(chunks(TWO_PERIODS, "class of 2026"))


def test_exactly_the_rows_asked_for_in_periods_that_follow_each_other(tables):
    assert len(tables[0]) > 50_000
    assert sum(len(table) for table in tables) == TWO_PERIODS
    everything = pd.concat(tables)
    assert list(everything.columns) == [column.name for column in CONTACTS]
    assert everything["联络编号"].tolist() == [f"L{i:09d}" for i in range(1, TWO_PERIODS + 1)]
    assert everything["开始时间"].is_monotonic_increasing
    assert tables[0]["开始时间"].max() < pd.Timestamp("2026-11-23") <= tables[1]["开始时间"].min()


def test_a_shorter_list_is_the_beginning_of_a_longer_one(tables):
    (short,) = chunks(500, "class of 2026")
    pd.testing.assert_frame_equal(short, tables[0].head(500))
    (other,) = chunks(500, "class of 2027")
    assert not other.equals(short)


def test_it_is_the_world_of_the_sample_at_full_size(tables):
    contacts = tables[0]
    waits = contacts.groupby("渠道")["等待秒"].median()
    assert waits["在线"] < 15
    assert waits["手机App"] < 15
    assert 15 < waits["电话"] < 40
    assert waits["网点"] > 100
    assert 0.03 < (contacts["结果"] == "放弃").mean() < 0.2
    assert contacts["客户编号"].nunique() > 30_000
    values = {column.name: column.values for column in CONTACTS if column.values}
    for name, allowed in values.items():
        assert set(contacts[name].dropna()) <= set(allowed)


@pytest.mark.parametrize("name", ["many.csv", "many.csv.gz"])
def test_the_file_holds_them_and_progress_is_told(tmp_path, name):
    told: list[int] = []
    path = tmp_path / name
    assert write_bulk(path, 300, "s", told.append) == 300
    assert told == [300]
    raw = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == 301
    assert len(pd.read_csv(path, encoding="utf-8-sig")) == 300
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_stop_half_way_leaves_nothing_behind(tmp_path):
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_bulk(tmp_path / "many.csv", 300, "s", stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rows", [0, -1, 2.5, True, 10**9, float("nan")])
def test_a_number_of_rows_out_of_range_is_refused(rows):
    with pytest.raises(ValueError, match="rows must be"):
        chunks(rows, "s")


def test_another_ending_is_refused_before_any_work(tmp_path):
    with pytest.raises(ValueError, match=r"\.csv"):
        write_bulk(tmp_path / "many.xlsx", 300, "s")


@pytest.mark.soak
def test_a_million_contacts_need_less_than_300_megabytes(tmp_path):
    code = (
        "import resource, sys; from pathlib import Path; from course.cases.bulk import write_bulk;"
        "write_bulk(Path(sys.argv[1]), 1_000_000, 's');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    path = tmp_path / "million.csv"
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=110
    )
    assert int(run.stdout) < 300
    with path.open("rb") as file:
        assert sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) == 1_000_001
