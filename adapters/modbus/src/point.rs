//! One point as the adapter works with it.

mod layout;
mod place;
mod sentinel;

use adapter::Access;
use adapter::config::Problem;

use crate::codec::{Codec, Form, Layout, Scale, Words};
use crate::config::{
    DEFAULT_POLL, DeviceConfig, MAX_WRITE_REGISTERS, PointConfig, Poll, Table, WriteFunction,
};
use crate::pdu::Read;

/// One point as the adapter works with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) table: Table,
    pub(crate) address: u16,
    pub(crate) codec: Codec,
    pub(crate) poll: Poll,
    pub(crate) access: Access,
    pub(crate) verify: bool,
    pub(crate) write_function: WriteFunction,
    /// Whether the person chose the function, so that no other one may be tried.
    pub(crate) write_function_fixed: bool,
}

impl Point {
    /// How many registers or bits it takes.
    pub(crate) const fn count(&self) -> u16 {
        self.codec.count()
    }

    /// The read that fetches it alone.
    pub(crate) const fn read(&self) -> Read {
        Read {
            table: self.table,
            start: self.address,
            count: self.count(),
        }
    }

    /// The point a table describes, or everything that is wrong with it; keys are relative to the
    /// point's table.
    pub(crate) fn resolve(config: &PointConfig, device: &DeviceConfig) -> Result<Self, Vec<Problem>> {
        let mut check = Check { problems: Vec::new() };
        let place = check.place(&config.register);
        let table = place.map_or(config.register.table.unwrap_or(Table::Holding), |(table, _)| {
            table
        });
        let layout = check.layout(&config.register, table);
        check.scale(config, layout.as_ref());
        let poll = check.poll(config, device);
        let (Some((table, address)), Some(layout)) = (place, layout) else {
            return Err(check.problems);
        };
        let sentinels = check.sentinels(&config.sentinel, &layout);
        let scale = Scale::new(config.scale, config.offset);
        let codec = Codec {
            layout,
            scale,
            sentinels,
        };
        check.extent(address, &codec, device);
        let write_function = check.writing(config, table, &codec);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        Ok(Self {
            table,
            address,
            codec,
            poll,
            access: config.access,
            verify: config.verify,
            write_function,
            write_function_fixed: config.write_function.is_some(),
        })
    }
}

/// What is wrong with a point so far.
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn refuse(&mut self, key: &[&str], message: impl Into<String>) {
        self.problems.push(Problem::new(key, message));
    }

    fn refuse_with_help(&mut self, key: &[&str], message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(key, message).with_help(help));
    }

    fn scale(&mut self, config: &PointConfig, layout: Option<&Layout>) {
        let number = matches!(layout, None | Some(Layout::Number { .. } | Layout::Slice { .. }));
        if !number && !Scale::new(config.scale, config.offset).is_identity() {
            self.refuse(&["scale"], "only a number can be scaled");
        } else if config.scale == 0.0 || !config.scale.is_finite() {
            self.refuse(&["scale"], format!("{} cannot be a scale", config.scale));
        }
        if !config.offset.is_finite() {
            self.refuse(&["offset"], format!("{} cannot be an offset", config.offset));
        }
    }

    fn poll(&mut self, config: &PointConfig, device: &DeviceConfig) -> Poll {
        if config.poll.is_some_and(is_zero) {
            self.refuse(&["poll"], "the time between two reads cannot be zero");
        }
        config.poll.or(device.poll).unwrap_or(Poll::Every(DEFAULT_POLL))
    }

    fn extent(&mut self, address: u16, codec: &Codec, device: &DeviceConfig) {
        let count = codec.count();
        if u32::from(address) + u32::from(count) > 0x1_0000 {
            self.refuse(
                &["register"],
                format!("{count} registers from {address} pass the end of the table"),
            );
        }
        if !matches!(codec.layout, Layout::Bit { .. }) && count > device.max_read_registers {
            self.refuse(
                &["register"],
                format!(
                    "{count} registers are more than one read may take, {}",
                    device.max_read_registers
                ),
            );
        }
    }

    fn writing(&mut self, config: &PointConfig, table: Table, codec: &Codec) -> WriteFunction {
        let written = match config.access {
            Access::ReadOnly => false,
            Access::Execute | Access::ReadWrite | Access::WriteOnly => true,
        };
        if written && !table.writable() {
            self.refuse(&["access"], format!("the {table} table can only be read"));
        }
        if written
            && matches!(
                codec.layout,
                Layout::Number {
                    form: Form::Float,
                    words: Words { count: 1, .. }
                }
            )
        {
            self.refuse(&["access"], "a point of type f16 can only be read");
        }
        if config.access == Access::Execute && !executable(codec) {
            self.refuse(&["access"], "only a coil, a bool or a bit can be executed");
        }
        if config.verify && !config.access.writable() {
            self.refuse(&["verify"], "there is no write to verify");
        }
        let count = codec.count();
        if written && count > MAX_WRITE_REGISTERS {
            self.refuse(
                &["register"],
                format!("{count} registers are more than one write may take, 123"),
            );
        }
        if config.write_function == Some(WriteFunction::Single) && count > 1 {
            self.refuse(
                &["write-function"],
                format!("{count} registers cannot be written one by one"),
            );
        }
        let usual = if count > 1 {
            WriteFunction::Multiple
        } else {
            WriteFunction::Single
        };
        config.write_function.unwrap_or(usual)
    }
}

/// Whether the poll would never pause.
pub(crate) fn is_zero(poll: Poll) -> bool {
    matches!(poll, Poll::Every(period) if period.is_zero())
}

fn executable(codec: &Codec) -> bool {
    matches!(
        codec.layout,
        Layout::Bit { .. } | Layout::Truth { .. } | Layout::Flag { .. }
    )
}
