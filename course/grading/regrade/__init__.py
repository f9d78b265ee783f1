"""Tests run again on the answers that were stored when a chapter was graded.

Steps: the tests' side runs on each submission's stored answers and frozen log -> scores are compared with the
gradebook -> the difference is shown -> on request it is entered, cell by cell, and manual marks stay.
"""
