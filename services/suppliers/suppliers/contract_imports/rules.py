"""Imports of notices: what becomes of a lot, how its winner was recognised, and what a person should look at."""

from enum import StrEnum

from chassis.problems import NotFound


class LotOutcome(StrEnum):
    """What became of a lot.

    `drafted`: it is a new draft contract; `unchanged`: you have a contract of this lot, and the notice says nothing
    else; `different`: you have a contract of this lot, and the notice says something else than it, or than the
    notice before. An import never changes a contract.
    """

    DRAFTED = "drafted"
    UNCHANGED = "unchanged"
    DIFFERENT = "different"


class WinnerMatch(StrEnum):
    """How the supplier of a winner was found.

    `identifier`: a supplier has the winner's number; `earlier_notice`: your contracts from earlier notices name
    this supplier for the same number; `registered`: nobody like it was known, so it was registered; `candidates`:
    it may be one of these suppliers, a person decides; `not_registered`: the notice does not name it well enough,
    or it is a private person.
    """

    IDENTIFIER = "identifier"
    EARLIER_NOTICE = "earlier_notice"
    REGISTERED = "registered"
    CANDIDATES = "candidates"
    NOT_REGISTERED = "not_registered"


class LotRemark(StrEnum):
    """What a person should look at.

    `no_winner`: the lot has ended without a winner, or has none yet; `several_winners`: it has several, so the
    draft has no supplier; `winner_undecided`: it is not certain which supplier the winner is; `period_reversed`:
    the end is before the start, so the draft has neither; `duration_disagrees`: start and duration lead to
    another end; `several_references`: the lot has several contracts, so the draft has no reference;
    `reference_used`: another contract of yours has the same reference; `title_shortened`: the title has more than
    200 characters; `value_withheld`: an amount is not published.
    """

    NO_WINNER = "no_winner"
    SEVERAL_WINNERS = "several_winners"
    WINNER_UNDECIDED = "winner_undecided"
    PERIOD_REVERSED = "period_reversed"
    DURATION_DISAGREES = "duration_disagrees"
    SEVERAL_REFERENCES = "several_references"
    REFERENCE_USED = "reference_used"
    TITLE_SHORTENED = "title_shortened"
    VALUE_WITHHELD = "value_withheld"


class ContractImportNotFound(NotFound):
    """There is no import with this id, or you may not see it."""

    title = "Import not found"
