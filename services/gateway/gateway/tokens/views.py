"""An issued token as the token endpoint shows it."""

from gateway.tokens.rules import ACCESS_LIFE, IssuedToken
from gateway.tokens.schemas import TokenOut


def token_out(token: IssuedToken) -> TokenOut:
    return TokenOut(
        access_token=token.access_token,
        expires_in=ACCESS_LIFE,
        refresh_token=token.refresh_token,
        organisation=token.organisation,
    )
