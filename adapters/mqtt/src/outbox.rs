//! What is still to be told to the hub, with the newest per point only.

use std::collections::BTreeMap;

use adapter::{AdapterError, DeviceId, DeviceState, NoValue, PointId, Report, Reports, Sample};
use tracing::{info, warn};

/// Reports on their way to a hub that may be busy. It holds at most one entry per device and point.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    up: bool,
    devices: BTreeMap<DeviceId, DeviceState>,
    samples: BTreeMap<PointId, Sample>,
    no_values: BTreeMap<PointId, NoValue>,
    /// Since the hub became busy: how many values were replaced by newer ones.
    replaced: u64,
}

impl Outbox {
    /// The broker is connected.
    pub(crate) const fn up(&mut self) {
        self.up = true;
    }

    /// A device came or went.
    pub(crate) fn device(&mut self, device: DeviceId, state: DeviceState) {
        self.devices.insert(device, state);
    }

    /// A value arrived.
    pub(crate) fn sample(&mut self, sample: Sample) {
        self.forget(sample.point);
        self.samples.insert(sample.point, sample);
    }

    /// A message without a value arrived.
    pub(crate) fn no_value(&mut self, point: PointId, reason: NoValue) {
        self.forget(point);
        self.no_values.insert(point, reason);
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        !self.up && self.devices.is_empty() && self.samples.is_empty() && self.no_values.is_empty()
    }

    /// Sends as much as the hub takes without waiting.
    pub(crate) fn flush(&mut self, reports: &Reports) {
        while let Some(report) = self.take() {
            if let Err(report) = reports.try_send(report) {
                self.put_back(report);
                return;
            }
        }
        if self.replaced > 0 {
            info!(
                values = self.replaced,
                "The hub takes reports again; newer values have replaced older ones."
            );
            self.replaced = 0;
        }
    }

    /// Sends as much as the hub takes, knowing that it takes one report or has ended.
    ///
    /// # Errors
    /// When the hub has ended.
    pub(crate) async fn flush_ready(&mut self, reports: &Reports) -> Result<(), AdapterError> {
        if let Some(report) = self.take() {
            reports.send(report).await?;
        }
        self.flush(reports);
        Ok(())
    }

    fn forget(&mut self, point: PointId) {
        let older = self.samples.remove(&point).is_some() || self.no_values.remove(&point).is_some();
        if !older {
            return;
        }
        if self.replaced == 0 {
            warn!("The hub is busy; newer values replace older ones that it has not taken.");
        }
        self.replaced += 1;
    }

    /// States go before values, so that a value never seems to come from a device that is away.
    fn take(&mut self) -> Option<Report> {
        if std::mem::take(&mut self.up) {
            return Some(Report::Up);
        }
        if let Some((device, state)) = self.devices.pop_first() {
            return Some(Report::Device { device, state });
        }
        if !self.samples.is_empty() {
            let samples = std::mem::take(&mut self.samples);
            return Some(Report::Samples(samples.into_values().collect()));
        }
        let (point, reason) = self.no_values.pop_first()?;
        Some(Report::NoValue { point, reason })
    }

    fn put_back(&mut self, report: Report) {
        match report {
            Report::Device { device, state } => drop(self.devices.insert(device, state)),
            Report::NoValue { point, reason } => drop(self.no_values.insert(point, reason)),
            Report::Samples(samples) => self.samples.extend(samples.into_iter().map(|s| (s.point, s))),
            Report::Up => self.up = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use adapter::Quality;
    use objects::Value;
    use tokio::sync::mpsc;

    use super::*;

    fn sample(point: u32, value: i64) -> Sample {
        Sample {
            point: PointId(point),
            value: Value::Integer(value),
            quality: Quality::Good,
            at: SystemTime::UNIX_EPOCH,
        }
    }

    fn received(reports: &mut mpsc::Receiver<Report>) -> Vec<String> {
        std::iter::from_fn(|| reports.try_recv().ok())
            .map(|report| match report {
                Report::Device { device, state } => format!("{device} {}", state == DeviceState::Online),
                Report::NoValue { point, .. } => format!("{} none", point.0),
                Report::Samples(samples) => {
                    let one = |sample: &Sample| format!("{}={}", sample.point.0, sample.value);
                    samples.iter().map(one).collect::<Vec<_>>().join(" ")
                }
                Report::Up => "up".into(),
            })
            .collect()
    }

    #[test]
    fn a_hub_with_room_gets_everything_at_once() {
        let (sender, mut receiver) = mpsc::channel(8);
        let reports = Reports::new(sender);
        let mut outbox = Outbox::default();
        outbox.sample(sample(1, 10));
        outbox.no_value(PointId(0), NoValue::Sentinel);
        outbox.device(DeviceId::new("lamp"), DeviceState::Online);
        outbox.up();
        outbox.flush(&reports);
        assert_eq!(received(&mut receiver), ["up", "lamp true", "1=10", "0 none"]);
        assert!(outbox.is_empty());
    }

    #[tokio::test]
    async fn a_busy_hub_gets_the_newest_of_each_point_later() {
        let (sender, mut receiver) = mpsc::channel(1);
        let reports = Reports::new(sender);
        let mut outbox = Outbox::default();
        outbox.up();
        outbox.flush(&reports);
        for value in 0..1000 {
            outbox.sample(sample(0, value));
            outbox.sample(sample(1, -value));
            outbox.flush(&reports);
        }
        outbox.no_value(PointId(1), NoValue::Sentinel);
        assert_eq!(received(&mut receiver), ["up"]);
        reports.ready().await;
        outbox.flush_ready(&reports).await.expect("the hub is there");
        assert_eq!(received(&mut receiver), ["0=999"]);
        outbox.flush_ready(&reports).await.expect("the hub is there");
        assert_eq!(received(&mut receiver), ["1 none"]);
        assert!(outbox.is_empty());
    }

    #[tokio::test]
    async fn a_hub_that_has_ended_is_noticed() {
        let (sender, receiver) = mpsc::channel(1);
        drop(receiver);
        let reports = Reports::new(sender);
        let mut outbox = Outbox::default();
        outbox.up();
        outbox.flush(&reports);
        reports.ready().await;
        assert!(matches!(
            outbox.flush_ready(&reports).await,
            Err(AdapterError::HubGone)
        ));
    }
}
