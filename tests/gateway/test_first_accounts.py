"""The document of the first accounts: what is wrong with it is said in plain words, with the place."""

import subprocess
import sys

import pytest

EXAMPLE = "deploy/first-accounts.example.json"


def said_about(document: bytes) -> str:
    ran = subprocess.run([sys.executable, "-m", "gateway.first_accounts"], input=document, capture_output=True)
    assert ran.returncode == 1
    return ran.stderr.decode()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "There is no document on standard input."),
        (b'{"organisations": [\n  {"name": "Platform" "kind": "platform"}]}', "Line 2, column 23: a comma"),
        (b'{"organisations": }', "Line 1, column 19: a value is missing here."),
        (b"{'organisations': []}", "Line 1, column 2: a name in double quotes is missing here."),
        (b'{"organisations" []}', "Line 1, column 18: a colon is missing before this."),
        (b'{"organisations": []}]', "Line 1, column 22: the document has ended before this."),
        (b'{"organisations": ["Plat', "Line 1, column 20: the text that begins here does not end."),
        (b'{"organisations": ["a\tb"]}', "Line 1, column 22: a text has a line break or another control"),
        (b'{"organisations": ["\\x"]}', "Line 1, column 21: a text has a backslash here that nothing known"),
        (b'{"organisations": ["Caf\xe9"]}', "The document is not in UTF-8: byte 24"),
        (b"\xef\xbb\xbf[]", "A list is not a JSON object."),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_read_is_refused_with_the_place(document: bytes, said: str) -> None:
    refused = said_about(document)
    assert said in refused
    assert not any(word in refused for word in ("Traceback", "Expecting", "delimiter", "codec"))
