"""Errors and warnings of a notebook, said in one Chinese sentence each.

`hook.install` puts it into a running shell; `explain` chooses the sentence. Families of rules: syntax (with
odd_code), names, tables, conditions, frames, calls, values, machine; `notes` has the warnings. A rule matches
the type and the message of an error, and reads tables and names from `scene`.
"""
