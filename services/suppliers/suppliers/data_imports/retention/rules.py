"""For how long rows about people are kept that were never applied.

The values of a settled row are in the contact point, and only there. One that waits for a decision is kept for
three months after its last change: whoever still needs it imports the workbook again.
"""

from suppliers.data_imports.rules import SETTLED, DataRowStatus, SheetName

DAYS_KEPT = 90
ABOUT_PEOPLE = frozenset({SheetName.CONTACTS})
UNSETTLED = frozenset(DataRowStatus) - SETTLED
