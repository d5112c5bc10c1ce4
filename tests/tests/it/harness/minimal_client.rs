//! The smallest LwM2M client that a server talks to, made of literal CoAP messages (RFC 7252, section 3).

use std::net::UdpSocket;
use std::time::Duration;

const POST: u8 = 0x02;
const DELETE: u8 = 0x04;
const CREATED: u8 = 0x41;
const DELETED: u8 = 0x42;
const CONTENT: u8 = 0x45;
const OBSERVE: u16 = 6;
const LOCATION_PATH: u16 = 8;
const URI_PATH: u16 = 11;
const CONTENT_FORMAT: u16 = 12;
const URI_QUERY: u16 = 15;
const LINK_FORMAT: u8 = 40;

/// A registered client that answers when told to.
pub(crate) struct MinimalClient {
    socket: UdpSocket,
    location: Vec<Vec<u8>>,
}

impl MinimalClient {
    /// Registers with one temperature sensor.
    pub(crate) fn register(port: u16, endpoint: &str, lifetime: u32) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket can be made");
        socket
            .connect(("127.0.0.1", port))
            .expect("the loopback can be reached");
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("ten seconds are a valid time");
        let queries = [
            format!("ep={endpoint}"),
            format!("lt={lifetime}"),
            "lwm2m=1.1".to_owned(),
            "b=U".to_owned(),
        ];
        let mut options = vec![(URI_PATH, b"rd".to_vec()), (CONTENT_FORMAT, vec![LINK_FORMAT])];
        options.extend(queries.map(|query| (URI_QUERY, query.into_bytes())));
        let mut client = Self {
            socket,
            location: Vec::new(),
        };
        client.send(&message(
            [0x40, POST, 0, 1],
            &options,
            b"</3>;ver=1.1,</3/0>,</3303/0>",
        ));
        let answer = client.receive();
        assert_eq!(answer[1], CREATED, "the registration was refused: {answer:02x?}");
        client.location = options_of(&answer)
            .into_iter()
            .filter(|(id, _)| *id == LOCATION_PATH)
            .map(|(_, value)| value)
            .collect();
        client
    }

    /// Answers the next request with plain text.
    pub(crate) fn answer_with_text(&self, text: &str) {
        let request = self.receive();
        // Content-Format 0 is an empty option value.
        self.answer(&request, &[(CONTENT_FORMAT, vec![])], text.as_bytes());
    }

    /// Answers the next request with any payload and content format.
    pub(crate) fn answer_with(&self, format: u8, payload: &[u8]) {
        let request = self.receive();
        self.answer(&request, &[(CONTENT_FORMAT, vec![format])], payload);
    }

    /// Answers the next request as the start of an observation, whose token it returns.
    pub(crate) fn answer_observe(&self, text: &str) -> Vec<u8> {
        let request = self.receive();
        assert_eq!(
            options_of(&request)[0],
            (OBSERVE, vec![]),
            "an Observe of 0 should come: {request:02x?}"
        );
        self.answer(
            &request,
            &[(OBSERVE, vec![1]), (CONTENT_FORMAT, vec![])],
            text.as_bytes(),
        );
        token(&request).to_vec()
    }

    /// Answers the next request, which must cancel the observation with the token (RFC 7641, section 3.6).
    pub(crate) fn answer_cancel(&self, observed: &[u8], text: &str) {
        let request = self.receive();
        assert_eq!(
            options_of(&request)[0],
            (OBSERVE, vec![1]),
            "an Observe of 1 should come: {request:02x?}"
        );
        assert_eq!(
            token(&request),
            observed,
            "the token tells which observation ends"
        );
        self.answer(&request, &[(CONTENT_FORMAT, vec![])], text.as_bytes());
    }

    /// Notifies a text, not to be acknowledged.
    pub(crate) fn notify(&self, token: &[u8], sequence: u8, text: &str) {
        self.send(&notification(0x50, token, sequence, text));
    }

    /// Notifies a text to be acknowledged, and returns whether the server did; else it sent a Reset.
    pub(crate) fn notify_confirmable(&self, token: &[u8], sequence: u8, text: &str) -> bool {
        self.send(&notification(0x40, token, sequence, text));
        match self.receive()[..] {
            [0x60, 0, 0, id] if id == sequence => true,
            [0x70, 0, 0, id] if id == sequence => false,
            ref other => panic!("neither an acknowledgement nor a Reset: {other:02x?}"),
        }
    }

    /// Sends values on its own (OMA LwM2M core 1.2.1, section 6.4.6), and returns the code of the answer.
    pub(crate) fn send_values(&self, id: u8, format: u8, payload: &[u8]) -> u8 {
        let options = [(URI_PATH, b"dp".to_vec()), (CONTENT_FORMAT, vec![format])];
        self.send(&message([0x40, POST, 0, id], &options, payload));
        self.receive()[1]
    }

    /// Leaves the server.
    pub(crate) fn deregister(self) {
        let path: Vec<_> = self
            .location
            .iter()
            .map(|segment| (URI_PATH, segment.clone()))
            .collect();
        self.send(&message([0x40, DELETE, 0, 2], &path, b""));
        assert_eq!(self.receive()[1], DELETED);
    }

    fn answer(&self, request: &[u8], options: &[(u16, Vec<u8>)], payload: &[u8]) {
        let token = token(request);
        let mut head = vec![0x60 | token.len() as u8, CONTENT, request[2], request[3]];
        head.extend_from_slice(token);
        self.send(&with_options(head, options, payload));
    }

    fn send(&self, message: &[u8]) {
        self.socket.send(message).expect("the server listens");
    }

    fn receive(&self) -> Vec<u8> {
        let mut buffer = vec![0; 2048];
        let length = self.socket.recv(&mut buffer).expect("a message should come");
        buffer.truncate(length);
        buffer
    }
}

