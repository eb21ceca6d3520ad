"""Old address of `dialogue.migrations.library_questionnaires_v1`: a released migration imports `ship` here."""

from dialogue.migrations.library_questionnaires_v1 import ship as ship
