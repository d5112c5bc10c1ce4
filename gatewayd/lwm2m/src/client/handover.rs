//! From one client to the next one, when some of the servers stay as they are.

use std::time::Instant;

use super::Client;
use crate::account::ServerId;

impl Client {
    /// Stops, but for the servers that stay: their registrations, observations and requests under way go on in `next`,
    /// which must have the same accounts for them and must not have been started.
    ///
    /// Ask this client for its outputs before: what comes afterwards are farewells. Lend `next` the changes of the
    /// tree that come with its accounts.
    pub fn hand_over(&mut self, now: Instant, next: &mut Self, stay: impl IntoIterator<Item = ServerId>) {
        for server in stay {
            if let Some(place) = next.sessions.get_mut(&server)
                && let Some(session) = self.sessions.remove(&server)
            {
                *place = session;
            }
        }
        next.sends = self.sends;
        next.permit_triggers();
        self.stop(now);
        for session in self.sessions.values_mut() {
            session.abandon_sends(&mut self.out);
        }
    }
}
