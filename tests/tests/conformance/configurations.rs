//! The test configurations C.1 and following: what the client of a case holds at least.
//!
//! Values of the Server object that the configuration file does not know are written by the server.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use lwm2m::LinkId;
use tempfile::TempDir;

use crate::stage::{BS, server};

/// A configuration of the client, and the far ends it is to meet.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// The text of `gatewayd.toml`, in which `FOLDER` stands for its folder.
    pub(crate) text: String,
    pub(crate) links: Vec<LinkId>,
    /// What the server writes when the client has registered.
    pub(crate) writes: &'static [(&'static str, &'static str)],
}

/// Notes what it is called with, and ends as a file beside it says.
const HOOK: &str = r#"#!/bin/sh
cd "${0%/*}" || exit 9
echo "${0##*/}${*:+ }$*" >> calls
[ "$1" = install ] && echo 2.0 > version
exit "$(cat "exit-$1" 2>/dev/null || echo 0)"
"#;

/// DEV-MIN, with the values of the example device of LwM2M core 1.2, appendix C.
const DEVICE: &str = r#"
[gateway]
endpoint-name = "ets"
[device]
manufacturer = "Open Mobile Alliance"
model = "Lightweight M2M Client"
serial = "345000123"
firmware-version = "1.0"
[hooks]
reboot = "FOLDER/reboot"
"#;

/// PSK-SA and the part of SRV-MIN that a file can say.
const SERVER: &str = r#"
[server.main]
uri = "coaps://server.example.com"
short-server-id = 1
lifetime = "86400s"
security = "psk"
psk-identity = "ets"
psk-key-file = "psk.key"
"#;

const BOOTSTRAP: &str = r#"
[bootstrap]
uri = "coaps://bootstrap.example.com"
security = "psk"
psk-identity = "ets-bootstrap"
psk-key-file = "psk.key"
"#;

/// The rest of SRV-MIN.
const SRV_MIN: &[(&str, &str)] = &[("/1/0/6", "0")];

/// The rest of SRV-EXT.
const SRV_EXT: &[(&str, &str)] = &[
    ("/1/0/6", "0"),
    ("/1/0/2", "1"),
    ("/1/0/3", "10"),
    ("/1/0/5", "86400"),
];

/// A folder with the files that configurations name.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str, mode| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    write("version", "1.0\n", 0o644);
    write("psk.key", "000102030405060708090a0b0c0d0e0f", 0o600);
    for hook in ["firmware", "reboot"] {
        write(hook, HOOK, 0o700);
    }
    folder
}

impl Setup {
    fn new(text: String, writes: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            text,
            links: vec![server(1)],
            writes,
        }
    }

    /// With more in the configuration.
    pub(crate) fn with(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// With another text in the place of one.
    pub(crate) fn replacing(mut self, old: &str, new: &str) -> Self {
        assert!(self.text.contains(old), "{old} is not in {}", self.text);
        self.text = self.text.replace(old, new);
        self
    }

    /// With a bootstrap account behind the server's.
    pub(crate) fn and_bootstrap(mut self) -> Self {
        self.links.push(BS);
        self.with(BOOTSTRAP)
    }
}

/// C.1: the least client. Notification Storing is false.
pub(crate) fn c1() -> Setup {
    Setup::new(format!("{DEVICE}{SERVER}"), SRV_MIN)
}

/// C.1 with another lifetime.
pub(crate) fn c1_lifetime(seconds: u64) -> Setup {
    c1().replacing("86400s", &format!("{seconds}s"))
}

/// C.3: C.1 with the default periods and the Disable Timeout.
pub(crate) fn c3() -> Setup {
    Setup::new(format!("{DEVICE}{SERVER}"), SRV_EXT)
}

/// C.7: C.3 at a place; radius, velocity and speed are of those that move.
pub(crate) fn c7() -> Setup {
    c3().with("[location]\nlatitude = 43.5723\nlongitude = 153.2176\naltitude = 140.0\n")
}

/// C.8: C.3 with firmware, which takes 300 kB at most.
pub(crate) fn c8() -> Setup {
    c3().replacing("[hooks]", "[hooks]\nfirmware-install = \"FOLDER/firmware\"")
        .with("[firmware]\nmax-size = 300000\nretries = 1\nversion-file = \"FOLDER/version\"\n")
}

/// C.13: nothing but a bootstrap account, in /0/1.
pub(crate) fn c13() -> Setup {
    Setup {
        text: format!("{DEVICE}{BOOTSTRAP}"),
        links: vec![BS, server(1)],
        writes: &[],
    }
}
