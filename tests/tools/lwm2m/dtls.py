"""DTLS 1.2 with pre-shared keys or certificates before the CoAP server: Mbed TLS, independent of the library under test.

aiocoap's own DTLS server cannot send requests to clients. So each client gets a local socket here, from which its
datagrams go on in clear; the server answers and asks that socket, and what it sends goes back protected.
"""

import asyncio
import struct

from mbedtls import pk, tls, x509

# RFC 7925, section 4.2 and the two that OpenSSL offers besides.
CIPHERS = (
    "TLS-PSK-WITH-AES-128-CCM-8",
    "TLS-PSK-WITH-AES-128-GCM-SHA256",
    "TLS-PSK-WITH-AES-128-CBC-SHA256",
)

# RFC 7925, section 4.4 and the one that OpenSSL offers besides.
CIPHERS_WITH_CERTIFICATES = (
    "TLS-ECDHE-ECDSA-WITH-AES-128-CCM-8",
    "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
)

# What a datagram of a handshake may have; larger messages come in pieces.
MTU = 256

# RFC 6347, section 4.1: type, version, epoch and sequence number come before the length.
HEAD = 13

MAX_RECORD = 1 << 14


class Front(asyncio.DatagramProtocol):
    """The socket that clients send protected datagrams to."""

    def __init__(self, secrets, server, log):
        self.secrets = secrets
        self.server = server
        self.log = log
        self.sessions = {}

    @classmethod
    async def open(cls, port, secrets, server, log):
        loop = asyncio.get_running_loop()
        _, front = await loop.create_datagram_endpoint(
            lambda: cls(secrets, server, log), local_addr=("127.0.0.1", port)
        )
        return front

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, datagram, address):
        session = self.sessions.get(address)
        # A ClientHello of epoch 0 on a finished session is a client that starts anew (RFC 6347, section 4.2.8).
        if session is None or session.is_up and starts_anew(datagram):
            session = self.sessions[address] = Session(self, address)
        if not session.receive(datagram):
            del self.sessions[address]

    def identity_of(self, port):
        """The identity of the client whose local socket has the port; None for a client without DTLS."""
        return next((known.identity for known in self.sessions.values() if known.local_port == port), None)


class Session(asyncio.DatagramProtocol):
    """One client: its DTLS state, and the local socket that stands for it."""

    def __init__(self, front, address):
        self.front = front
        self.address = address
        self.local = None
        self.local_port = None
        self.waiting = []
        self.identity = None
        # One for the whole life of the session: it knows the cookies.
        self.context = tls.ServerContext(front.secrets.configuration(self))
        self.start()

    def start(self):
        self.buffer = self.context.wrap_buffers()
        self.buffer.setcookieparam(repr(self.address).encode())
        self.buffer.setmtu(MTU)
        self.is_up = False

    def receive(self, datagram):
        """Takes a datagram of the client; whether the session goes on."""
        self.buffer.receive_from_network(datagram)
        try:
            if not self.is_up:
                self.shake_hands()
            while data := self.buffer.read(MAX_RECORD):
                self.pass_on(data)
        except tls.WantReadError:
            pass
        except tls.HelloVerifyRequest:
            # RFC 6347, section 4.2.1: the client repeats its hello with the cookie, to a server without state.
            self.flush()
            self.start()
        except Exception as error:
            self.front.log.warning("DTLS with %s ended: %r", self.address, error)
            self.flush()
            if self.local:
                self.local.close()
            return False
        return True

    def shake_hands(self):
        while self.buffer._handshake_state is not tls.HandshakeStep.HANDSHAKE_OVER:
            try:
                self.buffer.do_handshake()
            except tls.WantWriteError:
                pass
            finally:
                self.flush()
        self.is_up = True
        self.identity = self.identity or self.front.secrets.name_of(self.buffer)
        asyncio.get_running_loop().create_task(self.connect())

    async def connect(self):
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, remote_addr=self.front.server)

    def connection_made(self, transport):
        self.local = transport
        self.local_port = transport.get_extra_info("sockname")[1]
        for data in self.waiting:
            transport.sendto(data)

    def pass_on(self, data):
        if self.local:
            self.local.sendto(data)
        else:
            self.waiting.append(data)

    def datagram_received(self, datagram, _address):
        self.buffer.write(datagram)
        self.flush()

    def flush(self):
        """Sends what Mbed TLS wrote, one record a datagram."""
        outgoing = self.buffer.peek_outgoing(4 * MAX_RECORD)
        self.buffer.consume_outgoing(len(outgoing))
        while outgoing:
            length = HEAD + struct.unpack_from("!H", outgoing, HEAD - 2)[0]
            self.front.transport.sendto(outgoing[:length], self.address)
            outgoing = outgoing[length:]


class Keys:
    """Pre-shared keys by identity."""

    def __init__(self, keys):
        self.keys = keys

    def configuration(self, session):
        return tls.DTLSConfiguration(
            pre_shared_key_store=Noting(self.keys, session), ciphers=CIPHERS, validate_certificates=False
        )

    def name_of(self, _buffer):
        return None


class Noting(dict):
    """The keys, which tell the session the identity that was asked for last."""

    def __init__(self, keys, session):
        super().__init__(keys)
        self.session = session

    def __getitem__(self, identity):
        key = super().__getitem__(identity)
        self.session.identity = identity
        return key


class Certificates:
    """A certificate with its key, and the authority of the clients, which have to show one."""

    def __init__(self, certificate, key, authority):
        own = x509.CRT.from_file(certificate)
        self.chain = ((own,), pk.ECC.from_file(key))
        self.authorities = tls.TrustStore.from_pem_file(authority)

    def configuration(self, _session):
        return tls.DTLSConfiguration(
            certificate_chain=self.chain,
            trust_store=self.authorities,
            ciphers=CIPHERS_WITH_CERTIFICATES,
            validate_certificates=True,
        )

    def name_of(self, buffer):
        """The common name, of which the subject of these certificates consists."""
        certificate = x509.CRT.from_DER(buffer.getpeercert(binary_form=True))
        return certificate.subject.removeprefix("CN=")


def starts_anew(datagram):
    """Whether it is a handshake message of epoch 0."""
    return len(datagram) > HEAD and datagram[0] == 22 and datagram[3:5] == b"\0\0"
