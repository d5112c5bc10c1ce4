"""The formats for one value: plain text, opaque and CBOR (OMA LwM2M core 1.2.1, sections 7.5.1 to 7.5.3)."""

import base64

import cbor2

from .senml import cbor2_item
from .values import FormatError, Record

TYPES = {str: "string", bool: "boolean", int: "integer", float: "float", bytes: "opaque", type(None): "none"}


def decode_text(payload, base):
    try:
        return [Record(base, "text", payload.decode())]
    except UnicodeDecodeError as error:
        raise FormatError("the text is not UTF-8") from error


def decode_opaque(payload, base):
    return [Record(base, "opaque", payload)]


def decode_cbor(payload, base):
    item = cbor2_item(payload)
    kind = TYPES.get(type(item))
    if kind is None:
        raise FormatError(f"{item!r} is no value")
    return [Record(base, kind, item)]


def encode_text(records):
    record = one(records)
    match record.type:
        case "boolean":
            return b"1" if record.value else b"0"
        case "opaque":
            return base64.b64encode(record.value)
        case _:
            return str(record.value).encode()


def encode_opaque(records):
    return one(records).value


def encode_cbor(records):
    return cbor2.dumps(one(records).value)


def one(records):
    if len(records) != 1:
        raise FormatError(f"the format holds one value, not {len(records)}")
    return records[0]
