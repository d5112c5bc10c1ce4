//! Where a point is, in either way of writing it.

use super::Check;
use crate::config::{RegisterConfig, Table};

impl Check {
    /// The table and the address from either way of writing them.
    pub(super) fn place(&mut self, config: &RegisterConfig) -> Option<(Table, u16)> {
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
