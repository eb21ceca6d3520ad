"""What a confirmation of the platform stands on."""

IDENTITY = ("name", "legal_name", "country", "website", "identifiers")
"""What the platform compares with the people of a supplier when it confirms their organisation.

If any of it changes afterwards, the confirmation counts for nothing until the platform confirms it again.
"""
