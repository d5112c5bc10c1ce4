//! SenML.
#[derive(Clone, Copy)]
pub(super) enum Fields {
    Any,
    Fetch,
}
