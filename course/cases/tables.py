"""The register of tables. A table is added here by one line, and by one module of its own.

A table's module (`course/cases/<english name>.py`) offers `TABLES`, a tuple of `Table`s (usually one):

    COLUMNS = (Column("评价编号", "一次评价的编号", pattern=r"P\\d{5}", shown="P00001 起，不重复"), ...)

    def surveys(source: Source) -> pd.DataFrame: ...

    TABLES = (Table("满意度调查", COLUMNS, surveys),)

A builder is a function of its `Source` alone, and keeps to these rules:
- Chance only through `source.draw("surveys.<purpose>")`: the methods of `Stream`, `exp` and `whole` of
  `course.cases.streams`, and plain + - * / on them. Never numpy's distributions, `np.exp`, `np.log` or
  powers: they may differ in the last digit from machine to machine. Round with `whole`, order with
  `np.argsort(..., kind="stable")`.
- A purpose is drawn from once. Each begins with the table's English name, so that tables never share one.
- Another table through `source.built("联络")`: made when first asked for, shared, never changed by the
  reader. Tables may not need each other in a circle.
- What is planted follows from a small frozen dataclass of the module: fixed values when `source.is_class`,
  else drawn from `source.draw("surveys.plan")`. The module's docstring tells authors what, where, how strong,
  and which naive analysis gets it wrong; a test recovers each cause over seeds.
- Every column stands in the dictionary, and the table obeys it (tests do this for every registered table):
  texts are of dtype str with missing as None (`text` of `course.cases.contacts`), moments datetime64[us],
  numbers in int64 (float64 where values may be missing), flags bool with `values=("True", "False")`.
- The table's checksum stands in `tests/cases/probes.txt`; `python -m tests.cases.probes` renews that file.

Tables are made when asked for; registering one costs its import only.
"""

from course.cases import (
    access,
    agents,
    campaigns,
    chatbot,
    consents,
    contacts,
    customers,
    holdings,
    scorecards,
    surveys,
    tickets,
    transcripts,
)
from course.cases.spec import Table

TABLES: tuple[Table, ...] = (
    *contacts.TABLES,
    *tickets.TABLES,
    *customers.TABLES,
    *agents.TABLES,
    *surveys.TABLES,
    *scorecards.TABLES,
    *consents.TABLES,
    *campaigns.TABLES,
    *holdings.TABLES,
    *chatbot.TABLES,
    *access.TABLES,
    *transcripts.TABLES,
)

BY_NAME = {table.name: table for table in TABLES}
NAMES = tuple(BY_NAME)

if len(NAMES) != len(TABLES):
    raise ValueError(f"two tables share a name: {[table.name for table in TABLES]}")
