//! The daemon as a service: what it tells systemd, how it ends, and what a new configuration does to it.

mod instances;
mod logind;
mod manager;
mod reload;
mod servers;
mod slow;
mod start;

/// One simulated sensor in an adapter of its own; the value is what tells it from others.
pub(super) fn sensor(adapter: &str, device: &str, value: f64) -> String {
    format!(
        "[adapter.{adapter}]\ntype = \"sim\"\n{}",
        more(adapter, device, value)
    )
}

/// One more device of an adapter that is there already.
pub(super) fn more(adapter: &str, device: &str, value: f64) -> String {
    format!(
        r#"
[adapter.{adapter}.device.{device}.point.level]
values = [{value:?}]
period = "50ms"
resource = {{ object = 3303, resource = 5700 }}
"#
    )
}
