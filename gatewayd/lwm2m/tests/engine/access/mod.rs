//! Two servers, and what each of them may do.

mod court;
mod matrix;
mod notify;
mod rules;

pub(crate) use court::put;
