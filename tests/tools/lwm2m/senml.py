"""SenML in JSON and CBOR (RFC 8428), as LwM2M uses it (core 1.2.1, sections 7.5.5 and 7.5.6)."""

import base64
import json
import math

import cbor2

from .values import FormatError, Record, parse_path, path_text

# RFC 8428, table 6; LwM2M adds "vlo" as text.
LABELS = {-1: "bver", -2: "bn", -3: "bt", -4: "bu", -5: "bv", -6: "bs", 0: "n", 1: "u", 2: "v", 3: "vs"}
LABELS |= {4: "vb", 5: "s", 6: "t", 7: "ut", 8: "vd", "vlo": "vlo"}
NUMBERS = {name: label for label, name in LABELS.items()}
VALUES = ("v", "vs", "vb", "vd", "vlo")
TYPES = {"string": "vs", "boolean": "vb", "opaque": "vd", "link": "vlo"}
TYPES |= {"integer": "v", "unsigned": "v", "float": "v"}


def decode_json(payload):
    return records_of(parse_json(payload), from_base64)


def decode_cbor(payload):
    return records_of(parse_cbor(payload), lambda data: data)


def encode_json(records):
    pack = [fields_of(record, to_base64) for record in records]
    return json.dumps(pack, separators=(",", ":"), allow_nan=False).encode()


def encode_cbor(records):
    pack = [fields_of(record, lambda data: data) for record in records]
    return cbor2.dumps([{NUMBERS[name]: value for name, value in fields.items()} for fields in pack])


def encode_paths_json(paths):
    """The body of a composite request: what is to be read."""
    return json.dumps([{"n": path_text(path)} for path in paths], separators=(",", ":")).encode()


def encode_paths_cbor(paths):
    return cbor2.dumps([{NUMBERS["n"]: path_text(path)} for path in paths])


def parse_json(payload):
    try:
        pack = json.loads(payload.decode(), object_pairs_hook=unique, parse_constant=no_constant)
    except ValueError as error:
        raise FormatError(f"this is no JSON: {error}") from error
    return checked(pack)


def parse_cbor(payload):
    pack = cbor2_item(payload)
    if not isinstance(pack, list) or not all(isinstance(fields, dict) for fields in pack):
        raise FormatError("this is no list of maps")
    # Labels that are not known may be ignored; the text ones are kept for the check of the underscore.
    return checked([{LABELS.get(label, str(label)): value for label, value in fields.items()} for fields in pack])


def cbor2_item(payload):
    """The one item that the payload must be."""
    from io import BytesIO

    stream = BytesIO(payload)
    try:
        item = cbor2.load(stream)
    except Exception as error:
        raise FormatError(f"this is no CBOR: {error}") from error
    if stream.read():
        raise FormatError("something follows the CBOR item")
    return item


def checked(pack):
    if not isinstance(pack, list) or not all(isinstance(fields, dict) for fields in pack):
        raise FormatError("this is no list of records")
    for fields in pack:
        for name in fields:
            # RFC 8428, section 4.4: what must be understood ends with an underscore.
            if name.endswith("_"):
                raise FormatError(f"the field {name!r} is not understood")
    return pack


def records_of(pack, opaque):
    base = {"bn": "", "bt": 0, "bv": 0}
    records = []
    for fields in pack:
        base |= {name: fields[name] for name in base if name in fields}
        path = parse_path(base["bn"] + fields.get("n", ""))
        kind, value = value_of(fields, base["bv"], opaque)
        time = base["bt"] + fields.get("t", 0)
        records.append(Record(path, kind, value, time or None))
    return records


def value_of(fields, base, opaque):
    names = [name for name in VALUES if name in fields]
    if len(names) != 1:
        raise FormatError(f"a record has {len(names)} values: {fields!r}")
    value = fields[names[0]]
    match names[0], value:
        case "v", bool():
            raise FormatError("a number is a boolean")
        case "v", int():
            return "integer", value + base
        case "v", float():
            return "float", value + base
        case "vs", str():
            return "string", value
        case "vb", bool():
            return "boolean", value
        case "vlo", str():
            return "link", value
        case "vd", str() | bytes():
            return "opaque", opaque(value)
        case name, _:
            raise FormatError(f"{value!r} is no value of the field {name!r}")


def fields_of(record, opaque):
    name = TYPES.get(record.type)
    if name is None:
        raise FormatError(f"SenML has no {record.type}")
    if isinstance(record.value, float) and not math.isfinite(record.value) and opaque is to_base64:
        raise FormatError("JSON has only finite numbers")
    value = opaque(record.value) if name == "vd" else record.value
    fields = {"n": path_text(record.path), name: value}
    return fields if record.time is None else fields | {"t": record.time}


def from_base64(text):
    # RFC 8428, section 4.3: the alphabet for URLs, without padding.
    if not isinstance(text, str) or any(sign in text for sign in "=+/"):
        raise FormatError(f"{text!r} is not base64 for URLs without padding")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise FormatError(f"{text!r} is no base64") from error


def to_base64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unique(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise FormatError("a record has one field twice")
    return fields


def no_constant(name):
    raise FormatError(f"{name} is no JSON")
