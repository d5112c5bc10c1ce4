//! What the registers of a point consist of.

use super::Check;
use crate::codec::{Form, Layout, Words};
use crate::config::{DataType, RegisterConfig, Table, WordOrder};

/// What FC05 sends to switch a coil on (Modbus Application Protocol V1.1b3 §6.5).
const COIL_ON: u16 = 0xFF00;

impl Check {
    pub(super) fn layout(&mut self, config: &RegisterConfig, table: Table) -> Option<Layout> {
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
}
