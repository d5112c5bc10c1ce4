"""Values and the paths they stand at, as every content format yields them and as the tests see them.

A path is a tuple: numbers, after the prefix of a gateway if there is one. In JSON a record is

    {"path": "/3303/0/5700", "type": "float", "value": 21.5, "time": 1700000000}

with a `time` only in history data. The types:

    string    text
    integer   a whole number; "unsigned" is the same but for its encoding in TLV
    float     a number; "nan", "inf" and "-inf" are texts
    boolean   true or false
    opaque    hexadecimal digits
    link      an object link as text, "66:0"
    none      null
    text      the characters of plain text, which does not tell the type
    bytes     hexadecimal digits of a TLV value, which does not tell the type
"""

import math
from dataclasses import dataclass
from typing import Any


class FormatError(Exception):
    """A payload breaks the rules of its content format."""


@dataclass(frozen=True)
class Record:
    path: tuple
    type: str
    value: Any
    time: float | None = None

    def to_json(self):
        value = self.value
        if isinstance(value, bytes):
            value = value.hex()
        elif isinstance(value, float) and not math.isfinite(value):
            value = str(value)
        json = {"path": path_text(self.path), "type": self.type, "value": value}
        return json if self.time is None else json | {"time": self.time}

    @classmethod
    def from_json(cls, json):
        kind, value = json["type"], json["value"]
        if kind in ("opaque", "bytes"):
            value = bytes.fromhex(value)
        elif kind == "float":
            value = float(value)
        return cls(parse_path(json["path"]), kind, value, json.get("time"))


def parse_path(text):
    """`/3303/0/5700` becomes (3303, 0, 5700); a first part that is no number is the prefix of a gateway."""
    if text == "/":
        return ()
    if not text.startswith("/") or text.endswith("/"):
        raise FormatError(f"{text!r} is no path")
    parts = text[1:].split("/")
    prefix = [] if parts[0].isdecimal() else [parts.pop(0)]
    for part in parts:
        # Object, instance and resource ids have 16 bits, and are written without leading zeros.
        if not part.isdecimal() or str(int(part)) != part or int(part) > 65535:
            raise FormatError(f"{text!r} is no path")
    if len(parts) > 4 or prefix == [""]:
        raise FormatError(f"{text!r} is no path")
    return tuple(prefix + [int(part) for part in parts])


def path_text(path):
    return "/" + "/".join(str(part) for part in path)


def without_prefix(path):
    return path[1:] if path and isinstance(path[0], str) else path


def check_records(records, base):
    """Raises unless every record is a resource (instance) at or below `base`, and none comes twice."""
    seen = set()
    for record in records:
        if record.path[: len(base)] != base:
            raise FormatError(f"{path_text(record.path)} is not below {path_text(base)}")
        if len(without_prefix(record.path)) not in (3, 4):
            raise FormatError(f"{path_text(record.path)} is no resource")
        if (record.path, record.time) in seen:
            raise FormatError(f"{path_text(record.path)} comes twice")
        seen.add((record.path, record.time))
    return records
