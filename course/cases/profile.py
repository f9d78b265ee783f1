"""The habits of customers and channels that every world shares: who comes, why, when, and for how long.

联络 holds all contacts of one customer in SAMPLE, drawn at random; the others fill the lines too, so that
waits are those of a whole service centre (TRAFFIC contacts on an average day, all institutions and channels
together).
"""

import numpy as np

from course.cases import vocabulary as words
from course.cases.streams import Floats

SAMPLE = 55
TRAFFIC = 1400.0
CUSTOMERS = 3000  # of each institution in 联络: so many that chance hardly ever brings one back within a week
SPECIAL = 200  # more of them, who come only for what is planted
POPULATION = 9000  # numbers of each institution's customers stay below

INSTITUTION = (0.46, 0.28, 0.26)
BUSINESS = ((0.31, 0.27, 0.20, 0.22), (0.26, 0.30, 0.24, 0.20), (0.22, 0.34, 0.26, 0.18))
AGE = ((0.22, 0.38, 0.25, 0.15), (0.10, 0.36, 0.34, 0.20), (0.23, 0.39, 0.24, 0.14))
ENTERPRISE = (0.08, 0.03, 0.05)
CHANNEL = (  # rows: institution x age group; columns: 电话 在线 网点 手机App
    (0.30, 0.34, 0.06, 0.30), (0.36, 0.30, 0.09, 0.25), (0.48, 0.18, 0.18, 0.16), (0.54, 0.07, 0.33, 0.06),
    (0.40, 0.32, 0.03, 0.25), (0.48, 0.27, 0.05, 0.20), (0.60, 0.16, 0.12, 0.12), (0.68, 0.06, 0.21, 0.05),
    (0.30, 0.34, 0.03, 0.33), (0.36, 0.32, 0.05, 0.27), (0.50, 0.20, 0.12, 0.18), (0.62, 0.08, 0.22, 0.08),
)  # fmt: skip
WEEKDAY = (  # rows: channel; columns: Monday to Sunday
    (1.40, 1.10, 1.00, 1.00, 1.10, 0.55, 0.40),
    (1.20, 1.05, 1.00, 1.00, 1.05, 0.80, 0.70),
    (1.25, 1.05, 1.00, 1.00, 1.15, 0.60, 0.00),
    (1.05, 1.00, 1.00, 1.00, 1.00, 0.95, 0.95),
)
HOUR = (  # rows: channel; columns: hour 0 to 23
    (1, 0, 0, 0, 0, 1, 1, 3, 8, 12, 12, 9, 6, 7, 9, 9, 8, 6, 4, 4, 3, 2, 1, 1),
    (1, 0, 0, 0, 0, 0, 1, 2, 6, 9, 9, 7, 6, 6, 8, 8, 7, 6, 6, 7, 7, 5, 2, 1),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 15, 10, 5, 8, 12, 11, 6, 0, 0, 0, 0, 0, 0, 0),
    (2, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6, 7, 6, 6, 6, 6, 6, 7, 9, 10, 8, 5, 3),
)
BRANCH_OPEN, BRANCH_SHUT = 9, 17

HANDLE_MEDIAN = np.array([250.0, 430.0, 840.0, 210.0])  # seconds, by channel
HANDLE_SIGMA = 0.55
EFFORT = np.array([1.0, 1.0, 2.4, 1.0, 0.9, 2.4, 0.8, 2.4, 1.0, 0.9, 2.4, 1.0])  # by business
HARD = EFFORT > 1.5
PASS_ON = np.array([0.12, 0.14, 0.17, 0.16, 0.12, 0.24, 0.12, 0.20, 0.13, 0.14, 0.16, 0.13])  # by business

PATIENCE = np.array([700.0, 420.0, 6000.0, 420.0])  # seconds, the mean, by channel
# In an outage: so many seconds more, and so many times longer, since the page says that it is being mended.
OUTAGE_LEAST, OUTAGE_PATIENCE = 900.0, 12.0
PICKUP_MEDIAN = np.array([15.0, 5.0, 120.0, 7.0])  # ringing, greeting, a ticket drawn: before any line
PICKUP_SIGMA = np.array([0.50, 0.60, 0.40, 0.60])


def traffic_per_day() -> Floats:
    """Contacts on an average day, by institution (rows) and channel (columns)."""
    rows = []
    for i, share in enumerate(INSTITUTION):
        mix = [
            sum(AGE[i][age] * CHANNEL[4 * i + age][channel] for age in range(len(words.AGE_GROUPS)))
            for channel in range(len(words.CHANNELS))
        ]
        rows.append([TRAFFIC * share * part for part in mix])
    return np.array(rows)
