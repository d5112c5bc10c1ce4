//! Answers to requests of the peer (RFC 7252 §5.2).

use std::time::Instant;

use super::Endpoint;
use super::compose::{Composed, Head, compose, compose_block};
use super::server::snapshot_key;
use crate::block::{BlockValue, SnapshotKey, upload_key};
use crate::code::{Code, MessageType};
use crate::dedup::Reply;
use crate::event::{EndReason, Event};
use crate::exchange::OpenRequest;
use crate::option::OptionNumber;
use crate::reliability::Owner;
use crate::request::{ObserveRequest, RequestId, Response};
use crate::timer::Timer;

impl Endpoint {
    /// Answers a request of the peer; an id that is gone is ignored.
    ///
    /// The answer is piggybacked if the empty ACK was not needed yet, else it goes out as a confirmable
    /// message of its own. A large body is cut into blocks and kept for the requests that fetch the rest.
    /// A success with [`Response::observe`] establishes the observation that was asked for, an error
    /// ends one with the same token.
    pub fn respond(&mut self, now: Instant, request: RequestId, response: Response) {
        self.now = now;
        let Some(open) = self.open.remove(&request) else {
            return;
        };
        self.timers.clear(open.due, Timer::Open(request));
        self.answer(open, response);
    }

    /// Leaves a request of the peer without an answer, as if it had been lost on its way: when the peer
    /// repeats it, it is handed out again. An id that is gone is ignored.
    pub fn ignore(&mut self, request: RequestId) {
        let Some(open) = self.open.remove(&request) else {
            return;
        };
        self.timers.clear(open.due, Timer::Open(request));
        // Once acknowledged it must not run twice.
        if !open.acknowledged {
            self.dedup.forget(open.message.message_id());
        }
    }

    /// Answers with an error what the application does not get to see.
    pub(super) fn refuse(&mut self, open: OpenRequest, code: Code) {
        self.end_refused_observation(&open);
        self.answer(open, Response::new(code));
    }

    /// RFC 7641 §4.1: an error ends an observation with the same token, of which the application has to know.
    fn end_refused_observation(&mut self, open: &OpenRequest) {
        let token = open.message.token();
        if open.observe == Some(ObserveRequest::Register) && self.observations.contains(&token) {
            self.stop_observing(&token);
            let reason = EndReason::Refused;
            self.events.push_back(Event::ObservationEnded { token, reason });
        }
    }

    pub(super) fn answer(&mut self, open: OpenRequest, response: Response) {
        self.answer_with(open, response, None);
    }

    /// RFC 7959 §2.9.3: 4.13 with the acceptable size in Size1.
    pub(super) fn answer_too_large(&mut self, open: OpenRequest, limit: usize) {
        self.end_refused_observation(&open);
        let size1 = u32::try_from(limit).ok();
        self.answer_with(open, Response::new(Code::REQUEST_ENTITY_TOO_LARGE), size1);
    }

    fn answer_with(&mut self, open: OpenRequest, response: Response, size1: Option<u32>) {
        if is_suppressed(&open, response.code) {
            return self.dedup.finish(open.message.message_id(), Reply::None);
        }
        let response = self.settle_part(&open, response);
        let observe = self.settle_observation(&open, &response);
        let head = Head {
            observe,
            size1,
            ..self.head(&open)
        };
        let wanted = open.message.block(OptionNumber::BLOCK2);
        let Composed { datagram, rest } =
            compose(&self.params, &head, response, wanted, self.params.max_block_szx);
        if let Some((response, etag)) = rest {
            self.snapshots
                .store(self.now, snapshot_key(&open), response, etag);
        }
        self.send_answer(&open, &head, datagram);
    }

    /// Answers a request for a later block from what was kept.
    pub(super) fn answer_from_snapshot(&mut self, open: OpenRequest, key: &SnapshotKey, wanted: BlockValue) {
        let head = self.head(&open);
        let Some(kept) = self.snapshots.find(self.now, key) else {
            return;
        };
        let datagram = compose_block(&self.params, &head, kept, wanted);
        self.send_answer(&open, &head, datagram);
    }

    fn head(&mut self, open: &OpenRequest) -> Head {
        let (kind, message_id) = match open.message.kind() {
            MessageType::Confirmable if open.acknowledged => {
                (MessageType::Confirmable, self.take_message_id())
            }
            MessageType::Confirmable => (MessageType::Acknowledgement, open.message.message_id()),
            MessageType::NonConfirmable | MessageType::Acknowledgement | MessageType::Reset => {
                (MessageType::NonConfirmable, self.take_message_id())
            }
        };
        let token = open.message.token();
        Head {
            kind,
            message_id,
            token,
            observe: None,
            block1: open.block1,
            size1: None,
        }
    }

    fn send_answer(&mut self, open: &OpenRequest, head: &Head, datagram: Vec<u8>) {
        let asked = open.message.message_id();
        match head.kind {
            MessageType::Acknowledgement => {
                self.dedup.finish(asked, Reply::Datagram(datagram.clone()));
                self.send(datagram);
            }
            MessageType::Confirmable => {
                let owner = match head.observe {
                    Some(_) => Owner::Notification {
                        token: head.token,
                        id: None,
                    },
                    None => Owner::Response,
                };
                if let (Some(_), Some(observation)) = (head.observe, self.observations.find_mut(&head.token))
                {
                    observation.in_flight = Some(head.message_id);
                }
                self.send_reliably(head.message_id, datagram, owner);
            }
            MessageType::NonConfirmable | MessageType::Reset => {
                self.dedup.finish(asked, Reply::None);
                self.send(datagram);
            }
        }
    }

    /// A success for a part of an upload is 2.31 until the last; an error ends the upload.
    fn settle_part(&mut self, open: &OpenRequest, response: Response) -> Response {
        match open.part {
            Some(part) if response.code.is_error() => {
                if !part.last {
                    self.uploads.remove(&upload_key(&open.message));
                }
                response
            }
            Some(part) if !part.last => Response::new(Code::CONTINUE),
            Some(_) | None => response,
        }
    }

    /// Establishes or ends the observation; the sequence number if the answer carries one.
    fn settle_observation(&mut self, open: &OpenRequest, response: &Response) -> Option<u32> {
        if open.observe != Some(ObserveRequest::Register) {
            return None;
        }
        if response.code.is_error() {
            self.stop_observing(&open.message.token());
            return None;
        }
        if response.observe && response.code.is_success() {
            self.establish(open)
        } else {
            None
        }
    }
}

/// RFC 7967 §2.1: the peer of a NON request may not want this class of response.
fn is_suppressed(open: &OpenRequest, code: Code) -> bool {
    let unwanted = open.message.uint(OptionNumber::NO_RESPONSE, 1).unwrap_or(0);
    let class_bit = 1u32 << code.class().saturating_sub(1);
    !open.is_confirmable() && unwanted & class_bit != 0
}
