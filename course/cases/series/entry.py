"""What the register says about one real series."""

from dataclasses import dataclass

from course.cases.spec import Column


@dataclass(frozen=True)
class Break:
    """A change of definition: periods before `first_after` cannot be compared with those from it on.

    before, after: what the column 口径 shows. warning: one Chinese sentence.
    """

    first_after: str
    before: str
    after: str
    warning: str


@dataclass(frozen=True)
class Entry:
    """One real series.

    file: the CSV in the folder data. document, number, issuer: where the figures were published (number is
    empty when there is none, or when each row names its own). period: which time it covers. columns: in the
    order of the file; the first one is the time, except that 版本 stands for it among the weights.
    broken: the break that runs through it. issues: known inconsistencies, a Chinese sentence each.
    subject: the column that names whom a row is about; empty when every row is a whole period. figures: the
    columns a trainee's window may be about. not_comparable: periods whose subjects are cut differently.
    not_subjects: totals and the like, which are no subject of a task.
    """

    file: str
    document: str
    number: str
    issuer: str
    period: str
    columns: tuple[Column, ...]
    broken: Break | None = None
    issues: tuple[str, ...] = ()
    subject: str = ""
    figures: tuple[str, ...] = ()
    not_comparable: tuple[str, ...] = ()
    not_subjects: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The line that stands below a figure: issuer, document, number, period."""
        number = f"（{self.number}）" if self.number else ""
        return f"资料来源：{self.issuer}，{self.document}{number}，{self.period}"
