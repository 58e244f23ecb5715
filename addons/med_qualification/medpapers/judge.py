"""Whether the papers of a party satisfy a requirement on a day, for some goods."""

from dataclasses import dataclass
from datetime import timedelta

from .scope import ALL, ScopeLine, covers

# best first; what follows "renewing" is not good enough to trade on
STATUSES = (
    "valid",
    "expiring",
    "renewing",
    "pending",
    "altered",
    "broken",
    "scope",
    "expired",
    "revoked",
    "missing",
)
GOOD = frozenset(("valid", "expiring", "renewing"))
# of a paper that holds: yearly verification late or too late, copy without seal
REMARKS = ("verification_late", "unverified", "unsealed")


@dataclass(frozen=True)
class Goods:
    """What is traded, as far as papers care.

    ``is_own``: registered by the party that is judged, and sold from its own site.
    """

    device_class: str
    categories: frozenset = ALL
    ivd: bool = False
    cold_chain: bool = False
    implant: bool = False
    origin: str = "domestic"
    exempt: bool = False
    contraceptive: bool = False
    is_own: bool = True


@dataclass(frozen=True)
class Paper:
    """One credential. ``ended_on``: first day it no longer counts (superseded, revoked).

    ``scope`` is "none" (not judged), "optional" (judged if lines are there) or
    "required". ``grace`` days an accepted renewal keeps an expired paper alive, 0 = for
    as long as the office takes. ``notice``: days before the end at which it counts as
    expiring. ``is_recorded`` papers wait for review, ``is_altered`` ones are not what was
    approved. ``rests_on``: the letters of authorisation above, the first one first;
    ``is_narrower``: as one of these it does not reach as far as the paper below.
    """

    key: int
    type_code: str
    valid_from: object = None
    valid_to: object = None
    ended_on: object = None
    is_renewing: bool = False
    is_recorded: bool = False
    is_revoked: bool = False
    is_altered: bool = False
    grace: int = 0
    notice: int = 0
    scope: str = "none"
    lines: tuple[ScopeLine, ...] = ()
    modes: frozenset = ALL
    verified_until: object = None
    verification: str = "none"
    verification_grace: int = 0
    is_unsealed: bool = False
    ends_trade: bool = False
    rests_on: tuple = ()
    is_narrower: bool = False

    def status_on(self, day):
        """One of STATUSES without "scope"; "missing" where it is not in force."""
        status = self._own_status_on(day)
        return "broken" if status in GOOD and self.broken_on(day) else status

    def broken_on(self, day):
        """The letter above that does not hold, the first of several; None where all hold."""
        for above in self.rests_on:
            if above.is_narrower or above._own_status_on(day) not in GOOD:
                return above
        return None

    def _own_status_on(self, day):
        if self.is_altered:
            return "altered"
        if self.ended_on and day >= self.ended_on:
            return "revoked" if self.is_revoked else "missing"
        if self.valid_from and day < self.valid_from:
            return "missing"
        if self.valid_to and day > self.valid_to:
            return "renewing" if self._renewal_holds(day) else "expired"
        if self.is_recorded:
            return "pending"
        if self.is_renewing:
            return "renewing"
        if self.notice and self.valid_to:
            if day + timedelta(days=self.notice) >= self.valid_to:
                return "expiring"
        return "valid"

    def remarks_on(self, day):
        """What is not as it should be though the paper holds: codes of REMARKS."""
        remarks = [self._verification_on(day), "unsealed" if self.is_unsealed else ""]
        return tuple(remark for remark in remarks if remark)

    def _verification_on(self, day):
        """A late yearly verification reminds within its grace, then stops."""
        if self.verification == "none" or not self.verified_until:
            return ""
        if day <= self.verified_until:
            return ""
        grace = timedelta(days=self.verification_grace)
        if self.verification == "block" or day > self.verified_until + grace:
            return "unverified"
        return "verification_late"

    def _renewal_holds(self, day):
        if not self.is_renewing or self.is_recorded:
            return False
        return not self.grace or day <= self.valid_to + timedelta(days=self.grace)

    def covers(self, goods):
        """Verdict of the scope, true where this paper has none to judge."""
        if self.scope == "none" or (self.scope == "optional" and not self.lines):
            return True
        return covers(self.lines, goods)


