"""An LwM2M server for tests: CoAP comes from aiocoap, CBOR from cbor2, the rest was written from the specifications."""
