//! Telling servers what they have not asked for.

use std::time::Instant;

use coap::ContentFormat;
use objects::ObjectTree;

use super::Client;
use crate::account::ServerId;
use crate::send::{SendError, SendId, SendValue};

impl Client {
    /// Sends values to one server, or to all that may be told, without having been asked.
    ///
    /// Values that servers may not read are left out. Without a `format` it is SenML CBOR; only SenML carries
    /// times. [`Event::Sent`](crate::Event::Sent) follows for each server that is returned.
    ///
    /// # Errors
    /// When nothing is sent to any of them.
    pub fn send(
        &mut self,
        now: Instant,
        to: Option<ServerId>,
        values: &[SendValue],
        format: Option<ContentFormat>,
        tree: &ObjectTree,
    ) -> Result<Vec<(ServerId, SendId)>, SendError> {
        self.now = now;
        let (mut taken, mut failure) = (Vec::new(), SendError::NotRegistered);
        for (server, session) in &mut self.sessions {
            if to.is_some_and(|to| to != *server) {
                continue;
            }
            let id = SendId(self.sends);
            self.sends += 1;
            match session.send_values(id, values, format, tree) {
                Ok(()) => taken.push((*server, id)),
                // A server that is registered and refuses says more than one that is not.
                Err(SendError::NotRegistered) => {}
                Err(error) => failure = error,
            }
        }
        if taken.is_empty() { Err(failure) } else { Ok(taken) }
    }

    /// As [`send`](Self::send), but a server that is not registered is told as soon as it is.
    ///
    /// Give the values their times: without one they would pass for what is held when they arrive. Some messages are
    /// kept for each server; when there are too many, [`Event::Sent`](crate::Event::Sent) reports the oldest as
    /// displaced.
    ///
    /// # Errors
    /// When there is no such server, or one that is registered may not or does not want to be told.
    pub fn send_later(
        &mut self,
        now: Instant,
        to: ServerId,
        values: &[SendValue],
        format: Option<ContentFormat>,
        tree: &ObjectTree,
    ) -> Result<SendId, SendError> {
        self.now = now;
        let session = self.sessions.get_mut(&to).ok_or(SendError::NotRegistered)?;
        if self.stopped {
            return Err(SendError::NotRegistered);
        }
        let id = SendId(self.sends);
        self.sends += 1;
        session.send_later(id, values, format, tree, &mut self.out)?;
        Ok(id)
    }
}
