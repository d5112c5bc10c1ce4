//! Which server is registered with when, and when a bootstrap server is to help (core §6.2.1.2, §E.2).

use objects::ObjectTree;

use crate::account::ServerId;
use crate::session::Session;

/// A server that waits and whose turn it is: those without a priority at once, the others one after the other.
pub(crate) fn next<'s>(
    sessions: impl Iterator<Item = &'s Session> + Clone,
    tree: &ObjectTree,
) -> Option<ServerId> {
    // As it is with every message once all are started.
    if !sessions.clone().any(Session::waits) {
        return None;
    }
    let free = |session: &&Session| session.waits() && session.priority(tree).is_none();
    if let Some(session) = sessions.clone().find(free) {
        return Some(session.server());
    }
    let ranked = sessions.filter_map(|session| Some((session.priority(tree)?, session.server(), session)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(priority, server, _)| (*priority, *server));
    let first = ranked.iter().find(|(.., session)| !session.lets_pass(tree))?;
    first.2.waits().then_some(first.1)
}

/// Whether registering has failed so far that the bootstrap server is to help (core §6.1.3).
///
/// One server that fails is reason enough where its account says so. Without a word of it there is a reason when no
/// server can be reached: a bootstrap disturbs the registrations that work.
pub(crate) fn bootstrap_needed<'s>(
    sessions: impl Iterator<Item = &'s Session> + Clone,
    tree: &ObjectTree,
) -> bool {
    let wish = |session: &Session| session.bootstrap_on_failure(tree);
    let mut failed = sessions.clone().filter(|session| session.exhausted(tree));
    if failed.clone().any(|session| wish(session) == Some(true)) {
        return true;
    }
    let all = failed.clone().count() == sessions.count();
    all && failed.any(|session| wish(session) != Some(false))
}
