"""The story that shows what the platform is for, played against a running system through the public API only.

A buyer's officer registers a supplier, records a contract with the human-rights clause, imports a factory list,
asks questions and reviews the answers, meets the supplier and agrees on action points for both sides. A monitor
reports what it found at one factory, the buyer sees which of its contracts that affects, and the agenda of the
annual review is put together from everything that is open.
"""

from typing import Any

from local_stack.demo import contract, dialogue, finding
from local_stack.demo.story import Story

CHAPTERS = {
    "1  A supplier, and a person who represents it": contract.register_supplier,
    "2  A contact point who is not in sales": contract.add_contact_point,
    "3  A contract with the human-rights clause": contract.register_contract,
    "4  Where the products are made": contract.disclose_factories,
    "5  Questions, answers and reviews": dialogue.ask_and_review,
    "6  A meeting, with action points for both sides": dialogue.meet,
    "7  A monitor reports a finding": finding.report,
    "8  Which contracts does the finding affect?": finding.show_exposure,
    "9  The agenda of the annual review": dialogue.prepare_review,
    "10 What is due, and what was paid": contract.count_duties_and_spend,
    "11 The overview": dialogue.show_overview,
}


def play(story: Story) -> dict[str, Any]:
    """Play every chapter in order; returns the ids of what was created. Raises Refused if the platform refuses."""
    story.say("Everything here is invented and uses the public API, as any client would.")
    try:
        for title, chapter in CHAPTERS.items():
            story.say(f"\n{title}")
            chapter(story)
    finally:
        story.close()
    return story.facts
