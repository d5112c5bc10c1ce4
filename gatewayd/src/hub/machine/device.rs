//! The parts of the Device object (3) that are the machine: its clock, its storage, its troubles.

use std::fs;
use std::path::Path;
use std::time::{Instant, SystemTime};

use adapter::DeviceState;
use lwm2m::{Outcome, RegistrationStatus};
use objects::{ObjectTree, Resource, ResourcePath, SetError, Value};
use tracing::error;

use super::{ANSWER_TIME, Finding, HOOK_TIME, Work, hook};
use crate::config::{Agent, Hooks};
use crate::hub::Hub;
use crate::hub::adapters::{AdapterState, Unit};
use crate::machine::clock::{Clock, is_timezone, is_utc_offset};
use crate::state::{StateDir, StateError};

const REBOOT: ResourcePath = resource(4);
const FACTORY_RESET: ResourcePath = resource(5);
const MEMORY_FREE: ResourcePath = resource(10);
const ERROR_CODE: ResourcePath = resource(11);
const RESET_ERROR_CODE: ResourcePath = resource(12);
const CURRENT_TIME: ResourcePath = resource(13);
const UTC_OFFSET: ResourcePath = resource(14);
const TIMEZONE: ResourcePath = resource(15);
const MEMORY_TOTAL: ResourcePath = resource(21);

/// Values of Error Code (3/0/11).
mod code {
    pub(super) const NONE: i64 = 0;
    pub(super) const OUT_OF_MEMORY: i64 = 5;
    pub(super) const IP_CONNECTIVITY: i64 = 7;
    pub(super) const PERIPHERAL: i64 = 8;
}

/// Below this many kB nothing that has to be kept can be relied on any more.
const LITTLE_STORAGE: i64 = 1_000;

/// Where the name of the time zone is: a link into the time zone database (localtime(5)).
const LOCALTIME: &str = "/etc/localtime";

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(3, 0, id)
}

/// Makes those executables appear that somebody carries out.
pub(super) fn enable(tree: &mut ObjectTree, hooks: &Hooks) -> Result<(), SetError> {
    if hooks.factory_reset.is_some() {
        tree.enable_executable(FACTORY_RESET)?;
    }
    tree.enable_executable(RESET_ERROR_CODE)
}

/// The file in the state directory with what is kept beside the clock of the machine.
const CLOCK_FILE: &str = "device-clock.json";

/// What servers have written in an earlier run of the program, as far as nobody sets the machine's clock.
pub(super) fn load_clock(hooks: &Hooks, state: &StateDir) -> Result<Clock, StateError> {
    let mut clock: Clock = state.read_json(CLOCK_FILE)?.unwrap_or_default();
    match hooks.time_set {
        None => {}
        Some(Agent::System) => clock.timezone = None,
        Some(Agent::Program(_)) => clock = Clock::default(),
    }
    Ok(clock)
}

/// A value of the clock, as it is written to its resource and told to a program.
#[derive(Debug, PartialEq)]
enum Setting {
    Time(i64),
    Timezone(String),
    UtcOffset(String),
}

impl Setting {
    fn new(path: ResourcePath, value: Value) -> Result<Self, Outcome> {
        match (path, value) {
            (CURRENT_TIME, Value::Time(seconds)) => Ok(Self::Time(seconds)),
            (TIMEZONE, Value::String(name)) if is_timezone(&name) => Ok(Self::Timezone(name)),
            (UTC_OFFSET, Value::String(offset)) if is_utc_offset(&offset) => Ok(Self::UtcOffset(offset)),
            (TIMEZONE | UTC_OFFSET, _) => Err(Outcome::BadRequest),
            _ => Err(Outcome::MethodNotAllowed),
        }
    }

    /// Who carries it out; timedated knows no offset that is not a time zone.
    fn agent(&self, hooks: &Hooks) -> Option<Agent> {
        let agent = hooks.time_set.clone()?;
        match (self, &agent) {
            (Self::UtcOffset(_), Agent::System) => None,
            (Self::Time(_) | Self::Timezone(_) | Self::UtcOffset(_), _) => Some(agent),
        }
    }
}

/// Whether a value could be written.
pub(super) fn check_write(path: ResourcePath, value: &Value) -> Result<(), Outcome> {
    Setting::new(path, value.clone()).map(drop)
}

async fn set_clock(agent: &Agent, setting: Setting) -> Result<(), hook::HookError> {
    match (agent, setting) {
        (Agent::Program(program), setting) => {
            let (word, text) = match setting {
                Setting::Time(seconds) => ("time", seconds.to_string()),
                Setting::Timezone(name) => ("timezone", name),
                Setting::UtcOffset(offset) => ("utc-offset", offset),
            };
            hook::run(program, &[word, &text], HOOK_TIME).await
        }
        (Agent::System, Setting::Time(seconds)) => hook::set_time(seconds).await,
        (Agent::System, Setting::Timezone(name)) => hook::set_timezone(&name).await,
        // Kept here instead.
        (Agent::System, Setting::UtcOffset(_)) => Ok(()),
    }
}

