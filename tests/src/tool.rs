//! Finds the programs the tests run against, and says what to do when one is missing.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Names the tools whose tests are left out, separated by commas.
pub const SKIP_VARIABLE: &str = "GATEWAYD_TEST_SKIP";

/// Names a folder with the jars of Leshan, instead of the one the install script fills.
pub const LESHAN_VARIABLE: &str = "GATEWAYD_TEST_LESHAN";

/// Folders that hold daemons but are not on every user's path.
const MORE_FOLDERS: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// Something independent of the project that tests run against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// The LwM2M demonstration server of Eclipse, with the Java to run it.
    Leshan,
    /// The MQTT broker, and its two command-line clients.
    Mosquitto,
    /// The message bus.
    Dbus,
    /// The Modbus slave in Python.
    Pymodbus,
    /// The CoAP library in Python, which the LwM2M server of the tests is made with.
    Aiocoap,
    /// The DTLS library in Python, for the same server.
    Mbedtls,
}

impl Tool {
    const ALL: [Tool; 6] = [
        Tool::Leshan,
        Tool::Mosquitto,
        Tool::Dbus,
        Tool::Pymodbus,
        Tool::Aiocoap,
        Tool::Mbedtls,
    ];

    /// The name that [`SKIP_VARIABLE`] uses.
    pub const fn name(self) -> &'static str {
        match self {
            Tool::Leshan => "leshan",
            Tool::Mosquitto => "mosquitto",
            Tool::Dbus => "dbus",
            Tool::Pymodbus => "pymodbus",
            Tool::Aiocoap => "aiocoap",
            Tool::Mbedtls => "mbedtls",
        }
    }

    /// The full path of a program that comes with the tool.
    ///
    /// # Panics
    ///
    /// With a sentence that names the tool and the remedy, when the program is not installed.
    pub fn program(self, name: &str) -> PathBuf {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path)
            .chain(MORE_FOLDERS.map(PathBuf::from))
            .map(|folder| folder.join(name))
            .find(|candidate| candidate.is_file())
            .unwrap_or_else(|| self.missing(&format!("the program `{name}`")))
    }

    /// The Python of the environment that the install script made, in which the package of this name is.
    ///
    /// # Panics
    ///
    /// As [`Tool::program`].
    pub fn python(self) -> PathBuf {
        let python = installed("venv/bin/python");
        if python.is_file() && has_package(self.name()) {
            python
        } else {
            self.missing("a package in the Python environment of the tests")
        }
    }

    /// The folder with the jars of Leshan.
    ///
    /// # Panics
    ///
    /// As [`Tool::program`].
    pub fn leshan_jars() -> PathBuf {
        folder_with("leshan-demo-server")
    }

    /// The folder with the jars of Leshan's bootstrap server.
    ///
    /// # Panics
    ///
    /// As [`Tool::program`].
    pub fn leshan_bootstrap_jars() -> PathBuf {
        folder_with("leshan-demo-bsserver")
    }

    /// Fails the test that needs this tool.
    fn missing(self, what: &str) -> ! {
        let name = self.name();
        panic!(
            "{name} is missing ({what}): `make test` installs it by packaging/install-test-tools.sh; \
             {SKIP_VARIABLE}={name} leaves its tests out"
        )
    }
}

fn folder_with(jar: &str) -> PathBuf {
    let jars = std::env::var_os(LESHAN_VARIABLE).map_or_else(|| installed("leshan/lib"), PathBuf::from);
    let entries = std::fs::read_dir(&jars).into_iter().flatten().flatten();
    let any = entries
        .map(|entry| entry.file_name())
        .any(|name| name.to_string_lossy().starts_with(jar));
    if !any {
        Tool::Leshan.missing(&format!("{jar}*.jar in {}", jars.display()))
    }
    jars
}

/// Whether the user asked to leave out tests that need one of `tools`; says so on standard error if it is so.
///
/// # Panics
///
/// When [`SKIP_VARIABLE`] names an unknown tool: a typo must not look like a choice.
pub fn skipped(tools: &[Tool]) -> bool {
    let wish = std::env::var(SKIP_VARIABLE).unwrap_or_default();
    let Some(tool) = wished(&wish).into_iter().find(|tool| tools.contains(tool)) else {
        return false;
    };
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Written past the capture of the test runner: a test that was left out must be seen to be.
    // Nothing is lost for the test if standard error is closed.
    let _ = writeln!(
        std::io::stderr(),
        "left out: {test} ({SKIP_VARIABLE} names {})",
        tool.name()
    );
    true
}

/// What a test returns that was left out.
pub trait LeftOut {
    /// The result that counts as passed.
    fn left_out() -> Self;
}

impl LeftOut for () {
    fn left_out() -> Self {}
}

impl<E> LeftOut for Result<(), E> {
    fn left_out() -> Self {
        Ok(())
    }
}

/// Ends the test at once if the user asked to leave out one of the named tools.
///
/// ```no_run
/// # fn a_test() {
/// gatewayd_tests::needs!(Mosquitto, Leshan);
/// # }
/// ```
#[macro_export]
macro_rules! needs {
    ($($tool:ident),+ $(,)?) => {
        if $crate::tool::skipped(&[$($crate::tool::Tool::$tool),+]) {
            return $crate::tool::LeftOut::left_out();
        }
    };
}

fn wished(wish: &str) -> Vec<Tool> {
    let names = wish.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            tool_named(name).unwrap_or_else(|| panic!("{SKIP_VARIABLE} names {name:?}, which is no tool"))
        })
        .collect()
}

fn tool_named(name: &str) -> Option<Tool> {
    Tool::ALL.into_iter().find(|tool| tool.name() == name)
}

/// Whether the Python environment has the package; the folder above the packages has the version in its name.
fn has_package(name: &str) -> bool {
    let versions = std::fs::read_dir(installed("venv/lib"))
        .into_iter()
        .flatten()
        .flatten();
    versions
        .map(|version| version.path().join("site-packages").join(name))
        .any(|package| package.is_dir())
}

fn installed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools").join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_found_by_its_name() {
        for tool in Tool::ALL {
            assert_eq!(tool_named(tool.name()), Some(tool));
        }
    }

    #[test]
    fn a_wish_lists_tools_between_commas() {
        assert_eq!(wished("mosquitto, leshan,"), [Tool::Mosquitto, Tool::Leshan]);
    }

    #[test]
    fn an_unknown_name_in_a_wish_is_refused() {
        let refusal = std::panic::catch_unwind(|| wished("mosquito")).expect_err("the name is not known");
        let sentence = refusal
            .downcast_ref::<String>()
            .expect("the panic carries a sentence");
        assert!(sentence.contains("\"mosquito\", which is no tool"), "{sentence}");
    }
}
