"""Types of values by their Chinese names."""

from course.guidance.wording import clean

_SORTS = {
    "int": "数字",
    "float": "数字",
    "str": "文字",
    "list": "列表",
    "tuple": "元组",
    "dict": "字典",
    "set": "集合",
    "bool": "是或否",
    "NoneType": "空值 None",
    "DataFrame": "数据表",
    "Series": "表里的一列",
    "Index": "标签",
    "DataFrameGroupBy": "还没有汇总的分组",
    "SeriesGroupBy": "还没有汇总的分组",
    "Timestamp": "时刻",
    "function": "函数",
    "method": "函数",
    "builtin_function_or_method": "函数",
    "module": "程序包",
    "type": "类型",
    "ellipsis": "还没有填的占位符 ...",
    "ndarray": "数组",
    "Unanswered": "未作答",
    "StringMethods": "文字工具（.str）",
    "DatetimeProperties": "日期工具（.dt）",
    "Figure": "图",
    "Timedelta": "时长",
    "DatetimeArray": "时间",
    "StringArray": "文字",
    "ArrowStringArray": "文字",
    "datetime": "时间",
    "date": "日期",
}


def sort_of(kind: str) -> str:
    """A type's name in Chinese, or the name itself."""
    return _SORTS.get(kind, f"「{clean(kind)}」")