/// The work of rebooting, after the answer to it has left.
pub(super) fn reboot(agent: &Agent) -> Work {
    let agent = agent.clone();
    Box::pin(async move {
        tokio::time::sleep(ANSWER_TIME).await;
        let none: [&str; 0] = [];
        let result = match &agent {
            Agent::Program(program) => hook::run(program, &none, HOOK_TIME).await,
            Agent::System => hook::reboot().await,
        };
        Finding::Done("reboot the machine", result)
    })
}

fn factory_reset(program: &Path) -> Work {
    let program = program.to_owned();
    Box::pin(async move {
        tokio::time::sleep(ANSWER_TIME).await;
        let none: [&str; 0] = [];
        Finding::Done("reset the machine", hook::run(&program, &none, HOOK_TIME).await)
    })
}

impl Hub {
    /// Sets the clock: by work, if somebody carries it out, or beside the clock of the machine.
    pub(super) fn write_device(
        &mut self,
        now: Instant,
        path: ResourcePath,
        value: Value,
    ) -> Result<Option<Work>, Outcome> {
        let setting = Setting::new(path, value.clone())?;
        if let Some(agent) = setting.agent(&self.machine.hooks) {
            return Ok(Some(Box::pin(async move {
                Finding::Done("set the clock", set_clock(&agent, setting).await)
            })));
        }
        self.keep_clock(now, setting)?;
        self.set(now, path, value, SystemTime::now());
        Ok(None)
    }

    /// Keeps a setting that nobody carries out; what cannot be saved has not happened.
    fn keep_clock(&mut self, now: Instant, setting: Setting) -> Result<(), Outcome> {
        let mut clock = self.machine.clock.clone();
        match setting {
            Setting::Time(seconds) => {
                self.machine.clock.set(now, seconds);
                return Ok(());
            }
            Setting::Timezone(name) => clock.timezone = Some(name),
            Setting::UtcOffset(offset) => clock.utc_offset = Some(offset),
        }
        self.machine
            .state
            .write_json(CLOCK_FILE, &clock)
            .map_err(|problem| {
                error!(error = %problem, "Cannot keep what a server has set.");
                Outcome::Internal
            })?;
        self.machine.clock = clock;
        Ok(())
    }

    pub(super) fn execute_device(
        &mut self,
        now: Instant,
        path: ResourcePath,
    ) -> Result<Option<Work>, Outcome> {
        match path {
            // Each of these is a process, and a server may ask for many.
            REBOOT | FACTORY_RESET if self.machine.is_busy() => Err(Outcome::Unavailable),
            REBOOT => match self.machine.hooks.reboot.clone() {
                None => Err(Outcome::NotImplemented),
                Some(Agent::System) => Ok(Some(Box::pin(async {
                    Finding::MayReboot(hook::may_reboot().await)
                }))),
                Some(program) => {
                    self.start_work(now, reboot(&program), None);
                    Ok(None)
                }
            },
            FACTORY_RESET => {
                let program = self.machine.hooks.factory_reset.clone();
                let work = factory_reset(&program.ok_or(Outcome::NotImplemented)?);
                self.start_work(now, work, None);
                Ok(None)
            }
            RESET_ERROR_CODE => {
                self.set_errors(now, &[code::NONE]);
                self.refresh_errors(now);
                Ok(None)
            }
            _ => Err(Outcome::NotImplemented),
        }
    }

    /// Reads the storage and the clock.
    pub(super) fn refresh_device(&mut self, now: Instant) {
        let at = SystemTime::now();
        if let Some((free, total)) = storage(&self.machine.state.file(".")) {
            self.set(now, MEMORY_FREE, Value::Integer(free), at);
            self.set(now, MEMORY_TOTAL, Value::Integer(total), at);
        }
        let kept = self.machine.clock.utc_offset.clone();
        if let Some(offset) = kept.or_else(|| utc_offset(super::super::samples::seconds(at))) {
            self.set(now, UTC_OFFSET, Value::String(offset), at);
        }
        let kept = self.machine.clock.timezone.clone();
        if let Some(name) = kept.or_else(|| timezone(fs::read_link(LOCALTIME).ok().as_deref())) {
            self.set(now, TIMEZONE, Value::String(name), at);
        }
        self.refresh_errors(now);
    }

    /// Says what is wrong now: one element for each kind of trouble.
    pub(in crate::hub) fn refresh_errors(&mut self, now: Instant) {
        let mut codes = Vec::new();
        let free = self
            .tree
            .entry(MEMORY_FREE)
            .and_then(|entry| entry.value.number());
        if free.is_some_and(|free| free < LITTLE_STORAGE as f64) {
            codes.push(code::OUT_OF_MEMORY);
        }
        let unreached = |status: lwm2m::ServerStatus| {
            matches!(
                status.registration,
                RegistrationStatus::BackingOff(_) | RegistrationStatus::Failed
            )
        };
        if self.client.servers().any(unreached) {
            codes.push(code::IP_CONNECTIVITY);
        }
        if self.adapters.iter().any(|(_, unit)| troubled(unit)) {
            codes.push(code::PERIPHERAL);
        }
        if codes.is_empty() {
            codes.push(code::NONE);
        }
        self.set_errors(now, &codes);
    }

