//! Builds and reads Modbus RTU frames, independently of the code under test.
//!
//! After "MODBUS over Serial Line Specification and Implementation Guide V1.02" and "MODBUS Application Protocol
//! Specification V1.1b3".

/// The longest frame there is (serial line guide, section 2.3).
pub const MAX_FRAME: usize = 256;

/// The CRC of the serial line guide, section 6.2.2, in the order in which it is sent.
pub fn crc(bytes: &[u8]) -> [u8; 2] {
    let mut crc = 0xFFFF_u16;
    for byte in bytes {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xA001
            } else {
                crc >> 1
            };
        }
    }
    crc.to_le_bytes()
}

/// The bytes of `unit`, `pdu` and their CRC.
pub fn frame(unit: u8, pdu: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(pdu.len() + 3);
    frame.push(unit);
    frame.extend_from_slice(pdu);
    frame.extend(crc(&frame));
    frame
}

/// Whether the last two bytes are the CRC of the others.
pub fn is_intact(frame: &[u8]) -> bool {
    frame
        .split_last_chunk()
        .is_some_and(|(body, sent)| crc(body) == *sent)
}

/// A request for `count` values of function 1 to 4, or the write of one value with function 5 or 6.
pub fn request(unit: u8, function: u8, address: u16, value: u16) -> Vec<u8> {
    let [a, b] = address.to_be_bytes();
    let [c, d] = value.to_be_bytes();
    frame(unit, &[function, a, b, c, d])
}

/// A request that a slave received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The slave that is meant; 0 means all.
    pub unit: u8,
    /// What is asked for.
    pub function: u8,
    /// The first coil, input or register.
    pub address: u16,
    /// How many (functions 1 to 4, 15, 16) or the value (functions 5 and 6).
    pub value: u16,
    /// The values of functions 15 and 16, as sent.
    pub data: Vec<u8>,
}

impl Request {
    /// Takes the first whole and intact request out of `received`, with everything before it.
    ///
    /// Bytes that cannot begin a request are dropped, so that a slave finds its way back after noise.
    pub fn take(received: &mut Vec<u8>) -> Option<Self> {
        for start in 0..received.len() {
            let rest = &received[start..];
            let Some(length) = request_length(rest) else {
                continue;
            };
            if rest.len() >= length && is_intact(&rest[..length]) {
                let request = Self::read(&rest[..length]);
                received.drain(..start + length);
                return Some(request);
            }
        }
        let surplus = received.len().saturating_sub(MAX_FRAME);
        received.drain(..surplus);
        None
    }

    fn read(frame: &[u8]) -> Self {
        Self {
            unit: frame[0],
            function: frame[1],
            address: u16::from_be_bytes([frame[2], frame[3]]),
            value: u16::from_be_bytes([frame[4], frame[5]]),
            data: if frame.len() > 9 {
                frame[7..frame.len() - 2].to_vec()
            } else {
                Vec::new()
            },
        }
    }
}

/// The length that the request at the start of `bytes` has; nothing while too little came or it is none.
fn request_length(bytes: &[u8]) -> Option<usize> {
    match bytes.get(1)? {
        1..=6 => Some(8),
        15 | 16 => Some(9 + usize::from(*bytes.get(6)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_the_one_of_the_serial_line_guide() {
        // Serial line guide V1.02, section 6.2.2: unit 2, function 7 has the CRC 0x1241, sent 41 12.
        assert_eq!(frame(0x02, &[0x07]), [0x02, 0x07, 0x41, 0x12]);
    }

    #[test]
    fn a_request_is_found_behind_noise() {
        let mut received = [&[0xFF, 0x03, 0x00][..], &request(3, 5, 2, 0xFF00)].concat();
        let request = Request::take(&mut received).expect("a whole request is there");
        assert_eq!(
            (request.unit, request.function, request.address, request.value),
            (3, 5, 2, 0xFF00)
        );
        assert!(received.is_empty());
    }

    #[test]
    fn half_a_request_waits_for_its_rest() {
        let whole = request(1, 3, 0, 2);
        let mut received = whole[..5].to_vec();
        assert_eq!(Request::take(&mut received), None);
        received.extend_from_slice(&whole[5..]);
        assert_eq!(Request::take(&mut received).map(|request| request.value), Some(2));
    }

    #[test]
    fn the_values_of_a_multiple_write_are_kept() {
        let mut received = frame(1, &[16, 0, 1, 0, 2, 4, 0xAA, 0xBB, 0xCC, 0xDD]);
        assert_eq!(
            Request::take(&mut received).map(|request| request.data),
            Some(vec![0xAA, 0xBB, 0xCC, 0xDD])
        );
    }
}
