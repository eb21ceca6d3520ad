"""Old address of `raise_fence` in `chassis.migrations.row_security_v1`: released migrations import it here."""

from chassis.migrations.row_security_v1 import raise_fence as raise_fence
