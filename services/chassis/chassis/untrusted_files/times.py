"""How long a file from outside may take, each time derived from the one before.

A file waits longer for its turn than the file before it may be read, so a slow file of one organisation cannot make
the file of another one fail.
"""

READING_SECONDS = 18
"""By the clock, and of computing."""
PATIENCE_SECONDS = READING_SECONDS + 4
"""For which a file waits for its turn; the seconds more are for a process that starts or is ended."""
WRITING_SECONDS = 15
"""For what is done with a file that has been read: the rows of a list are compared and stored."""
ANSWER_SECONDS = PATIENCE_SECONDS + READING_SECONDS + WRITING_SECONDS
"""For which the gateway waits for the answer to a request that brings a file; reverse proxies usually wait 60."""
