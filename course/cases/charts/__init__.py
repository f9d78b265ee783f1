"""Figures of the course: one look, readable on light and dark, small enough to be kept in a notebook.

`basic` and `quality` make figures from a table and the names of its columns; `style` dresses any figure of
plotly; `marks` shows where a series breaks. plotly is imported when the first figure is made, not before.
"""
