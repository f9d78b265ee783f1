"""The agents of the group: number, team, skill, and who takes which contact.

Each institution has 34 agents, in this order: two telephone teams of 10, the team of 在线 and 手机App (8),
and the counter (6). Every third of a team handles hard cases (技能 疑难) and takes three of four contacts
about a hard matter; one in ten of the others goes there too.
"""

import numpy as np

from course.cases import profile
from course.cases import vocabulary as words
from course.cases.panel import Flags, Rows
from course.cases.plan import Plan
from course.cases.spec import Draw
from course.cases.streams import Floats, Ints

SIZES = (10, 10, 8, 6)  # by team, in the order of TEAMS
EACH = sum(SIZES)
TEAM = np.repeat(np.arange(len(SIZES)), SIZES)  # of the agents of one institution
SENIOR = np.concatenate([np.arange(size) % 3 == 0 for size in SIZES])
NUMBERS = tuple(
    f"A{institution}{agent:02d}"
    for institution in range(1, len(words.INSTITUTIONS) + 1)
    for agent in range(1, EACH + 1)
)
_TEAM_QUICK = 0.55  # the pace of the team that passes on


def assigned(rows: Rows, draw: Draw) -> Ints:
    """The agent for each contact, as a position in NUMBERS."""
    n = len(rows.channel)
    by_phone = draw("contacts.team").integers(n, 0, len(words.PHONE_TEAMS))
    team = np.array([-1, 2, 3, 2])[rows.channel]
    team = np.where(rows.channel == words.PHONE, by_phone, team)
    senior = draw("contacts.senior").uniform(n) < np.where(profile.HARD[rows.business], 0.75, 0.1)
    pools = [
        np.flatnonzero((t == TEAM) & (skilled == SENIOR))
        for t in range(len(SIZES))
        for skilled in (False, True)
    ]
    sizes = np.array([len(pool) for pool in pools])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    pool = team * 2 + senior
    pick = np.floor(draw("contacts.agent").uniform(n) * sizes[pool]).astype(np.int64)
    return np.asarray(rows.institution * EACH + np.concatenate(pools)[ends[pool] + pick])


def pace(rows: Rows, agent: Ints, plan: Plan) -> Floats:
    """The factor of the usual handle time with which an agent works on a contact."""
    quick = np.where(in_transfer_team(agent, plan), _TEAM_QUICK, 1.0)
    return quick * np.where(SENIOR[agent % EACH] & profile.HARD[rows.business], plan.senior_pace, 1.0)


def in_transfer_team(agent: Ints, plan: Plan) -> Flags:
    """Whether agents belong to the team that passes on what it could settle."""
    here = agent // EACH == words.INSTITUTIONS.index(plan.transfer_institution)
    return np.asarray(here & (TEAM[agent % EACH] == words.TEAMS.index(plan.transfer_team)))
