//! Topic names and topic filters of MQTT 3.1.1.

use std::fmt;

/// MQTT 3.1.1 §1.5.3: a string is at most 65,535 bytes long.
const MAX_LENGTH: usize = 65_535;

/// Why a text is no topic name or filter.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum TopicError {
    /// MQTT 3.1.1 §4.7.3.
    #[error("a topic has at least one character")]
    Empty,
    /// MQTT 3.1.1 §4.7.1.2.
    #[error("`#` stands alone in the last level of a topic filter")]
    MisplacedHash,
    /// MQTT 3.1.1 §4.7.1.3.
    #[error("`+` stands alone in its level of a topic filter")]
    MisplacedPlus,
    /// MQTT 3.1.1 §4.7.3.
    #[error("a topic contains no U+0000")]
    Nul,
    /// A broker would deliver each message to one of several subscribers only.
    #[error("shared subscriptions lose messages and are not supported")]
    Shared,
    /// MQTT 3.1.1 §4.7.3.
    #[error("a topic is at most 65535 bytes long")]
    TooLong,
    /// MQTT 3.1.1 §3.3.2.1.
    #[error("wildcards are not allowed here")]
    Wildcard,
}

/// Checks a topic that is published to, or that has to be exactly one.
///
/// # Errors
/// When it is none, or has wildcards.
pub(crate) fn check_name(name: &str) -> Result<(), TopicError> {
    check_text(name)?;
    if name.contains(['+', '#']) {
        return Err(TopicError::Wildcard);
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), TopicError> {
    match text {
        "" => Err(TopicError::Empty),
        _ if text.len() > MAX_LENGTH => Err(TopicError::TooLong),
        _ if text.contains('\0') => Err(TopicError::Nul),
        _ => Ok(()),
    }
}

/// A checked topic filter.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Filter(String);

impl Filter {
    /// Checks and takes a filter.
    ///
    /// # Errors
    /// When a wildcard is misplaced, or the text is no topic at all.
    pub(crate) fn parse(text: &str) -> Result<Self, TopicError> {
        check_text(text)?;
        if text.starts_with("$share/") {
            return Err(TopicError::Shared);
        }
        let mut levels = text.split('/').peekable();
        while let Some(level) = levels.next() {
            if level.contains('#') && (level != "#" || levels.peek().is_some()) {
                return Err(TopicError::MisplacedHash);
            }
            if level.contains('+') && level != "+" {
                return Err(TopicError::MisplacedPlus);
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The filter as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether more than one topic can match.
    #[must_use]
    pub(crate) fn has_wildcards(&self) -> bool {
        self.0.contains(['+', '#'])
    }

    /// Whether a message on the topic `name` is meant (MQTT 3.1.1 §4.7).
    #[must_use]
    pub(crate) fn matches(&self, name: &str) -> bool {
        // MQTT 3.1.1 §4.7.2: a leading wildcard does not match topics of the broker itself.
        if name.starts_with('$') && self.starts_with_wildcard() {
            return false;
        }
        let mut name = name.split('/');
        for level in self.0.split('/') {
            // "#" also matches its parent level.
            if level == "#" {
                return true;
            }
            match name.next() {
                Some(given) if level == "+" || level == given => {}
                Some(_) | None => return false,
            }
        }
        name.next().is_none()
    }

    /// Whether everything that matches `other` matches this filter too.
    #[must_use]
    pub(crate) fn covers(&self, other: &Self) -> bool {
        if other.0.starts_with('$') && self.starts_with_wildcard() {
            return false;
        }
        let mut theirs = other.0.split('/');
        for level in self.0.split('/') {
            if level == "#" {
                return true;
            }
            match theirs.next() {
                Some("#") | None => return false,
                Some(given) if level == "+" || level == given => {}
                Some(_) => return false,
            }
        }
        theirs.next().is_none()
    }

    fn starts_with_wildcard(&self) -> bool {
        self.0.starts_with(['+', '#'])
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The fewest of `filters` that still cover all of them, sorted.
///
/// A broker may deliver a message once per overlapping subscription (MQTT 3.1.1 §3.3.5).
#[must_use]
pub(crate) fn minimal(filters: impl IntoIterator<Item = Filter>) -> Vec<Filter> {
    let mut all: Vec<Filter> = filters.into_iter().collect();
    all.sort();
    all.dedup();
    let (wild, exact): (Vec<_>, Vec<_>) = all.into_iter().partition(Filter::has_wildcards);
    let mut kept: Vec<Filter> = wild
        .iter()
        .filter(|filter| !wild.iter().any(|other| other != *filter && other.covers(filter)))
        .cloned()
        .collect();
    let uncovered = |filter: &Filter| !kept.iter().any(|other| other.covers(filter));
    let mut exact: Vec<Filter> = exact.into_iter().filter(uncovered).collect();
    kept.append(&mut exact);
    kept.sort();
    kept
}

#[cfg(test)]
mod tests;
