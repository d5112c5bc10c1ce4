//! What a client keeps of a session to resume it.

use crate::credentials::Credentials;
use openssl::error::ErrorStack;
use openssl::ssl::{Ssl, SslRef, SslSession};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The last session with one server, shared by the channels made for it one after the other.
///
/// Clones share the content. A session is used only with the credentials it was made with, and forgotten when
/// a handshake fails, so that the next one is complete.
#[derive(Clone, Default)]
pub struct SessionCache {
    kept: Arc<Mutex<Option<Kept>>>,
}

/// The session is kept encoded: OpenSSL marks the object itself unusable when its connection ends badly.
struct Kept {
    credentials: Credentials,
    der: Zeroizing<Vec<u8>>,
}

impl SessionCache {
    /// An empty cache; one per server account.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the session; the next handshake is complete.
    pub fn clear(&self) {
        *self.lock() = None;
    }

    /// Whether there is a session to resume.
    pub fn is_empty(&self) -> bool {
        self.lock().is_none()
    }

    pub(crate) fn keep(&self, credentials: &Credentials, ssl: &SslRef) {
        let der = ssl.session().and_then(|session| session.to_der().ok());
        *self.lock() = der.map(|der| Kept {
            credentials: credentials.clone(),
            der: Zeroizing::new(der),
        });
    }

    /// Makes `ssl` offer the session, if there is one for these credentials.
    pub(crate) fn offer(&self, credentials: &Credentials, ssl: &mut Ssl) -> Result<(), ErrorStack> {
        let kept = self.lock();
        let Some(kept) = kept.as_ref().filter(|kept| kept.credentials == *credentials) else {
            return Ok(());
        };
        let session = SslSession::from_der(&kept.der)?;
        #[expect(
            unsafe_code,
            reason = "the openssl crate cannot know where a session comes from"
        )]
        // SAFETY: the session was decoded just now and belongs to no context. It was encoded by a channel whose
        // context was built by the same function.
        unsafe {
            ssl.set_session(&session)
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        // Every critical section is one assignment or read: a poisoned content is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SessionCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCache")
            .field("is_empty", &self.is_empty())
            .finish_non_exhaustive()
    }
}
