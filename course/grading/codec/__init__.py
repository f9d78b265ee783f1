"""Answers as plain data on their way from the trainee's process to the hidden tests.

The form is JSON: scalars as they are, all else as an object with one key that names its type; the numbers of
arrays and columns as base64 of their bytes. Only exact types are written, so that no subclass can lie, and
reading builds values from a fixed list of types without ever running anything.

- Numpy's scalars arrive as Python's. Categories arrive as their values, times with a zone in UTC.
- An index of several levels arrives with the same levels and names; labels of columns likewise.
- Figures arrive as plotly's JSON in plain dicts, packed data (`bdata`) unpacked.
- What cannot be written, or is too much, arrives as `Opaque` with a Chinese reason, in a list or table only
  in its own place.
"""

from course.grading.codec.limits import LARGEST_ANSWER, Malformed, Opaque
from course.grading.codec.reading import decode
from course.grading.codec.writing import encode

__all__ = ["LARGEST_ANSWER", "Malformed", "Opaque", "decode", "encode"]
