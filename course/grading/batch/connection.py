"""Connections to any database of nbgrader's, which wait where another grader writes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy
from nbgrader import api
from nbgrader.utils import setenv
from sqlalchemy import Connection, Engine, event

BUSY_SECONDS = 60


def open_engine(db_url: str, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine for any database of nbgrader's.

    Args:
        db_url: of SQLAlchemy.
        busy_seconds: how long SQLite waits for another writer.
    """
    if not db_url.startswith("sqlite"):
        return sqlalchemy.create_engine(db_url, pool_pre_ping=True)
    engine = sqlalchemy.create_engine(db_url, connect_args={"timeout": busy_seconds})

    # A transaction that reads first and then writes is refused at once where another one writes, without any
    # waiting; so each takes the lock when it begins. https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
    @event.listens_for(engine, "connect")
    def _manual(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def patient(db_url: str) -> str:
    """Return the URL with which nbgrader's own Gradebook waits as long, too."""
    url = sqlalchemy.make_url(db_url)
    if url.get_backend_name() != "sqlite" or "timeout" in url.query:
        return db_url
    return url.update_query_dict({"timeout": str(BUSY_SECONDS)}).render_as_string(hide_password=False)


def create_gradebook(db_url: str, course_id: str) -> None:
    """Make the gradebook if there is none; must be done before several processes open it."""
    # nbgrader calls alembic by its bare name, which only an activated environment finds.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    with setenv(PATH=path), api.Gradebook(patient(db_url), course_id):
        pass
