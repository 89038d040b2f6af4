"""Due days by workalendar in its own environment: ``python law_peer.py REPEATS < cases.json`` prints JSON.

Knows nothing of gongkai. A case is ``[start, limit, [[first, last], …]]``; workalendar is asked of each day whether it
is worked, as it has no notion of days that are not counted.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import sys
from time import perf_counter

ONE_DAY = datetime.timedelta(days=1)


def due_day(is_working_day, start, limit, spans):
    """Walks on until the limit is used up."""
    day = start
    while limit:
        day += ONE_DAY
        if is_working_day(day) and not any(first <= day <= last for first, last in spans):
            limit -= 1
    return day


def main(repeats):
    from workalendar.asia import China

    read = datetime.date.fromisoformat
    cases = [
        (read(start), limit, [(read(first), read(last)) for first, last in spans])
        for start, limit, spans in json.load(sys.stdin)
    ]
    china = China()
    seconds, days = [], []
    for number in range(repeats + 1):
        begun = perf_counter()
        days = [due_day(china.is_working_day, *case) for case in cases]
        if number:
            seconds.append(perf_counter() - begun)
    version = importlib.metadata.version("workalendar")
    print(json.dumps({"version": version, "seconds": seconds, "days": [day.isoformat() for day in days]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
