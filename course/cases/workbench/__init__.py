"""The workbench: tables and charts for people who do not code, and the pandas code that makes them.

Steps: a message of the browser -> `spec` (bounded, plain) -> `plan` (checked against the table) -> `engine`
(the result) and `code` (the same as text) -> `charts` -> `card` (still) and `widget` (live). `answering` says
which of a trainee's two routes counts.
"""
