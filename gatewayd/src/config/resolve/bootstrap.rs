//! Checks the `[bootstrap]` table.

use std::time::Duration;

use toml::Table;

use super::{Context, server};
use crate::config::key::KeyPath;
use crate::config::model::Bootstrap;
use crate::config::raw;
use crate::config::report::Report;
use crate::config::section::Section;

pub(super) fn bootstrap(table: Table, context: &Context<'_>, report: &mut Report) -> Option<Bootstrap> {
    let path = KeyPath::of(&["bootstrap"]);
    let raw: raw::Bootstrap = Section::new(path.clone(), table, report).read()?;
    check_time(raw.hold_off, "hold-off", &path, report);
    check_time(raw.account_timeout, "account-timeout", &path, report);
    let address = raw::Server {
        uri: raw.uri,
        // A bootstrap server has no number; this one only passes the check.
        short_server_id: 1,
        rights: raw::Rights::Full,
        lifetime: raw::default_lifetime(),
        security: raw.security,
        psk_identity: raw.psk_identity,
        psk_key_file: raw.psk_key_file,
        certificate_file: raw.certificate_file,
        private_key_file: raw.private_key_file,
        server_certificate_file: raw.server_certificate_file,
        ca_file: raw.ca_file,
        server_name: raw.server_name,
        ..raw::Server::default()
    };
    let server = server::server(address, &path, context, report)?;
    Some(Bootstrap {
        uri: server.uri,
        security: server.security,
        hold_off: raw.hold_off,
        account_timeout: raw.account_timeout,
        request_pack: raw.request_pack,
    })
}

/// OMA LwM2M core 1.2.1, Security object: resources 11 and 12 hold seconds.
fn check_time(time: Option<Duration>, key: &str, path: &KeyPath, report: &mut Report) {
    if time.is_some_and(|time| time.subsec_nanos() != 0 || time.as_secs() > u64::from(u32::MAX)) {
        let problem = "this time is a number of whole seconds up to 4294967295";
        report.value(&path.key(key), problem, None);
    }
}
