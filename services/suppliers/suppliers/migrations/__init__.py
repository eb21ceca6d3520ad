"""Migrations of the suppliers service."""
