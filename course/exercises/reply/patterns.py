"""The small language of the rules' patterns, made into bounded regular expressions.

- plain text stands for itself (already reduced: half width, 您 for 你, simplified)
- `{name}` any of a word list of `rules.yaml`; `{num}`, `{count}` (without 几), `{digits}`, `{ticket}`,
  `{serial}`, `{staff}` built in
- `(a|b)` one of these, `[a|b]` one of these or nothing, `x?` that one character or nothing, `.` any one
- `…` up to 8 characters in the same clause, `……` up to 16 in the same sentence
- `~` up to 24 characters, over the end of a sentence too
- `^` start of a clause, `$` its end, with or without a final particle such as 哦

Every gap has a bound, so that a text of n characters costs n steps times a constant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_NUMBER = "[0-9零〇一二两三四五六七八九十百千万亿半几.%]{1,14}"
BUILT_IN = {
    "num": _NUMBER,
    "count": "[0-9零〇一二两三四五六七八九十百千万半.]{1,14}",
    "digits": "[0-9零〇一二三四五六七八九]{1,14}",
    "ticket": "[a-z]{1,6}-?[0-9]{4,20}(?:-[0-9]{1,12}){0,2}",
    "serial": "[0-9零〇一二三四五六七八九]{3,20}(?![0-9零〇一二三四五六七八九:.年月日号点时元块万天个])",
    "staff": "(?<![0-9:-])[0-9零〇一二三四五六七八九]{3,8}(?![0-9:年月日点时元块万天-])",
}
_SHORT_GAP = "([^。!?;,:]{0,8}?)"
_LONG_GAP = "([^。!?;]{0,16}?)"
_FAR_GAP = "(.{0,24}?)"
_START = "(?<![^。!?;,:“”])"
_END = "(?=[哦呢啊哈呀啦嘛哟]?(?:[。!?;,:“”]|$))"
_ANY = "[^。!?;,:]"
_SIGNS = {"……": _LONG_GAP, "…": _SHORT_GAP, "~": _FAR_GAP, "^": _START, "$": _END, ".": _ANY}
_TOKEN = re.compile(
    r"……|[…~.^$]|\{\w+\}|\([^()]*\)|\[[^\[\]]*\]|[^…~.^$?{}()\[\]]\?|[^…~.^$?{}()\[\]]+(?!\?)"
)


class BadPattern(ValueError):
    """A pattern of the rules that cannot be read; the message is one English line for the author."""


@dataclass(frozen=True)
class Pattern:
    """A pattern: its regular expression and, for speed, words of which one of each set must occur."""

    source: str
    expression: str
    needed: tuple[tuple[str, ...], ...]

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the first match from each place, overlapping ones too; groups are the gaps."""
        if not all(any(word in text for word in words) for words in self.needed):
            return
        place = 0
        while found := self._regex.search(text, place):
            yield found
            place = found.start() + 1


def compiled(source: str, words: Mapping[str, Sequence[str]]) -> Pattern:
    """Return the pattern that source describes, with its word lists filled in.

    Raises:
        BadPattern: unknown list, stray bracket, empty pattern.
    """
    pieces: list[str] = []
    needed: list[tuple[str, ...]] = []
    tokens = _TOKEN.findall(source)
    if "".join(tokens) != source or not source:
        raise BadPattern(f"pattern {source!r}: unbalanced bracket, stray ? or empty")
    for token in tokens:
        if token in _SIGNS:
            pieces.append(_SIGNS[token])
        elif token[0] == "{" and token[1:-1] in BUILT_IN:
            pieces.append(f"(?:{BUILT_IN[token[1:-1]]})")
        elif token[0] in "{([":
            choices = _choices(token, source, words)
            pieces.append(f"(?:{'|'.join(map(re.escape, choices))}){'?' if token[0] == '[' else ''}")
            if token[0] != "[":
                needed.append(choices)
        elif token[-1] == "?":
            pieces.append(re.escape(token[0]) + "?")
        else:
            pieces.append(re.escape(token))
            needed.append((token,))
    if not needed and not any(token[0] == "{" for token in tokens):
        raise BadPattern(f"pattern {source!r}: no word that must occur")
    return Pattern(source, "".join(pieces), tuple(needed))


def _choices(token: str, source: str, words: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if token[0] == "{" and token[1:-1] not in words:
        raise BadPattern(f"pattern {source!r}: no word list {token}")
    choices = words[token[1:-1]] if token[0] == "{" else token[1:-1].split("|")
    if not all(choices):
        raise BadPattern(f"pattern {source!r}: an empty choice in {token}")
    return tuple(sorted(set(choices), key=lambda word: (-len(word), word)))
