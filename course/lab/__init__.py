"""What JupyterLab and Notebook load so that a chapter reads as a workbook: one button, one style, one place.

A prebuilt extension without a build step: `pyproject.toml` installs this folder to Jupyter's place for
extensions, the browser loads `static/remoteEntry.js` from there.
"""
