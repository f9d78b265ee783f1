"""The demo's accounts and the authenticator that checks them."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any, Literal

Role = Literal["instructor", "trainee"]

INSTRUCTOR = ("teacher", "讲师")
# Invented people: short names that are easy to type on any keyboard.
TRAINEES = (
    ("anan", "安安"),
    ("bobo", "波波"),
    ("chenchen", "晨晨"),
    ("dandan", "丹丹"),
    ("fangfang", "方方"),
    ("guoguo", "果果"),
    ("haohao", "浩浩"),
    ("jingjing", "静静"),
)
MAX_TRAINEES = 40
# No letters or digits that look alike on screen (0/o, 1/l): the password is read off a terminal.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """One person of the demo."""

    name: str
    title: str
    role: Role
    password: str

    def as_dict(self) -> dict[str, str]:
        """Returns the account as plain data for a JSON file."""
        return asdict(self)


def new_password(length: int = 10) -> str:
    """Returns a random password (`length` characters, about 5 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def people(trainees: int) -> list[tuple[str, str, Role]]:
    """Returns name, title and role of the instructor and of `trainees` trainees (1 to 40).

    Raises ValueError when the number is out of range.
    """
    if not 1 <= trainees <= MAX_TRAINEES:
        raise ValueError(f"trainees must be 1..{MAX_TRAINEES}, got {trainees}")
    named = list(TRAINEES[:trainees])
    named += [(f"xueyuan{i:02d}", f"学员{i:02d}") for i in range(len(named) + 1, trainees + 1)]
    first: list[tuple[str, str, Role]] = [(*INSTRUCTOR, "instructor")]
    return first + [(name, title, "trainee") for name, title in named]


def make_accounts(trainees: int, known: dict[str, str]) -> list[Account]:
    """Returns the accounts; `known` gives the passwords of those who had one, the rest get a new one."""
    return [
        Account(name, title, role, known.get(name) or new_password())
        for name, title, role in people(trainees)
    ]


def check(passwords: dict[str, str], data: dict[str, Any]) -> str | None:
    """Returns the account name when `data` (username, password) is right, else None."""
    name = str(data.get("username", "")).strip().lower()
    given = str(data.get("password", "")).strip()
    expected = passwords.get(name)
    if expected is None or not secrets.compare_digest(expected.encode(), given.encode()):
        return None
    return name
