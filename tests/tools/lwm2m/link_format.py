"""The link format (RFC 6690), as registrations and Discover use it."""

import re

from .values import FormatError

# RFC 6690, section 2: the characters of a value without quotes.
LINK = re.compile(r'<([^>]*)>((?:;[^,;="]+(?:=(?:"(?:[^"\\]|\\.)*"|[^",;\s]+))?)*)')
ATTRIBUTE = re.compile(r';([^,;="]+)(?:=("(?:[^"\\]|\\.)*"|[^",;\s]+))?')


def decode(payload):
    """The links in order, each with its attributes; a quoted value keeps its quotes."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise FormatError("the links are not UTF-8") from error
    links, position = [], 0
    while position < len(text):
        found = LINK.match(text, position)
        if not found:
            raise FormatError(f"there is no link at {text[position:]!r}")
        attributes = {name: value or None for name, value in ATTRIBUTE.findall(found[2])}
        links.append({"path": found[1], "attributes": attributes})
        position = found.end()
        if position < len(text) and (text[position] != "," or position + 1 == len(text)):
            raise FormatError(f"a link is not followed by a link at {text[position:]!r}")
        position += 1
    return links
