"""Intake: what a trainee handed in becomes something that can safely be graded.

Steps: the folder is scanned without following anything -> the trainee's notebook is found -> it is rebuilt
from the released one with the trainee's answers in it -> the answer log and the time of handing in are
checked -> the clean folder takes the place of what was handed in, which stays in quarantine -> a receipt.
"""

from course.grading.intake.place import Place
from course.grading.intake.receipt import Kept, Receipt, Remark, read_receipt
from course.grading.intake.service import IntakeFailed, intake, unfinished, verified

__all__ = [
    "IntakeFailed",
    "Kept",
    "Place",
    "Receipt",
    "Remark",
    "intake",
    "read_receipt",
    "unfinished",
    "verified",
]
