//! A sans-IO CoAP endpoint (RFC 7252, 7641, 7959).
