"""The LwM2M CBOR format (OMA LwM2M core 1.2.1, section 7.5.7)."""

import cbor2

from .senml import cbor2_item
from .values import FormatError, Record

TYPES = {str: "string", bool: "boolean", int: "integer", float: "float", bytes: "opaque", type(None): "none"}


def decode(payload):
    # Nothing to report is an empty payload: the grammar knows no empty map.
    return list(leaves(cbor2_item(payload), ())) if payload else []


def leaves(item, path):
    if not isinstance(item, dict):
        kind = TYPES.get(type(item))
        if kind is None:
            raise FormatError(f"{item!r} is no value")
        yield Record(path, kind, item)
        return
    for key, value in item.items():
        # The path of a leaf is all keys on the way to it, one id or several each.
        ids = tuple(key) if isinstance(key, (tuple, list)) else (key,)
        if not all(is_id(part, path + ids[:index]) for index, part in enumerate(ids)):
            raise FormatError(f"{key!r} is no path")
        yield from leaves(value, path + ids)


def is_id(part, before):
    return type(part) is int and 0 <= part <= 65535 or isinstance(part, str) and not before


def encode(records):
    return cbor2.dumps({record.path: record.value for record in records})
