//! Checks the table `[firmware]`.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{Context, protection};
use crate::config::key::KeyPath;
use crate::config::machine::{Firmware, Pull};
use crate::config::model::Security;
use crate::config::report::Report;

/// RFC 7959 §2.2: 2^20 blocks of 1024 bytes are the most a transfer can have.
const MAX_PACKAGE: u64 = 1 << 30;

/// With the pauses between them, this many attempts take several hours.
const MAX_RETRIES: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawFirmware {
    max_size: Option<u64>,
    #[serde(default, with = "adapter::config::optional_duration")]
    install_timeout: Option<Duration>,
    pull: Option<bool>,
    retries: Option<u32>,
    psk_identity: Option<String>,
    psk_key_file: Option<PathBuf>,
    version_file: Option<PathBuf>,
}

pub(super) fn firmware(raw: RawFirmware, context: &Context<'_>, report: &mut Report) -> Firmware {
    let path = KeyPath::of(&["firmware"]);
    let default = Firmware::default();
    let max_size = raw.max_size.unwrap_or(default.max_size);
    if max_size == 0 || max_size > MAX_PACKAGE {
        let problem = format!("a package can have 1 to {MAX_PACKAGE} bytes");
        report.value(&path.key("max-size"), problem, None);
    }
    let install_timeout = raw.install_timeout.unwrap_or(default.install_timeout);
    if install_timeout.is_zero() {
        let problem = "nothing can be installed in no time";
        report.value(&path.key("install-timeout"), problem, None);
    }
    if raw.version_file.as_ref().is_some_and(|file| !file.is_absolute()) {
        let problem = "the file is not named by an absolute path";
        report.value(&path.key("version-file"), problem, None);
    }
    let pull = pull(&raw, &path, context, report);
    Firmware {
        max_size,
        install_timeout,
        pull: raw.pull.unwrap_or(true).then_some(pull),
        version_file: raw.version_file,
    }
}

fn pull(raw: &RawFirmware, path: &KeyPath, context: &Context<'_>, report: &mut Report) -> Pull {
    let default = Pull::default();
    let retries = raw.retries.unwrap_or(default.retries);
    if retries > MAX_RETRIES {
        let problem = format!("nothing is tried again more than {MAX_RETRIES} times");
        report.value(&path.key("retries"), problem, None);
    }
    let keys = (raw.psk_identity.as_ref(), raw.psk_key_file.as_ref());
    let together = Some("psk-identity and psk-key-file belong together");
    let security = match keys {
        (None, None) => default.security,
        _ if cfg!(not(feature = "dtls")) => {
            let problem = "this gatewayd was built without the `dtls` feature";
            report.value(path, problem, None);
            Security::None
        }
        (Some(identity), Some(file)) => {
            protection::psk(identity, file, path, context, report).unwrap_or(Security::None)
        }
        (None, Some(_)) => {
            report.missing(path, "psk-identity", together);
            Security::None
        }
        (Some(_), None) => {
            report.missing(path, "psk-key-file", together);
            Security::None
        }
    };
    Pull { retries, security }
}
