//! The log: lines on standard error, for a person or for the journal.

use std::fmt;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::os::linux::fs::MetadataExt;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormattedFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// The variable that says what is logged, such as `info,lwm2m::planner=debug,mqtt=trace`.
pub const VARIABLE: &str = "GATEWAYD_LOG";

/// What is logged unless it says otherwise: a life that fits into a month of log.
pub const SERVICE: &str = "info";

/// What is logged beside the screen of the demonstration, unless it says otherwise. The broker under it is
/// not ours and talks a lot.
pub const DEMONSTRATION: &str = "error,rumqttd=off";

/// The crates by the short names people use in [`VARIABLE`].
const SHORT_NAMES: [(&str, &str); 9] = [
    ("adapter", "gatewayd_adapter"),
    ("ble", "gatewayd_adapter_ble"),
    ("coap", "gatewayd_coap"),
    ("lwm2m", "gatewayd_lwm2m"),
    ("modbus", "gatewayd_adapter_modbus"),
    ("mqtt", "gatewayd_adapter_mqtt"),
    ("objects", "gatewayd_objects"),
    ("security", "gatewayd_security"),
    ("sim", "gatewayd_adapter_sim"),
];

/// The log cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// There is a log already.
    #[error("the log was started before")]
    AlreadyStarted(#[source] TryInitError),
    /// [`VARIABLE`] cannot be understood.
    #[error("{VARIABLE} cannot be understood: {0}")]
    Filter(#[source] ParseError),
    /// [`VARIABLE`] is not text.
    #[error("{VARIABLE} is not UTF-8 text")]
    NotText,
}

/// Starts the log of this process; `default` is what is logged unless the variable says otherwise.
///
/// # Errors
/// When the variable cannot be understood.
pub fn init(default: &str) -> Result<(), LoggingError> {
    let wanted = match std::env::var(VARIABLE) {
        Ok(wanted) => wanted,
        Err(std::env::VarError::NotPresent) => default.to_owned(),
        Err(std::env::VarError::NotUnicode(_)) => return Err(LoggingError::NotText),
    };
    let targets = targets(&wanted).map_err(LoggingError::Filter)?;
    let stderr = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let registry = tracing_subscriber::registry().with(targets);
    let started = if is_journal() {
        registry
            .with(stderr.with_ansi(false).event_format(Journal))
            .try_init()
    } else {
        registry
            .with(stderr.with_ansi(io::stderr().is_terminal()))
            .try_init()
    };
    started.map_err(LoggingError::AlreadyStarted)
}

fn targets(wanted: &str) -> Result<Targets, ParseError> {
    wanted
        .split(',')
        .map(full_name)
        .collect::<Vec<_>>()
        .join(",")
        .parse()
}

/// Puts the full name of a crate into a directive such as `lwm2m::planner=debug`.
fn full_name(directive: &str) -> String {
    let end = directive.find([':', '=']).unwrap_or(directive.len());
    let (name, rest) = directive.split_at(end);
    match SHORT_NAMES.iter().find(|(short, _)| *short == name) {
        Some((_, full)) => format!("{full}{rest}"),
        None => directive.to_owned(),
    }
}

/// Whether standard error leads to the journal: systemd.exec(5), `$JOURNAL_STREAM`, which is inherited by
/// processes whose standard error leads elsewhere, so that its numbers have to be compared.
fn is_journal() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else {
        return false;
    };
    let Ok(stderr) = io::stderr().as_fd().try_clone_to_owned() else {
        return false;
    };
    let metadata = std::fs::File::from(stderr).metadata();
    metadata.is_ok_and(|metadata| stream == format!("{}:{}", metadata.st_dev(), metadata.st_ino()))
}

/// Lines for the journal, which adds the time itself: `<6>target: message key=value`.
struct Journal;

impl<S, N> FormatEvent<S, N> for Journal
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        for span in context
            .event_scope()
            .into_iter()
            .flat_map(|scope| scope.from_root())
        {
            line.push_str(span.name());
            if let Some(fields) = span
                .extensions()
                .get::<FormattedFields<N>>()
                .filter(|fields| !fields.is_empty())
            {
                line.push('{');
                line.push_str(fields);
                line.push('}');
            }
            line.push_str(": ");
        }
        line.push_str(event.metadata().target());
        line.push_str(": ");
        context.format_fields(Writer::new(&mut line), event)?;
        let prefix = priority(*event.metadata().level());
        line.lines()
            .try_for_each(|line| writeln!(writer, "{prefix}{line}"))
    }
}

/// sd-daemon(3): what the journal takes as the priority of a line.
const fn priority(level: Level) -> &'static str {
    match level {
        Level::ERROR => "<3>",
        Level::WARN => "<4>",
        Level::INFO => "<6>",
        Level::DEBUG | Level::TRACE => "<7>",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_journal_gets_one_priority_for_every_line() {
        let memory = Memory::default();
        let writer = memory.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(move || writer.clone());
        let subscriber = tracing_subscriber::registry().with(layer.event_format(Journal));
        tracing::subscriber::with_default(subscriber, || {
            let _span = tracing::info_span!("adapter", name = "meters").entered();
            tracing::warn!(target: "test", device = 3, "Lost\nthe device.");
        });
        let text = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
        assert_eq!(
            text,
            "<4>adapter{name=\"meters\"}: test: Lost\n<4>the device. device=3\n"
        );
    }

    #[test]
    fn short_names_stand_for_the_crates() {
        let wanted = targets("warn,lwm2m::planner=debug,mqtt=trace,rumqttc=error").unwrap();
        assert!(wanted.would_enable("gatewayd_lwm2m::planner", &Level::DEBUG));
        assert!(wanted.would_enable("gatewayd_adapter_mqtt::session", &Level::TRACE));
        assert!(!wanted.would_enable("gatewayd_lwm2m::client", &Level::INFO));
        assert!(!wanted.would_enable("rumqttc", &Level::WARN));
        assert!(targets("lwm2m=loud").is_err());
    }
}
