"""The story the platform exists for, played against a running system through the gateway alone.

A buyer's officer registers a supplier, records a contract with the human-rights clause, imports a factory list,
asks questions and judges the answers, meets, agrees action points on both sides; a monitor reports what it found
at one factory; the buyer sees at once which contract it touches; the annual review's agenda builds itself.
"""

from typing import Any

from local_stack.demo import contract, dialogue, finding
from local_stack.demo.story import Story

CHAPTERS = {
    "1  A supplier, and a person who speaks for it": contract.register,
    "2  A contact who is not a salesperson": contract.name_a_contact,
    "3  A contract with the human-rights clause": contract.sign,
    "4  Where it is made, and by whom": contract.disclose,
    "5  Questions, answers, and what they are worth": dialogue.converse,
    "6  A meeting that leaves action points on both sides": dialogue.meet,
    "7  A monitor reports what it found": finding.find,
    "8  Which of my contracts does that touch?": finding.see_exposure,
    "9  The annual review's agenda builds itself": dialogue.review,
    "10 The overview": dialogue.look,
}


def play(story: Story) -> dict[str, Any]:
    """Every chapter in order; gives the ids of what was made. Raises Refused where the platform says no."""
    story.say("Everything here is invented, and goes through the public API as anybody's program would.")
    try:
        for title, chapter in CHAPTERS.items():
            story.say(f"\n{title}")
            chapter(story)
    finally:
        story.close()
    return story.facts
