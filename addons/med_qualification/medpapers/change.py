"""When the judgement of papers may change by the mere passing of days."""

from datetime import timedelta

DAY = timedelta(days=1)


def change_days(paper):
    """Days on which the status of a paper may become another, as a set.

    That it is about to end ("expiring") changes nothing that may be traded and is left out.
    """
    days = {paper.valid_from, paper.ended_on}
    if paper.valid_to:
        days.add(paper.valid_to + DAY)
    if paper.valid_to and paper.is_renewing:
        days.add(paper.valid_to + timedelta(days=paper.grace) + DAY)
    return days.union(*map(change_days, paper.rests_on)) - {None}


def holds_until(days, today):
    """Last day for which what is judged today stays right; None where nothing changes it.

    :param days: all days on which something may change
    """
    later = [day for day in days if day and day > today]
    return min(later) - DAY if later else None
