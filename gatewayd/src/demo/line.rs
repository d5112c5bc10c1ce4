//! A Modbus slave behind a real pseudo terminal.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::sync::PoisonError;
use std::time::Duration;

use adapter_modbus::slave::{Bank, SharedBank, serve};
use anyhow::Context as _;
use tokio::time::interval;
use tokio_serial::{SerialPort as _, SerialStream};

use super::scene::{PUMP, UNIT, WATER_TEMPERATURE};
use super::view::View;

/// The serial line: the slave holds one end, the adapter opens the other by its name.
pub(super) struct Line {
    slave: SerialStream,
    /// Kept open, so that the terminal exists before the adapter opens it and after it closes it.
    terminal: File,
    path: String,
    bank: SharedBank,
}

impl Line {
    pub(super) fn open() -> anyhow::Result<Self> {
        let (slave, pair) = SerialStream::pair().context("cannot open a pseudo terminal")?;
        let path = pair.name().context("the pseudo terminal has no name")?;
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_NOCTTY)
            .open(&path);
        let terminal = terminal.with_context(|| format!("cannot open {path}"))?;
        // It is locked, and the adapter wants the lock.
        drop(pair);
        let bank = Bank::shared();
        {
            let mut bank = bank.lock().unwrap_or_else(PoisonError::into_inner);
            let unit = bank.unit(UNIT);
            unit.holding.insert(WATER_TEMPERATURE, 215);
            unit.coils.insert(PUMP, false);
        }
        Ok(Self {
            slave,
            terminal,
            path,
            bank,
        })
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Answers requests, and lets the water change its temperature; a running pump cools it.
    pub(super) async fn run(self, view: &View) -> anyhow::Result<()> {
        let bank = SharedBank::clone(&self.bank);
        let physics = async {
            let mut change = interval(Duration::from_secs(2));
            let mut look = interval(Duration::from_millis(50));
            loop {
                tokio::select! {
                    _ = change.tick() => warm(&self.bank),
                    _ = look.tick() => show_writes(&self.bank, view),
                }
            }
        };
        let _terminal = self.terminal;
        tokio::select! {
            ended = serve(self.slave, bank) => Ok(ended?),
            () = physics => Ok(()),
        }
    }
}

fn warm(bank: &SharedBank) {
    let mut bank = bank.lock().unwrap_or_else(PoisonError::into_inner);
    let unit = bank.unit(UNIT);
    let pumping = unit.coils.get(&PUMP).copied().unwrap_or(false);
    let temperature = unit.holding.entry(WATER_TEMPERATURE).or_insert(215);
    *temperature = if pumping {
        temperature.saturating_sub(4).max(150)
    } else {
        (*temperature + 3).min(600)
    };
}

fn show_writes(bank: &SharedBank, view: &View) {
    let writes = bank.lock().unwrap_or_else(PoisonError::into_inner).take_writes();
    for written in writes {
        let state = if written.values.first() == Some(&0) {
            "off"
        } else {
            "on"
        };
        view.device(
            "modbus",
            &format!(
                "unit {} coil {} was switched {state}",
                written.unit, written.address
            ),
        );
    }
}
