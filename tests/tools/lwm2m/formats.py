"""Finds the codec of a content format (OMA LwM2M core 1.2.1, section 7.5)."""

from . import lwm2m_cbor, senml, single, tlv
from .values import FormatError, Record, check_records

TEXT, LINK, OPAQUE, CBOR, SENML_JSON, SENML_CBOR = 0, 40, 42, 60, 110, 112
ETCH_JSON, ETCH_CBOR, TLV, LWM2M_CBOR = 320, 322, 11542, 11544

DECODERS = {
    TEXT: single.decode_text,
    OPAQUE: single.decode_opaque,
    CBOR: single.decode_cbor,
    SENML_JSON: lambda payload, _base: senml.decode_json(payload),
    SENML_CBOR: lambda payload, _base: senml.decode_cbor(payload),
    TLV: tlv.decode,
    LWM2M_CBOR: lambda payload, _base: lwm2m_cbor.decode(payload),
}

ENCODERS = {
    TEXT: lambda records, _base: single.encode_text(records),
    OPAQUE: lambda records, _base: single.encode_opaque(records),
    CBOR: lambda records, _base: single.encode_cbor(records),
    SENML_JSON: lambda records, _base: senml.encode_json(records),
    SENML_CBOR: lambda records, _base: senml.encode_cbor(records),
    ETCH_JSON: lambda records, _base: senml.encode_json(records),
    ETCH_CBOR: lambda records, _base: senml.encode_cbor(records),
    TLV: tlv.encode,
    LWM2M_CBOR: lambda records, _base: lwm2m_cbor.encode(records),
}

PATH_ENCODERS = {
    SENML_JSON: senml.encode_paths_json,
    SENML_CBOR: senml.encode_paths_cbor,
    ETCH_JSON: senml.encode_paths_json,
    ETCH_CBOR: senml.encode_paths_cbor,
}


def decode(number, payload, base):
    """The records of an answer to a request for `base`."""
    return check_records(codec(DECODERS, number)(payload, base), base)


def encode(number, records, base):
    return codec(ENCODERS, number)(records, base)


def encode_paths(number, paths):
    return codec(PATH_ENCODERS, number)(paths)


def codec(codecs, number):
    if number not in codecs:
        raise FormatError(f"content format {number} is not for this")
    return codecs[number]
