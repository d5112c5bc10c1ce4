//! The command lines of both programs.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, Subcommand};
use objects::{Path, ResourcePath};

use crate::exit::Exit;

/// Where the packages put the configuration.
pub const CONFIG_FILE: &str = "/etc/gatewayd/gatewayd.toml";

/// Where the packages let the daemon keep its state.
pub const STATE_DIR: &str = "/var/lib/gatewayd";

/// Reads the command line of this process; help, version and mistakes are printed.
///
/// # Errors
/// With what the process is to end.
pub fn parse<T: Parser>() -> Result<T, Exit> {
    T::try_parse().map_err(|error| {
        // When even that cannot be printed there is nobody left to tell.
        error.print().ok();
        if error.use_stderr() {
            Exit::Usage
        } else {
            Exit::Done
        }
    })
}

/// An LwM2M gateway for Modbus, Bluetooth LE and MQTT devices.
#[derive(Clone, Debug, Parser, PartialEq)]
#[command(name = "gatewayd", version)]
pub struct Daemon {
    /// The configuration file; conf.d/*.toml beside it is read as well.
    #[arg(long, value_name = "FILE", default_value = CONFIG_FILE)]
    pub config: PathBuf,
    /// Where the daemon keeps what must survive a restart.
    #[arg(long, value_name = "DIR", default_value = STATE_DIR)]
    pub state_dir: PathBuf,
    /// The D-Bus to be controlled over: system, session, none or an address.
    #[arg(long, value_name = "BUS", default_value = "system")]
    pub bus: BusOrNone,
    /// What to do instead of being the daemon.
    #[command(subcommand)]
    pub command: Option<DaemonCommand>,
}

/// What the daemon's program can do besides being the daemon.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum DaemonCommand {
    /// Show everything at work, without hardware, server or privileges.
    #[cfg(feature = "demo")]
    Demo(Demo),
}

/// How to show everything at work.
#[cfg(feature = "demo")]
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub struct Demo {
    /// How long to run, such as 30s; until it is interrupted, when not given.
    #[arg(long = "for", value_name = "TIME", value_parser = adapter::config::parse_duration)]
    pub duration: Option<std::time::Duration>,
    /// A real server to register with, such as coap://localhost, instead of the built-in one.
    #[arg(long, value_name = "URI")]
    pub server: Option<String>,
    /// What the gateway calls itself towards the server.
    #[arg(long, value_name = "NAME", default_value = "gatewayd-demo")]
    pub endpoint_name: String,
}

/// Ask and command a running gatewayd.
#[derive(Clone, Debug, Parser, PartialEq)]
#[command(name = "gatewayctl", version)]
pub struct Ctl {
    /// The D-Bus the daemon is on: system, session or an address.
    #[arg(long, global = true, value_name = "BUS", default_value = "system")]
    pub bus: Bus,
    /// Print JSON, for programs.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: CtlCommand,
}

/// What the daemon can be asked and told.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum CtlCommand {
    /// Show whether the gateway is registered and which adapters are up.
    Status,
    /// Show the object tree as servers see it.
    Tree {
        /// Only what is below it, such as /3303.
        #[arg(default_value = "/")]
        path: Path,
    },
    /// Show the value of a resource, or all values below a path.
    Read {
        /// Such as /3303/0/5700 or /3303.
        path: Path,
    },
    /// Write a value to a resource, as a server would.
    Write {
        /// Such as /3306/0/5850.
        #[arg(value_parser = resource_path)]
        path: ResourcePath,
        /// Such as 21.5, true or text.
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Execute a resource, as a server would.
    Execute {
        /// Such as /3/0/4.
        #[arg(value_parser = resource_path)]
        path: ResourcePath,
        /// What goes with it, such as 0='300'.
        #[arg(default_value = "", allow_hyphen_values = true)]
        arguments: String,
    },
    /// Ask the bootstrap server now, without hold-off or pause.
    Bootstrap,
    /// Send values to servers that have not asked for them (LwM2M Send).
    Send {
        /// Such as /3303/0/5700, /3303/0 or /3303.
        #[arg(required = true)]
        paths: Vec<Path>,
        /// The one server to tell, by its name or Short Server ID.
        #[arg(long, value_name = "NAME")]
        server: Option<String>,
        /// Keep the values for a server that is away, with the time of now.
        #[arg(long)]
        later: bool,
    },
    /// Check a configuration, without the daemon.
    Check {
        /// The configuration file; conf.d/*.toml beside it is read as well.
        #[arg(long, value_name = "FILE", default_value = CONFIG_FILE)]
        config: PathBuf,
    },
    /// Let the daemon read its configuration again.
    Reload,
    /// Show the versions of this program and of the daemon.
    Version,
}

/// A D-Bus, or none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BusOrNone {
    /// This one.
    Bus(Bus),
    /// None: the daemon cannot be controlled, and there is no Bluetooth.
    None,
}

/// A D-Bus.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Bus {
    /// The one at an address, such as `unix:path=/run/user/1000/bus`.
    Address(String),
    /// That of the user's session.
    Session,
    /// That of the machine.
    System,
}

