//! Values computed from the time.

use std::f64::consts::TAU;
use std::time::Duration;

use objects::{Value, ValueKind};

use crate::config::{WaveConfig, WaveKind};

/// A checked wave.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wave {
    config: WaveConfig,
    seed: u64,
}

impl Wave {
    /// Checks a wave for a point of `kind`. Equal seeds yield equal random values.
    ///
    /// # Errors
    /// A sentence that says what cannot work.
    pub(crate) fn new(config: &WaveConfig, kind: ValueKind, seed: u64) -> Result<Self, String> {
        if !matches!(kind, ValueKind::Float | ValueKind::Integer) {
            return Err(format!("a wave has numbers, and the point's type is {kind}"));
        }
        if !(config.min.is_finite() && config.max.is_finite() && config.min <= config.max) {
            return Err("the wave's `min` is above its `max`".into());
        }
        if config.period.is_zero() {
            return Err("the wave's period is no time".into());
        }
        Ok(Self {
            config: config.clone(),
            seed,
        })
    }

    /// The value `elapsed` after the start, in `kind`.
    pub(crate) fn value(&self, elapsed: Duration, kind: ValueKind) -> Value {
        let WaveConfig { min, max, .. } = self.config;
        let float = min + (max - min) * self.height(elapsed);
        if kind == ValueKind::Integer {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the cast saturates, which is what a simulation needs"
            )]
            return Value::Integer(float.round() as i64);
        }
        Value::Float(float)
    }

    /// Between 0 for `min` and 1 for `max`.
    fn height(&self, elapsed: Duration) -> f64 {
        let waves = elapsed.as_secs_f64() / self.config.period.as_secs_f64();
        match self.config.kind {
            WaveKind::Ramp => waves.fract(),
            WaveKind::Random => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the number of a wave, from 0"
                )]
                let number = waves as u64;
                unit_interval(split_mix(self.seed.wrapping_add(split_mix(number))))
            }
            WaveKind::Sine => f64::midpoint((waves.fract() * TAU).sin(), 1.0),
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
const fn split_mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The upper 53 bits as a number from 0 to below 1.
fn unit_interval(random: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact in a float")]
    let numerator = (random >> 11) as f64;
    numerator / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floats(kind: WaveKind, seed: u64) -> Vec<f64> {
        let period = Duration::from_secs(4);
        let config = WaveConfig {
            kind,
            min: 10.0,
            max: 20.0,
            period,
        };
        let wave = Wave::new(&config, ValueKind::Float, seed).expect("the wave is good");
        let value = |second| wave.value(Duration::from_secs(second), ValueKind::Float);
        (0..6).filter_map(|second| value(second).number()).collect()
    }

    #[test]
    fn waves_have_their_shape() {
        assert_eq!(floats(WaveKind::Ramp, 0), [10.0, 12.5, 15.0, 17.5, 10.0, 12.5]);
        let expected = [15.0, 20.0, 15.0, 10.0, 15.0, 20.0];
        for (value, expected) in floats(WaveKind::Sine, 0).into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-9, "{value} instead of {expected}");
        }
    }

    #[test]
    fn random_values_stay_for_a_period_and_repeat_with_their_seed() {
        let values = floats(WaveKind::Random, 7);
        assert_eq!(values[0], values[3]);
        assert_ne!(values[0], values[4]);
        assert!(values.iter().all(|value| (10.0..20.0).contains(value)));
        assert_eq!(values, floats(WaveKind::Random, 7));
        assert_ne!(values, floats(WaveKind::Random, 8));
    }

    #[test]
    fn whole_numbers_are_rounded() {
        let config = WaveConfig {
            kind: WaveKind::Ramp,
            min: 0.0,
            max: 10.0,
            period: Duration::from_secs(4),
        };
        let wave = Wave::new(&config, ValueKind::Integer, 0).expect("the wave is good");
        assert_eq!(
            wave.value(Duration::from_secs(1), ValueKind::Integer),
            Value::Integer(3)
        );
    }
}
