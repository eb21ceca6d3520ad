"""The chassis of this platform: what its services share and none of them owns.

It is no general library. It knows this platform's roles and kinds of organisations (`vocabulary`), lists the locks
of every service (`locks`), and speaks of organisations, suppliers and dossiers where a shared rule is about them.
It imports no service.
"""
