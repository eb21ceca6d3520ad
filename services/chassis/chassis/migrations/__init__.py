"""Tools for migrations: `environment` runs them; modules named `<name>_vN` are what they call.

A released module never changes, as a released migration never does (see "Migrations are immutable" in
`docs/decisions`). A change of what a module does is its next version. A migration imports nothing else of ours.
"""