    fn set_errors(&mut self, now: Instant, codes: &[i64]) {
        let known: Vec<&Value> = match self.tree.resource(ERROR_CODE) {
            Some(Resource::Multiple(elements)) => elements.values().map(|entry| &entry.value).collect(),
            Some(Resource::Executable | Resource::Single(_)) | None => Vec::new(),
        };
        if known.len() == codes.len()
            && known
                .iter()
                .zip(codes)
                .all(|(value, code)| **value == Value::Integer(*code))
        {
            return;
        }
        let at = SystemTime::now();
        if let Ok(change) = self.tree.clear_elements(ERROR_CODE, at) {
            self.announce(now, change);
        }
        for (element, code) in (0..).zip(codes) {
            self.set(now, ERROR_CODE.with_element(element), Value::Integer(*code), at);
        }
    }
}

/// Whether an adapter or one of its devices is down.
fn troubled(unit: &Unit) -> bool {
    let down = match unit.state {
        AdapterState::BackingOff | AdapterState::Failed => true,
        AdapterState::Running { .. } | AdapterState::Starting => false,
    };
    down || unit
        .devices
        .values()
        .any(|device| matches!(device.state, Some(DeviceState::Offline { .. })))
}

/// Free and total kilobytes (of 1000 bytes) of the file system the state is on.
fn storage(path: &Path) -> Option<(i64, i64)> {
    let stat = rustix::fs::statvfs(path).ok()?;
    let kilobytes = |blocks: u64| i64::try_from(blocks.saturating_mul(stat.f_frsize) / 1000).ok();
    Some((kilobytes(stat.f_bavail)?, kilobytes(stat.f_blocks)?))
}

/// The name of a time zone from where the link to it leads.
fn timezone(link: Option<&Path>) -> Option<String> {
    let (_, name) = link?.to_str()?.split_once("/zoneinfo/")?;
    Some(name.to_owned())
}

/// The offset of local time, as ISO 8601 writes it.
#[expect(unsafe_code, reason = "the C library alone knows the rules of local time")]
fn utc_offset(seconds: i64) -> Option<String> {
    let time = libc::time_t::try_from(seconds).ok()?;
    // SAFETY: an all-zero `tm` is a valid value of that plain C structure.
    let mut local: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: `tzset` (POSIX) takes nothing, returns nothing and has a lock of its own; nothing here alters the
    // environment it reads.
    unsafe extern "C" {
        safe fn tzset();
    }
    // The time zone of the machine may be another one now; `localtime_r` looks once only.
    tzset();
    // SAFETY: both pointers are to living values, and the re-entrant form keeps nothing of them.
    let done = unsafe { libc::localtime_r(&raw const time, &raw mut local) };
    (!done.is_null()).then(|| offset(local.tm_gmtoff))
}

fn offset(seconds: libc::c_long) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_written_with_sign_hours_and_minutes() {
        assert_eq!(offset(0), "+00:00");
        assert_eq!(offset(7200), "+02:00");
        assert_eq!(offset(-12_600), "-03:30");
        assert_eq!(offset(20_700), "+05:45");
    }

    #[test]
    fn a_time_zone_is_named_by_its_place_in_the_database() {
        let name = |link: &str| timezone(Some(Path::new(link)));
        assert_eq!(
            name("/usr/share/zoneinfo/Europe/Paris").as_deref(),
            Some("Europe/Paris")
        );
        assert_eq!(name("../usr/share/zoneinfo/UTC").as_deref(), Some("UTC"));
        assert_eq!(name("/somewhere/else"), None);
    }

    #[test]
    fn a_value_no_clock_can_have_is_refused() {
        let text = |text: &str| Value::String(text.into());
        let refused = |path, value| Setting::new(path, value).err();
        assert_eq!(refused(TIMEZONE, text("--help")), Some(Outcome::BadRequest));
        assert_eq!(refused(UTC_OFFSET, text("noon")), Some(Outcome::BadRequest));
        assert_eq!(
            refused(MEMORY_FREE, Value::Integer(1)),
            Some(Outcome::MethodNotAllowed)
        );
        assert_eq!(refused(CURRENT_TIME, Value::Time(1)), None);
    }

    #[test]
    fn an_offset_is_kept_where_the_system_sets_the_clock() {
        let hooks = Hooks {
            time_set: Some(Agent::System),
            ..Hooks::default()
        };
        assert_eq!(Setting::UtcOffset("+02:00".into()).agent(&hooks), None);
        assert_eq!(Setting::Time(1).agent(&hooks), Some(Agent::System));
    }
}
