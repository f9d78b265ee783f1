"""The receipt of an intake: what was kept, what was refused and why, when."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

RECEIPT = "receipt.json"
LARGEST_RECEIPT = 1_000_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kept(_Part):
    """One file of the clean submission; `path` is relative to its folder."""

    path: str
    size: int
    sha256: str


class Remark(_Part):
    """One thing intake has to say: a code for programs, and a Chinese sentence for people."""

    code: str
    file: str
    sentence: str


class Receipt(_Part):
    """What intake did with one submission.

    `refused` was not graded as it was handed in, and asks for a human's look; `notes` need none.
    `taken_in` is the server's time of the intake, `handed_in` the time that counts for the deadline, both in
    UTC and ISO 8601. `release` is a hash over the release's files, `original` a path in the quarantine.
    """

    version: Literal[1] = 1
    chapter: str
    trainee: str
    taken_in: str
    handed_in: str
    release: str
    original: str
    kept: tuple[Kept, ...]
    refused: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the sentences that a human should read."""
        return tuple(remark.sentence for remark in self.refused)


def read_receipt(quarantine: Path) -> Receipt | None:
    """Return the receipt in a submission's quarantine folder, or None when there is no readable one."""
    try:
        data = (quarantine / RECEIPT).read_bytes()
        return Receipt.model_validate_json(data) if len(data) <= LARGEST_RECEIPT else None
    except (OSError, ValidationError):
        return None


def write_receipt(quarantine: Path, receipt: Receipt) -> None:
    """Write the receipt, whole or not at all."""
    draft = quarantine / f"{RECEIPT}.new"
    draft.write_text(receipt.model_dump_json(indent=1) + "\n", encoding="utf-8")
    os.replace(draft, quarantine / RECEIPT)