fn token(message: &[u8]) -> &[u8] {
    &message[4..4 + usize::from(message[0] & 0x0F)]
}

fn notification(kind: u8, token: &[u8], sequence: u8, text: &str) -> Vec<u8> {
    let mut head = vec![kind | token.len() as u8, CONTENT, 0, sequence];
    head.extend_from_slice(token);
    with_options(
        head,
        &[(OBSERVE, vec![sequence]), (CONTENT_FORMAT, vec![])],
        text.as_bytes(),
    )
}

/// A message without a token.
fn message(head: [u8; 4], options: &[(u16, Vec<u8>)], payload: &[u8]) -> Vec<u8> {
    with_options(head.to_vec(), options, payload)
}

/// Completes a message; no option is longer than 268 bytes or further than 12 from the one before.
fn with_options(mut message: Vec<u8>, options: &[(u16, Vec<u8>)], payload: &[u8]) -> Vec<u8> {
    let mut before = 0;
    for (id, value) in options {
        let delta = ((id - before) as u8) << 4;
        match u8::try_from(value.len()) {
            Ok(length @ 0..=12) => message.push(delta | length),
            Ok(length) => message.extend([delta | 13, length - 13]),
            Err(_) => panic!("the option is too long for this client"),
        }
        message.extend_from_slice(value);
        before = *id;
    }
    if !payload.is_empty() {
        message.push(0xFF);
        message.extend_from_slice(payload);
    }
    message
}

/// The options of a message, none of which is longer than 12 bytes or further than 12 from the one before.
fn options_of(message: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let mut rest = &message[4 + usize::from(message[0] & 0x0F)..];
    let mut options = Vec::new();
    let mut id = 0;
    while let Some((first, after)) = rest.split_first().filter(|(first, _)| **first != 0xFF) {
        id += u16::from(first >> 4);
        let (value, next) = after.split_at(usize::from(first & 0x0F));
        options.push((id, value.to_vec()));
        rest = next;
    }
    options
}
