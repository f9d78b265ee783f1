"""What a rule is, and how the first that fits is found."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from course.guidance.errors.scene import Scene
from course.guidance.safely import safely
from course.guidance.wording import clean

Say = Callable[[Scene, "re.Match[str]"], str]


@dataclass(frozen=True)
class Rule:
    """A sentence for some errors.

    types: names of error types, separated by spaces; a subclass counts. pattern: searched in the message.
    say: the sentence without its full stop, `{1}` for what the first group of the pattern found; or a
    function that makes it, and returns an empty text when the rule does not fit after all.
    """

    types: str
    pattern: str
    say: str | Say


def first(rules: Sequence[Rule], scene: Scene) -> str:
    """What the first fitting rule says, or an empty text."""
    types = {kind.__name__ for kind in type(scene.error).__mro__}
    text = scene.text
    for rule in rules:
        if types.isdisjoint(rule.types.split()):
            continue
        found = re.search(rule.pattern, text, re.DOTALL)
        if found is None:
            continue
        if callable(rule.say):
            # A rule that stumbles over an odd value leaves the word to the next one.
            said = safely(partial(rule.say, scene, found), "")
        else:
            groups = [clean(group or "", 40) for group in (found[0], *found.groups())]
            said = rule.say.format(*groups)
        if said:
            return said
    return ""
