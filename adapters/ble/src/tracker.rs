//! From the advertisements of one device to the values of its points. Pure.

use std::time::{Duration, Instant, SystemTime};

use adapter::{NoValue, Quality, Sample};
use objects::Value;

use crate::advert::{Advertisement, ButtonEvent, Datum, Decoded, Format, RSSI, Reading};
use crate::outbox::Outbox;
use crate::plan::{DevicePlan, Field};

/// A message is repeated so that it is heard at all; what is the same within this time is a repetition.
const REPETITION: Duration = Duration::from_secs(4);

/// What is remembered of one device.
#[derive(Debug)]
pub(crate) struct Tracker {
    fields: Vec<TrackedField>,
    messages: Vec<(Format, Messages)>,
    signal: Option<Instant>,
}

#[derive(Debug)]
struct TrackedField {
    field: Field,
    /// Presses of a button, or the position of a dimmer, since the start.
    count: i64,
}

/// The messages of a device in one format.
#[derive(Debug, Default)]
struct Messages {
    last: Option<Message>,
}

#[derive(Debug)]
struct Message {
    payload: Vec<u8>,
    sequence: Option<u16>,
    /// When its values were taken.
    taken: Instant,
    /// When it was heard last.
    heard: Instant,
}

/// How much of a message is news.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum News {
    /// Everything: values and events.
    All,
    /// Nothing.
    None,
    /// The values are still true, which is news after a while; its events have been counted.
    Values,
}

impl Tracker {
    /// Nothing heard yet.
    pub(crate) fn new(device: &DevicePlan) -> Self {
        let mut formats: Vec<Format> = device.fields.iter().map(|field| field.format).collect();
        formats.sort_unstable();
        formats.dedup();
        let messages = formats
            .into_iter()
            .map(|format| (format, Messages::default()))
            .collect();
        let fields = device
            .fields
            .iter()
            .map(|field| TrackedField {
                field: field.clone(),
                count: 0,
            })
            .collect();
        Self {
            fields,
            messages,
            signal: None,
        }
    }

    /// Reads an advertisement. Tells whether the device calls itself a sleeper, if it says anything about it.
    pub(crate) fn hear(&mut self, heard: &Advertisement, now: Instant, outbox: &mut Outbox) -> Option<bool> {
        self.signal(heard, now, outbox);
        let mut sleepy = None;
        for (format, messages) in &mut self.messages {
            let Some(payload) = heard.payload(*format) else {
                continue;
            };
            let decoded = format.decode(payload);
            let sequence = decoded.as_ref().ok().and_then(|decoded| decoded.sequence);
            let news = messages.take(payload, sequence, now);
            let fields = self
                .fields
                .iter_mut()
                .filter(|tracked| tracked.field.format == *format);
            match decoded {
                Ok(decoded) => {
                    sleepy = Some(decoded.sleepy);
                    fields.for_each(|field| field.read(&decoded, news, heard.at, outbox));
                }
                Err(error) if news != News::None => {
                    let reason = NoValue::Undecodable(error.to_string());
                    let fields = fields.filter(|tracked| tracked.field.measurement != RSSI);
                    fields.for_each(|tracked| outbox.no_value(tracked.field.point, reason.clone()));
                }
                Err(_) => {}
            }
        }
        sleepy
    }

    fn signal(&mut self, heard: &Advertisement, now: Instant, outbox: &mut Outbox) {
        let Some(rssi) = heard.rssi else { return };
        if self
            .signal
            .is_some_and(|last| now.saturating_duration_since(last) < REPETITION)
        {
            return;
        }
        self.signal = Some(now);
        for tracked in self
            .fields
            .iter()
            .filter(|tracked| tracked.field.measurement == RSSI)
        {
            tracked
                .field
                .report(Value::Integer(rssi.into()), heard.at, outbox);
        }
    }
}

impl Messages {
    fn take(&mut self, payload: &[u8], sequence: Option<u16>, now: Instant) -> News {
        let news = match &self.last {
            Some(last) => last.news(payload, sequence, now),
            None => News::All,
        };
        match (&mut self.last, news) {
            (Some(last), News::None) => last.heard = now,
            (last, News::All | News::Values) => {
                *last = Some(Message {
                    payload: payload.to_vec(),
                    sequence,
                    taken: now,
                    heard: now,
                });
            }
            (None, News::None) => {}
        }
        news
    }
}

impl Message {
    /// A number is compared for as long as it stays the same, since remotes repeat a press for many seconds.
    fn news(&self, payload: &[u8], sequence: Option<u16>, now: Instant) -> News {
        let repeated = match (self.sequence, sequence) {
            (Some(before), Some(after)) => before == after,
            (None, None) => self.payload == payload && now.saturating_duration_since(self.heard) < REPETITION,
            (Some(_), None) | (None, Some(_)) => false,
        };
        match (repeated, now.saturating_duration_since(self.taken) < REPETITION) {
            (false, _) => News::All,
            (true, true) => News::None,
            (true, false) => News::Values,
        }
    }
}

impl TrackedField {
    fn read(&mut self, decoded: &Decoded, news: News, at: SystemTime, outbox: &mut Outbox) {
        let Some(reading) = decoded.readings.iter().find(|reading| self.is_of(reading)) else {
            return;
        };
        match (&reading.datum, news) {
            (_, News::None) => {}
            (Datum::Button(event), News::All) => {
                self.count += i64::from(self.counts(*event));
                self.field.report(Value::Integer(self.count), at, outbox);
            }
            (Datum::Dimmer(steps), News::All) => {
                self.count += i64::from(*steps);
                self.field.report(Value::Integer(self.count), at, outbox);
            }
            (Datum::Button(_) | Datum::Dimmer(_), News::Values) => {
                self.field.report(Value::Integer(self.count), at, outbox);
            }
            (Datum::Sentinel, News::All | News::Values) => {
                outbox.no_value(self.field.point, NoValue::Sentinel)
            }
            (Datum::Value(value), News::All | News::Values) => self.field.report(value.clone(), at, outbox),
        }
    }

    fn is_of(&self, reading: &Reading) -> bool {
        reading.name == self.field.measurement && reading.index == self.field.index
    }

    fn counts(&self, event: Option<ButtonEvent>) -> bool {
        match (event, self.field.event) {
            (Some(event), Some(wanted)) => event == wanted,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

impl Field {
    fn report(&self, value: Value, at: SystemTime, outbox: &mut Outbox) {
        let value = match value.number() {
            Some(number) if !self.linear.is_identity() => Value::Float(self.linear.apply(number)),
            Some(_) | None => value,
        };
        outbox.sample(Sample {
            point: self.point,
            value,
            quality: Quality::Good,
            at,
        });
    }
}

#[cfg(test)]
mod tests;
