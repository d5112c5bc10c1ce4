//! What one server knows of the client, and what it may expect of it.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use coap::{BlockValue, Code, Message, MessageType, Method, OptionNumber, Token};

/// How many requests and datagrams of its own a peer remembers.
const MEMORY: usize = 32;

/// RFC 7252 §4.8.2: the shorter of the times for which a message has to be known.
const NON_LIFETIME: Duration = Duration::from_secs(145);

/// A request of the peer.
struct Question {
    message_id: u16,
    token: Token,
    /// What it says of `pmin`, if it observes.
    observes: Option<Duration>,
    answer: Option<Vec<u8>>,
}

/// An observation whose `pmin` is known.
struct Told {
    pmin: Duration,
    /// When the client spoke of it last; unknown after anything that may delay or repeat notifications.
    last: Option<Instant>,
}

/// A request of the client.
#[derive(Clone)]
struct Asked {
    message_id: u16,
    token: Token,
    code: Code,
    path: String,
    block1: Option<Vec<u8>>,
}

/// The far end of one link.
pub(super) struct Peer {
    /// Whether datagrams pass.
    pub(super) up: bool,
    /// Whether it acknowledges and answers what the client sends.
    pub(super) polite: bool,
    message_id: u16,
    tokens: u32,
    questions: VecDeque<Question>,
    sent: VecDeque<(Instant, Vec<u8>)>,
    told: BTreeMap<Token, Told>,
    asked: Option<Asked>,
    /// Message id of the client's last confirmable or non-confirmable message.
    heard: u16,
}

impl Peer {
    pub(super) fn new() -> Self {
        Self {
            up: false,
            polite: true,
            message_id: 0,
            tokens: 0,
            questions: VecDeque::new(),
            sent: VecDeque::new(),
            told: BTreeMap::new(),
            asked: None,
            heard: 0,
        }
    }

    /// A link was opened, lost or closed: nothing of before is answered or told in time any more.
    pub(super) fn start_over(&mut self, up: bool) {
        self.up = up;
        self.questions.clear();
        self.sent.clear();
        self.told.clear();
        self.asked = None;
    }

    /// Forgets the observations, which a new registration has ended.
    pub(super) fn forget_observations(&mut self) {
        self.told.clear();
    }

    /// A request without options; `observation` names one of a few tokens that are used again.
    pub(super) fn question(
        &mut self,
        kind: MessageType,
        method: Method,
        observation: Option<u8>,
        observes: Option<Duration>,
    ) -> Message {
        self.message_id = self.message_id.wrapping_add(1);
        self.tokens += 1;
        let token = match observation {
            Some(number) => Token::try_from(&[number][..]),
            None => Token::try_from(&self.tokens.to_be_bytes()[..]),
        };
        let token = token.unwrap_or_default();
        if self.questions.len() >= MEMORY {
            self.questions.pop_front();
        }
        if observation.is_some() {
            // Whatever comes of it, the one before has ended or goes on with other conditions.
            self.told.remove(&token);
        }
        self.questions.push_back(Question {
            message_id: self.message_id,
            token,
            observes,
            answer: None,
        });
        Message::new(kind, method.code(), self.message_id, token)
    }

    /// Whether the last request has its answer.
    pub(super) fn is_answered(&self) -> bool {
        self.questions
            .back()
            .is_none_or(|question| question.answer.is_some())
    }

    /// Remembers a datagram that went out, to send it once more later.
    pub(super) fn remember(&mut self, now: Instant, datagram: &[u8]) {
        if self.sent.len() >= MEMORY {
            self.sent.pop_front();
        }
        self.sent.push_back((now, datagram.to_vec()));
    }

    /// One of the last datagrams, while the client has to know it.
    pub(super) fn sent(&self, now: Instant, choice: u8) -> Option<Vec<u8>> {
        let at = usize::from(choice) % self.sent.len().max(1);
        let (sent_at, datagram) = self.sent.iter().rev().nth(at)?;
        (now < *sent_at + NON_LIFETIME).then(|| datagram.clone())
    }

