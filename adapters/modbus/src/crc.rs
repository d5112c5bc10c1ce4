//! The checksum of RTU frames.

/// CRC-16/MODBUS (Modbus over Serial Line V1.02 §6.2.2): polynomial 0x8005 reflected, start 0xFFFF.
pub(crate) fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, &byte| {
        let index = usize::from(crc.to_le_bytes()[0] ^ byte);
        // The index is a byte and the table has an entry for each.
        crc >> 8 ^ TABLE.get(index).copied().unwrap_or_default()
    })
}

const TABLE: [u16; 256] = table();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
#[expect(clippy::cast_possible_truncation, reason = "the index stays below 256")]
const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of the catalogue of parametrised CRC algorithms for CRC-16/MODBUS.
    #[test]
    fn the_check_text_has_the_published_checksum() {
        assert_eq!(crc(b"123456789"), 0x4B37);
    }

    /// Modbus over Serial Line V1.02 §6.2.2 works the example 02 07, whose checksum is 0x1241.
    #[test]
    fn the_example_of_the_standard_has_its_checksum() {
        assert_eq!(crc(&[0x02, 0x07]), 0x1241);
    }
}
