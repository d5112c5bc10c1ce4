"""The TLV format (OMA LwM2M core 1.2.1, section 7.5.4)."""

import struct

from .values import FormatError, Record, path_text, without_prefix

INSTANCE, RESOURCE_INSTANCE, MULTIPLE, RESOURCE = range(4)

# What stands for the id of an instance that the client shall choose.
ANY_INSTANCE = 65535


def decode(payload, base):
    """The records of a payload that was read at `base`; TLV does not tell the types of the values."""
    entries = list(split(payload))
    level = len(without_prefix(base))
    if level == 1:
        return [record for entry in entries for record in instance(entry, base)]
    if level == 2:
        if len(entries) == 1 and entries[0][0] == INSTANCE:
            return instance(entries[0], base[:-1], base[-1])
        return [record for entry in entries for record in resource(entry, base)]
    if level in (3, 4) and len(entries) == 1:
        if level == 4 and entries[0][0] == RESOURCE_INSTANCE:
            return resource_instances(payload, base[:-1])
        # That it is the resource which was asked for is checked with the paths of all formats.
        return resource(entries[0], base[: 2 - level])
    raise FormatError(f"{len(entries)} entries do not answer for {path_text(base)}")


def instance(entry, base, wanted=None):
    kind, number, value = entry
    if kind != INSTANCE or wanted not in (None, number):
        raise FormatError(f"entry {number} of kind {kind} is not an instance of {path_text(base)}")
    return [record for inner in split(value) for record in resource(inner, (*base, number))]


def resource(entry, base):
    kind, number, value = entry
    if kind == RESOURCE:
        return [Record((*base, number), "bytes", value)]
    if kind == MULTIPLE:
        return resource_instances(value, (*base, number))
    raise FormatError(f"entry {number} of kind {kind} is not a resource of {path_text(base)}")


def resource_instances(payload, base):
    records = []
    for kind, number, value in split(payload):
        if kind != RESOURCE_INSTANCE:
            raise FormatError(f"entry {number} of kind {kind} is not an instance of {path_text(base)}")
        records.append(Record((*base, number), "bytes", value))
    return records


def split(payload):
    """The entries of one level: kind, id, value."""
    while payload:
        head, payload = payload[0], payload[1:]
        number, payload = take_number(payload, 2 if head & 0x20 else 1)
        width = head >> 3 & 3
        length, payload = take_number(payload, width) if width else (head & 7, payload)
        if length > len(payload):
            raise FormatError(f"entry {number} wants {length} bytes, {len(payload)} are there")
        yield head >> 6, number, payload[:length]
        payload = payload[length:]


def take_number(payload, width):
    if len(payload) < width:
        raise FormatError("the payload ends within the head of an entry")
    return int.from_bytes(payload[:width], "big"), payload[width:]


def encode(records, base):
    """The payload that writes `records` at `base`: only what is below `base` is wrapped."""
    level = len(without_prefix(base))
    tree = {}
    for record in records:
        path = without_prefix(record.path)
        node = tree
        # A resource is always named; a resource instance is wrapped in its resource.
        for number in path[min(level, 2) : -1]:
            node = node.setdefault(number, {})
        node[path[-1]] = value_bytes(record)
    return entries_of(tree, INSTANCE if level == 1 else RESOURCE)


def entries_of(tree, kind):
    payload = b""
    for number, value in tree.items():
        if kind == INSTANCE:
            inner = entries_of(value, RESOURCE)
            payload += inner if number == ANY_INSTANCE else entry(INSTANCE, number, inner)
        elif isinstance(value, dict):
            payload += entry(MULTIPLE, number, entries_of(value, RESOURCE_INSTANCE))
        else:
            payload += entry(kind, number, value)
    return payload


def entry(kind, number, value):
    wide = number > 255
    head = kind << 6 | wide << 5
    start = number.to_bytes(1 + wide, "big")
    if len(value) < 8:
        return bytes([head | len(value)]) + start + value
    width = (len(value).bit_length() + 7) // 8
    return bytes([head | width << 3]) + start + len(value).to_bytes(width, "big") + value


def value_bytes(record):
    value = record.value
    match record.type:
        case "string":
            return value.encode()
        case "integer" | "unsigned" as kind:
            signed = kind == "integer"
            width = next(width for width in (1, 2, 4, 8) if fits(value, width, signed))
            return value.to_bytes(width, "big", signed=signed)
        case "float":
            single = struct.pack("!f", value)
            return single if struct.unpack("!f", single)[0] == value else struct.pack("!d", value)
        case "boolean":
            return bytes([value])
        case "opaque" | "bytes":
            return value
        case "link":
            return struct.pack("!HH", *(int(part) for part in value.split(":")))
        case kind:
            raise FormatError(f"TLV has no {kind}")


def fits(value, width, signed):
    bits = 8 * width
    return -(1 << bits - 1) <= value < 1 << bits - 1 if signed else value < 1 << bits