    /// Looks at a message of the client; what a polite peer says to it.
    pub(super) fn look_at(&mut self, now: Instant, datagram: &[u8]) -> Option<Vec<u8>> {
        let message = Message::parse(datagram, 1152).expect("own messages can be read");
        let confirmable = message.kind() == MessageType::Confirmable;
        if confirmable || message.kind() == MessageType::NonConfirmable {
            self.heard = message.message_id();
        }
        if message.code().is_request() {
            self.asked = Some(Asked::of(&message));
            return self.polite.then(|| self.usual_answer()).flatten();
        }
        if message.code().is_response() {
            self.check(now, &message, datagram);
        }
        (self.polite && confirmable).then(|| self.empty(MessageType::Acknowledgement))
    }

    /// A request has one answer, and a notification its time.
    fn check(&mut self, now: Instant, message: &Message, datagram: &[u8]) {
        let piggybacked = message.kind() == MessageType::Acknowledgement;
        let asked = |question: &&mut Question| {
            if piggybacked {
                question.message_id == message.message_id()
            } else {
                question.token == message.token() && question.token.as_bytes().len() > 1
            }
        };
        let Some(question) = self.questions.iter_mut().rev().find(asked) else {
            return self.check_notification(now, message);
        };
        assert_eq!(question.token, message.token(), "the answer to another request");
        match &question.answer {
            Some(answer) => assert_eq!(answer, datagram, "a request was answered twice"),
            None => {
                question.answer = Some(datagram.to_vec());
                let established = message.first(OptionNumber::OBSERVE).is_some();
                if let Some(pmin) = question.observes.filter(|_| established) {
                    let last = Some(now);
                    self.told.insert(message.token(), Told { pmin, last });
                }
            }
        }
    }

    fn check_notification(&mut self, now: Instant, message: &Message) {
        let Some(told) = self.told.get_mut(&message.token()) else {
            return;
        };
        if message.code().is_error() {
            self.told.remove(&message.token());
        } else if message.kind() == MessageType::Confirmable {
            // While it is under way, newer states wait and are sent when that is over.
            told.last = None;
        } else if let Some(last) = told.last.replace(now) {
            let since = now.duration_since(last);
            assert!(
                since >= told.pmin,
                "a notification after {since:?} of {:?}",
                told.pmin
            );
        }
    }

    /// What a server in good order says to the last request of the client.
    fn usual_answer(&self) -> Option<Vec<u8>> {
        let asked = self.asked.as_ref()?;
        let more = asked.block1.as_deref().and_then(BlockValue::decode);
        let code = match (Method::from_code(asked.code), &*asked.path) {
            _ if more.is_some_and(|block| block.more) => Code::CONTINUE,
            (Some(Method::Post), "/rd") => Code::CREATED,
            (Some(Method::Delete), _) => Code::DELETED,
            (Some(Method::Get), _) => Code::NOT_FOUND,
            (_, _) => Code::CHANGED,
        };
        self.answer(code)
    }

    /// Answers the last request of the client.
    pub(super) fn answer(&self, code: Code) -> Option<Vec<u8>> {
        let asked = self.asked.as_ref()?;
        let mut message = Message::new(MessageType::Acknowledgement, code, asked.message_id, asked.token);
        if code == Code::CREATED {
            for segment in ["rd", "0"] {
                message.add(OptionNumber::LOCATION_PATH, segment.as_bytes().to_vec());
            }
        }
        if let Some(block1) = &asked.block1 {
            message.add(OptionNumber::BLOCK1, block1.clone());
        }
        message.encode(1152).ok()
    }

    /// An empty message about the last one of the client.
    pub(super) fn empty(&self, kind: MessageType) -> Vec<u8> {
        let [high, low] = self.heard.to_be_bytes();
        let first = if kind == MessageType::Reset { 0x70 } else { 0x60 };
        vec![first, 0, high, low]
    }
}

impl Asked {
    fn of(message: &Message) -> Self {
        let segments = message.values(OptionNumber::URI_PATH);
        let path = segments.map(|segment| format!("/{}", String::from_utf8_lossy(segment)));
        Self {
            message_id: message.message_id(),
            token: message.token(),
            code: message.code(),
            path: path.collect(),
            block1: message.first(OptionNumber::BLOCK1).map(<[u8]>::to_vec),
        }
    }
}
