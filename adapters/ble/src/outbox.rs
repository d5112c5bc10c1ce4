//! What is still to be told to the hub: the newest per point and device.

use std::collections::BTreeMap;

use adapter::{AdapterError, DeviceId, DeviceState, NoValue, PointId, Report, Reports, Sample};

/// Reports that wait for room. Bounded by the number of points and devices.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    up: bool,
    states: BTreeMap<DeviceId, DeviceState>,
    samples: BTreeMap<PointId, Sample>,
    missing: BTreeMap<PointId, NoValue>,
    replaced: u64,
}

impl Outbox {
    /// The radio works.
    pub(crate) fn up(&mut self) {
        self.up = true;
    }

    /// A device became reachable or unreachable.
    pub(crate) fn state(&mut self, device: DeviceId, state: DeviceState) {
        self.states.insert(device, state);
    }

    /// A point has a value.
    pub(crate) fn sample(&mut self, sample: Sample) {
        self.missing.remove(&sample.point);
        if self.samples.insert(sample.point, sample).is_some() {
            self.replaced += 1;
        }
    }

    /// A point has no value.
    pub(crate) fn no_value(&mut self, point: PointId, reason: NoValue) {
        self.samples.remove(&point);
        self.missing.insert(point, reason);
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        !self.up && self.states.is_empty() && self.samples.is_empty() && self.missing.is_empty()
    }

    /// Sends as much as there is room for.
    pub(crate) fn flush(&mut self, reports: &Reports) {
        while let Some(report) = self.pop() {
            if let Err(refused) = reports.try_send(report) {
                self.put_back(refused);
                return;
            }
        }
        if self.replaced > 0 {
            tracing::debug!(
                replaced = self.replaced,
                "The hub was busy, older values were left out."
            );
            self.replaced = 0;
        }
    }

    /// Sends one report, waiting for room, then as many as there is room for.
    ///
    /// # Errors
    /// When the hub has ended, which [`flush`](Self::flush) cannot tell from a busy hub.
    pub(crate) async fn deliver(&mut self, reports: &Reports) -> Result<(), AdapterError> {
        if let Some(report) = self.pop() {
            reports.send(report).await?;
        }
        self.flush(reports);
        Ok(())
    }

    fn pop(&mut self) -> Option<Report> {
        if self.up {
            self.up = false;
            return Some(Report::Up);
        }
        if let Some((device, state)) = self.states.pop_first() {
            return Some(Report::Device { device, state });
        }
        if !self.samples.is_empty() {
            let mut samples: Vec<Sample> = std::mem::take(&mut self.samples).into_values().collect();
            samples.sort_by_key(|sample| sample.at);
            return Some(Report::Samples(samples));
        }
        let (point, reason) = self.missing.pop_first()?;
        Some(Report::NoValue { point, reason })
    }

    /// Nothing newer can be there: a report is put back before anything else happens.
    fn put_back(&mut self, report: Report) {
        match report {
            Report::Device { device, state } => self.state(device, state),
            Report::NoValue { point, reason } => self.no_value(point, reason),
            Report::Samples(samples) => {
                self.samples = samples.into_iter().map(|sample| (sample.point, sample)).collect();
            }
            Report::Up => self.up(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use adapter::Quality;
    use objects::Value;
    use tokio::sync::mpsc;

    use super::*;

    fn sample(point: u32, value: i64, second: u64) -> Sample {
        Sample {
            point: PointId(point),
            value: Value::Integer(value),
            quality: Quality::Good,
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(second),
        }
    }

    #[tokio::test]
    async fn a_busy_hub_gets_the_newest_value_of_each_point_once_it_has_room() {
        let (sender, mut receiver) = mpsc::channel(1);
        let reports = Reports::new(sender);
        let mut outbox = Outbox::default();
        outbox.up();
        outbox.sample(sample(1, 10, 5));
        outbox.flush(&reports);
        outbox.sample(sample(0, 20, 6));
        outbox.sample(sample(1, 11, 7));
        outbox.flush(&reports);
        assert!(!outbox.is_empty());
        assert!(matches!(receiver.recv().await, Some(Report::Up)));
        outbox.flush(&reports);
        let Some(Report::Samples(samples)) = receiver.recv().await else {
            panic!("samples were sent")
        };
        assert_eq!(samples, [sample(0, 20, 6), sample(1, 11, 7)]);
        assert!(outbox.is_empty());
    }

    #[tokio::test]
    async fn a_value_and_its_absence_replace_each_other() {
        let (sender, mut receiver) = mpsc::channel(4);
        let reports = Reports::new(sender);
        let mut outbox = Outbox::default();
        outbox.sample(sample(0, 1, 1));
        outbox.no_value(PointId(0), NoValue::Sentinel);
        outbox.no_value(PointId(1), NoValue::Timeout);
        outbox.sample(sample(1, 2, 2));
        outbox.flush(&reports);
        let Some(Report::Samples(samples)) = receiver.recv().await else {
            panic!("samples were sent")
        };
        assert_eq!(samples, [sample(1, 2, 2)]);
        let Some(Report::NoValue { point, reason }) = receiver.recv().await else {
            panic!("a reason was sent")
        };
        assert_eq!((point, reason), (PointId(0), NoValue::Sentinel));
    }

    #[tokio::test]
    async fn a_hub_that_has_ended_is_noticed() {
        let (sender, receiver) = mpsc::channel(1);
        let reports = Reports::new(sender);
        drop(receiver);
        let mut outbox = Outbox::default();
        outbox.up();
        outbox.flush(&reports);
        assert!(!outbox.is_empty(), "nothing is lost");
        assert!(matches!(
            outbox.deliver(&reports).await,
            Err(AdapterError::HubGone)
        ));
    }
}
