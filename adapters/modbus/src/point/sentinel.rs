//! Raw values that mean "no value".

use super::Check;
use crate::codec::{Form, Layout, Words};
use crate::config::Sentinel;

impl Check {
    pub(super) fn sentinels(&mut self, sentinels: &[Sentinel], layout: &Layout) -> Vec<u64> {
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
