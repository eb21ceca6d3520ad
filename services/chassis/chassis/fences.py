"""Old address of the enum in `chassis.migrations.row_security_v1`: released migrations import it here."""

from chassis.migrations.row_security_v1 import Fence as Fence
