"""A tiny service of the house to try the chassis on: notes that tenants own, remarks that parties share."""