@dataclass(frozen=True)
class Need:
    """One requirement row: one of ``types`` must be good. No class = always needed.

    ``parties``: keys of the party types it binds, all if empty.
    """

    key: int
    types: tuple
    classes: frozenset = ALL
    categories: frozenset = ALL
    ivd: str = "any"
    cold_chain: str = "any"
    implant: str = "any"
    origin: str = "any"
    contraceptive: str = "any"
    own_goods: str = "any"
    skip_exempt: bool = True
    parties: frozenset = ALL

    @property
    def flags(self):
        """Conditions on goods besides class and category: {name: any, yes, no, …}."""
        return {
            "ivd": self.ivd,
            "cold_chain": self.cold_chain,
            "implant": self.implant,
            "origin": self.origin,
            "contraceptive": self.contraceptive,
            "own_goods": self.own_goods,
        }

    @property
    def is_for_goods(self):
        """Whether it depends on what is traded."""
        return bool(self.classes or self.categories) or any(
            flag != "any" for flag in self.flags.values()
        )

    def concerns(self, classes, trades=ALL):
        """Whether a party that trades these classes has to answer it beforehand.

        :param trades: special goods it trades: ``ivd``, ``cold_chain``, ``implant``,
            ``abroad``, ``others`` (goods of other registrants, or no contraceptives);
            what is asked for these only waits for a line of a document otherwise
        """
        if self.classes and not self.classes & classes:
            return False
        needed = {name for name in ("ivd", "cold_chain", "implant") if self.flags[name] == "yes"}
        if self.origin not in ("any", "domestic"):
            needed.add("abroad")
        if "no" in (self.contraceptive, self.own_goods):
            needed.add("others")
        return needed <= trades

    def applies(self, goods):
        """Whether these goods need it."""
        if goods.exempt and self.skip_exempt and self.is_for_goods:
            return False
        return (
            (not self.classes or goods.device_class in self.classes)
            and (not self.categories or bool(self.categories & goods.categories))
            and _flag(self.ivd, goods.ivd)
            and _flag(self.cold_chain, goods.cold_chain)
            and _flag(self.implant, goods.implant)
            and _origin(self.origin, goods.origin)
            and _flag(self.contraceptive, goods.contraceptive)
            and _flag(self.own_goods, goods.is_own)
        )


@dataclass(frozen=True)
class Outcome:
    """Status of the best paper, its key, and why.

    ``reason``: of the scope for status "scope", key of the letter above for "broken".
    """

    status: str
    paper: object = None
    reason: str = ""

    @property
    def is_good(self):
        """Whether trade may go on (a renewal under way is good with a warning)."""
        return self.status in GOOD


def judge(need, papers, day, goods=None):
    """The best outcome among ``papers`` for ``need`` on ``day``."""
    best = Outcome("missing")
    for paper in papers:
        if paper.type_code in need.types:
            best = min(
                best,
                _judge_paper(paper, day, goods),
                key=lambda outcome: STATUSES.index(outcome.status),
            )
    return best


def worst(outcomes):
    """The outcome that stands furthest from valid, None without any."""
    return max(
        outcomes, key=lambda outcome: STATUSES.index(outcome.status), default=None
    )


def _judge_paper(paper, day, goods):
    status = paper.status_on(day)
    if status == "missing":
        return Outcome("missing")
    if status == "broken":
        return Outcome(status, paper.key, str(paper.broken_on(day).key))
    if goods is not None and status not in ("altered", "expired", "revoked"):
        verdict = paper.covers(goods)
        if not verdict:
            return Outcome("scope", paper.key, verdict.reason)
    return Outcome(status, paper.key)


def _flag(wanted, actual):
    return wanted == "any" or (wanted == "yes") == bool(actual)


def _origin(wanted, actual):
    return wanted in ("any", actual) or (wanted == "abroad" and actual != "domestic")
