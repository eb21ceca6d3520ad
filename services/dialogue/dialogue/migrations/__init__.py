"""Migrations of the dialogue service, and what they read: `library` holds the questionnaires that they publish."""
