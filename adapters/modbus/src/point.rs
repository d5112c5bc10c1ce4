//! One point as the adapter works with it.

use adapter::Access;
use adapter::config::Problem;

use crate::codec::{Codec, Form, Layout, Scale, Words};
use crate::config::{
    DEFAULT_POLL, DataType, DeviceConfig, MAX_WRITE_REGISTERS, PointConfig, Poll, RegisterConfig, Sentinel,
    Table, WordOrder, WriteFunction,
};
use crate::pdu::Read;

/// What FC05 sends to switch a coil on (Modbus Application Protocol V1.1b3 §6.5).
const COIL_ON: u16 = 0xFF00;

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

    /// The table and the address from either way of writing them.
    fn place(&mut self, config: &RegisterConfig) -> Option<(Table, u16)> {
        match (config.address, config.modicon, config.table) {
            (Some(address), None, Some(table)) => Some((table, address)),
            (None, Some(number), table) => self.modicon(number, table),
            (Some(_), None, None) => {
                let help = "write table = \"coil\", \"discrete\", \"input\" or \"holding\"";
                self.refuse_with_help(&["register"], "the table is missing", help);
                None
            }
            (Some(_), Some(_), _) => {
                self.refuse(&["register", "modicon"], "address and modicon exclude each other");
                None
            }
            (None, None, _) => {
                let help = "write address = 16 as the protocol counts, or modicon = 40017 as manuals do";
                self.refuse_with_help(&["register"], "the address is missing", help);
                None
            }
        }
    }

    fn modicon(&mut self, number: u32, table: Option<Table>) -> Option<(Table, u16)> {
        let Some((class, address)) = split_modicon(number) else {
            let help = "1 to 9999, 10001 to 19999, 30001 to 39999, 40001 to 49999, or with six digits";
            self.refuse_with_help(
                &["register", "modicon"],
                format!("there is no register {number}"),
                help,
            );
            return None;
        };
        if let Some(table) = table.filter(|&table| table != class) {
            self.refuse(
                &["register", "table"],
                format!("register {number} is in the {class} table, not in the {table} table"),
            );
            return None;
        }
        Some((class, address))
    }

    fn layout(&mut self, config: &RegisterConfig, table: Table) -> Option<Layout> {
        let before = self.problems.len();
        let layout = if table.is_bits() {
            self.bit(config, table)
        } else {
            self.registers(config)
        };
        (self.problems.len() == before).then_some(layout).flatten()
    }

    fn bit(&mut self, config: &RegisterConfig, table: Table) -> Option<Layout> {
        if config
            .data_type
            .is_some_and(|data_type| data_type != DataType::Bool)
        {
            self.refuse(
                &["register", "type"],
                format!("the {table} table has only type \"bool\""),
            );
        }
        let useless = [
            ("order", config.order.is_some()),
            ("length", config.length.is_some()),
            ("bit", config.bit.is_some()),
            ("bits", config.bits.is_some()),
        ];
        for (key, _) in useless.into_iter().filter(|(_, present)| *present) {
            self.refuse(
                &["register", key],
                format!("a point of the {table} table has no {key}"),
            );
        }
        Some(Layout::Bit {
            on: config.on.unwrap_or(COIL_ON),
            off: config.off.unwrap_or(0),
        })
    }

    fn registers(&mut self, config: &RegisterConfig) -> Option<Layout> {
        let data_type = config.data_type.unwrap_or(DataType::U16);
        if config.length.is_some() && data_type != DataType::String {
            self.refuse(&["register", "length"], "only a string has a length");
        }
        if (config.on.is_some() || config.off.is_some()) && data_type != DataType::Bool {
            self.refuse(&["register", "on"], "only a bool has values for on and off");
        }
        if data_type == DataType::String {
            return self.text(config);
        }
        let order = config.order.unwrap_or_default();
        let count = u8::try_from(data_type.registers()?).ok()?;
        let words = Words { count, order };
        if config.bit.is_some() || config.bits.is_some() {
            return self.part(config, data_type, words);
        }
        Some(match data_type {
            DataType::Bool => Layout::Truth {
                words,
                on: config.on.unwrap_or(1),
                off: config.off.unwrap_or(0),
            },
            DataType::Bcd16 | DataType::Bcd32 => Layout::Number {
                words,
                form: Form::Bcd,
            },
            DataType::F16 | DataType::F32 | DataType::F64 => Layout::Number {
                words,
                form: Form::Float,
            },
            DataType::S16 | DataType::S32 | DataType::S64 => Layout::Number {
                words,
                form: Form::Signed,
            },
            DataType::U16 | DataType::U32 | DataType::U64 => Layout::Number {
                words,
                form: Form::Unsigned,
            },
            DataType::String => return None,
        })
    }

    fn text(&mut self, config: &RegisterConfig) -> Option<Layout> {
        if config.bit.is_some() || config.bits.is_some() {
            self.refuse(&["register", "bits"], "a string has no bits to take out");
        }
        let swapped = match config.order.unwrap_or_default() {
            WordOrder::Abcd => false,
            WordOrder::Badc => true,
            WordOrder::Cdab | WordOrder::Dcba => {
                self.refuse(&["register", "order"], "a string has order \"ABCD\" or \"BADC\"");
                return None;
            }
        };
        match config.length {
            Some(registers @ 1..=125) => Some(Layout::Text { registers, swapped }),
            Some(length) => {
                self.refuse(
                    &["register", "length"],
                    format!("{length} registers are not 1 to 125"),
                );
                None
            }
            None => {
                self.refuse_with_help(
                    &["register"],
                    "the length of the string is missing",
                    "write length = 8 for eight registers, which are sixteen characters",
                );
                None
            }
        }
    }

    fn part(&mut self, config: &RegisterConfig, data_type: DataType, words: Words) -> Option<Layout> {
        if !matches!(data_type, DataType::U16 | DataType::U32 | DataType::U64) {
            self.refuse(
                &["register", "type"],
                "bits can be taken out of u16, u32 and u64 only",
            );
            return None;
        }
        match (config.bit, config.bits) {
            (Some(_), Some(_)) => {
                self.refuse(&["register", "bits"], "bit and bits exclude each other");
                None
            }
            (Some(bit), None) if u32::from(bit) < words.bits() => Some(Layout::Flag { words, bit }),
            (Some(bit), None) => {
                self.refuse(
                    &["register", "bit"],
                    format!("there is no bit {bit} in {} bits", words.bits()),
                );
                None
            }
            (None, Some([low, high])) if low <= high && u32::from(high) < words.bits() => {
                Some(Layout::Slice { words, low, high })
            }
            (None, Some([low, high])) => {
                self.refuse_with_help(
                    &["register", "bits"],
                    format!("there are no bits {low} to {high} in {} bits", words.bits()),
                    "write the lowest bit first, 0 being the least significant",
                );
                None
            }
            (None, None) => None,
        }
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

    fn sentinels(&mut self, sentinels: &[Sentinel], layout: &Layout) -> Vec<u64> {
        let (words, form) = match layout {
            Layout::Number { words, form } => (*words, *form),
            Layout::Slice { words, .. } | Layout::Flag { words, .. } | Layout::Truth { words, .. } => {
                (*words, Form::Unsigned)
            }
            Layout::Bit { .. } | Layout::Text { .. } => {
                if !sentinels.is_empty() {
                    self.refuse(&["sentinel"], "only a number has sentinels");
                }
                return Vec::new();
            }
        };
        let mut raws = Vec::with_capacity(sentinels.len());
        for sentinel in sentinels {
            match raw_sentinel(sentinel, words, form) {
                Ok(raw) => raws.push(raw),
                Err(message) => self.refuse(&["sentinel"], message),
            }
        }
        raws
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

/// The table and the protocol address of a register number as manuals print it.
fn split_modicon(number: u32) -> Option<(Table, u16)> {
    let (class, place) = match number {
        1..=9_999 => (0, number),
        10_001..=19_999 | 30_001..=49_999 => (number / 10_000, number % 10_000),
        100_001..=165_536 | 300_001..=365_536 | 400_001..=465_536 => (number / 100_000, number % 100_000),
        _ => return None,
    };
    let table = match class {
        0 => Table::Coil,
        1 => Table::Discrete,
        3 => Table::Input,
        _ => Table::Holding,
    };
    Some((table, u16::try_from(place.checked_sub(1)?).ok()?))
}

/// The raw number of a sentinel in the width of its registers.
#[expect(clippy::cast_possible_truncation, reason = "the device's precision is meant")]
fn raw_sentinel(sentinel: &Sentinel, words: Words, form: Form) -> Result<u64, String> {
    match *sentinel {
        Sentinel::Float(float) => match (form, words.count) {
            (Form::Float, 2) => Ok(u64::from((float as f32).to_bits())),
            (Form::Float, 4) => Ok(float.to_bits()),
            _ => Err(format!("{float} is not a raw value of this type")),
        },
        Sentinel::Integer(integer) => match u64::try_from(integer) {
            Ok(raw) => fitting(raw, words),
            Err(_) => {
                let least = -(1i128 << (words.bits() - 1));
                if i128::from(integer) < least {
                    return Err(format!("{integer} does not fit into {} bits", words.bits()));
                }
                #[expect(clippy::cast_sign_loss, reason = "two's complement is meant")]
                Ok(integer as u64 & words.mask())
            }
        },
        Sentinel::Unsigned(raw) => fitting(raw, words),
    }
}

fn fitting(raw: u64, words: Words) -> Result<u64, String> {
    if raw > words.mask() {
        return Err(format!("{raw:#x} does not fit into {} bits", words.bits()));
    }
    Ok(raw)
}
