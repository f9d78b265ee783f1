"""Feedback: one Chinese page for each trainee, complete in itself, from graded notebook and gradebook.

Steps: the notebook is read into parts with their criteria, marks, comments and work -> the exam and the
graded dialogues are explained from the answer log -> everything is made inert -> one template makes the page.
"""
