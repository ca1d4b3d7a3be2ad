"""Every limit of the reading room, in one place. Sizes are in characters unless they say bytes."""

TEXT = 4_000_000
"""The longest paste that is read. The desk sets its own, lower limit; this one guards the command."""

FILE_BYTES = 64 * 1024 * 1024
"""The largest HAR file that is parsed."""

EXCHANGES = 100
"""How many exchanges of one paste or file are kept; of more, the last ones."""

WORDS = 5_000
"""How many words of one command are read."""

URLS = 100
"""How many URLs one command may name or expand to (curl's globbing multiplies)."""

REPAIRS_PER_KIND = 20
"""How many places of the same damage are listed."""

PLACEHOLDERS = 50
"""How many placeholders of one call are listed."""

LINE = 8_192
"""A line longer than this is neither a status line nor a sentence; a pattern looks at no more of it."""

QUOTE_DEPTH = 5
"""How many levels of mail quoting are taken off."""

CODE = 20_000
"""How many characters of source code one call or one assignment may take."""

ASSIGNMENTS = 100
"""How many variables that a paste sets are read."""

VARIABLES = 500
"""How many variables, and steps of one of them, are followed."""

THINGS = 20_000
"""How many things with calls on them are followed in one paste."""

CHAIN = 500
"""How many members and calls one chain may have."""

NESTING = 40
"""How deep a JSON body is searched or rebuilt."""

VALUES = 5_000
"""How many values one call of source code may be made of."""

ALL_VALUES = 100_000
"""How many values all calls of one paste may be made of."""

REPLAYS = 8
"""How deep one thing is sent with another, as a request with its client."""