/// A text is neither the name of a bus nor an address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is no bus; write system, session or an address such as unix:path=/run/bus")]
pub struct InvalidBus(String);

impl FromStr for Bus {
    type Err = InvalidBus;

    fn from_str(text: &str) -> Result<Self, InvalidBus> {
        match text {
            "session" => Ok(Self::Session),
            "system" => Ok(Self::System),
            // D-Bus specification, "Server Addresses": a transport, a colon, keys and values.
            address
                if address
                    .split_once(':')
                    .is_some_and(|(transport, _)| !transport.is_empty()) =>
            {
                Ok(Self::Address(address.to_owned()))
            }
            other => Err(InvalidBus(other.to_owned())),
        }
    }
}

impl FromStr for BusOrNone {
    type Err = InvalidBus;

    fn from_str(text: &str) -> Result<Self, InvalidBus> {
        if text == "none" {
            Ok(Self::None)
        } else {
            text.parse().map(Self::Bus)
        }
    }
}

fn resource_path(text: &str) -> Result<ResourcePath, String> {
    match text.parse() {
        Ok(Path::Resource(path)) => Ok(path),
        Ok(Path::Root | Path::Object(_) | Path::Instance(..)) => {
            Err("this is no resource, write /OBJECT/INSTANCE/RESOURCE".into())
        }
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// A manual page as it is read: without the marks for fonts, with plain hyphens.
    fn manual(name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../packaging/man");
        let text = std::fs::read_to_string(std::path::Path::new(folder).join(name)).unwrap();
        text.replace("\\-", "-")
    }

    /// Whether a page has an entry of its own for a word.
    fn has_entry(page: &str, word: &str) -> bool {
        let tagged = page.lines().zip(page.lines().skip(1));
        let mut entries = tagged.filter(|(tag, _)| *tag == ".TP").map(|(_, line)| line);
        entries.any(|line| line.split_whitespace().nth(1) == Some(word))
    }

    #[test]
    fn the_manual_has_every_option_and_every_command() {
        for (page, command) in [
            ("gatewayd.8", Daemon::command()),
            ("gatewayctl.1", Ctl::command()),
        ] {
            let text = manual(page);
            for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(has_entry(&text, &format!("--{option}")), "{page}: --{option}");
            }
        }
        let text = manual("gatewayctl.1");
        for command in Ctl::command().get_subcommands() {
            let name = command.get_name();
            assert!(has_entry(&text, name), "{name}");
            for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(text.contains(&format!("--{option}")), "{name} --{option}");
            }
        }
        assert!(!has_entry(&text, "discover"));
    }

    #[test]
    fn the_unit_refers_to_pages_that_exist() {
        let unit = include_str!("../../systemd/gatewayd.service");
        let line = unit.lines().find_map(|line| line.strip_prefix("Documentation="));
        for page in line.unwrap().split(' ') {
            let page = page.strip_prefix("man:").unwrap().replace(['(', ')'], ".");
            assert!(!manual(page.trim_end_matches('.')).is_empty());
        }
    }

    fn ctl(line: &str) -> Result<Ctl, clap::Error> {
        Ctl::try_parse_from(std::iter::once("gatewayctl").chain(line.split(' ')))
    }

    #[test]
    fn both_command_lines_are_sound() {
        Daemon::command().debug_assert();
        Ctl::command().debug_assert();
    }

    #[test]
    fn without_arguments_the_daemon_uses_the_packaged_paths() {
        let daemon = Daemon::try_parse_from(["gatewayd"]).unwrap();
        assert_eq!(daemon.config, PathBuf::from(CONFIG_FILE));
        assert_eq!(daemon.state_dir, PathBuf::from(STATE_DIR));
        assert_eq!(daemon.bus, BusOrNone::Bus(Bus::System));
        assert_eq!(daemon.command, None);
    }

    #[test]
    fn a_negative_value_is_a_value_and_no_option() {
        let Ok(Ctl {
            command: CtlCommand::Write { path, value },
            ..
        }) = ctl("write /3306/0/5851 -5")
        else {
            panic!("not understood");
        };
        assert_eq!(
            (path, value.as_str()),
            (ResourcePath::literal(3306, 0, 5851), "-5")
        );
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        assert_eq!(
            ctl("--json --bus session status").unwrap(),
            ctl("status --bus session --json").unwrap()
        );
    }

    #[test]
    fn what_is_no_resource_is_not_written_to() {
        for line in [
            "write /3306/0 1",
            "write 3306/0/5850 1",
            "execute /",
            "read",
            "write /3/0/9",
            "--bus none status",
        ] {
            assert!(ctl(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_bus_is_a_name_or_an_address() {
        assert_eq!("unix:path=/x".parse(), Ok(Bus::Address("unix:path=/x".into())));
        assert_eq!("none".parse(), Ok(BusOrNone::None));
        assert!("user".parse::<Bus>().is_err());
        assert!(":x".parse::<Bus>().is_err());
    }
}
