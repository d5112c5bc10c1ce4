//! A sans-IO secure datagram channel: plain and DTLS.
