"""The vault of this installation for a route."""

from typing import Annotated

from fastapi import Depends, Request

from dialogue.findings.restricted.vault import Vault
from dialogue.state import state_of


async def findings_vault(request: Request) -> Vault:
    return state_of(request).vault


FindingsVault = Annotated[Vault, Depends(findings_vault)]
