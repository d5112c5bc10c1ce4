//! The adapter as the harness sees it.

#[doc(hidden)]
pub mod bench;
mod command;
mod run;

use ::adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceId, DeviceInfo, Exclusive, PointDef};
use tokio::time::Instant;

use crate::bus::{Bus, Target};
use crate::config::{Config, DeviceConfig};
use crate::plan::{Item, Limits};
use crate::point::Point;
use crate::poller::Poller;
use run::Runner;

/// A Modbus master for one serial line or one TCP host.
///
/// An Execute writes `on` to a coil (0xFF00 unless configured), a bool (1) or a bit; its arguments mean nothing
/// to a Modbus device and are ignored.
pub struct Modbus {
    name: String,
    config: Config,
    defs: Vec<PointDef>,
    devices: Vec<Device>,
    points: Vec<Addressed>,
}

/// One device of the bus.
pub(crate) struct Device {
    id: DeviceId,
    target: Target,
    limits: Limits,
}

/// One point and its device's number.
pub(crate) struct Addressed {
    device: usize,
    point: Point,
}

impl Modbus {
    /// The adapter of that name. A point that [`Config::validate`] finds fault with is left out, and
    /// [`run`](Adapter::run) then ends with a configuration error.
    #[must_use]
    pub fn new(name: &str, config: impl Into<Config>) -> Self {
        let config = config.into();
        let mut adapter = Self {
            name: name.to_owned(),
            config,
            defs: Vec::new(),
            devices: Vec::new(),
            points: Vec::new(),
        };
        for (name, device) in adapter.config.devices().clone() {
            adapter.add(&name, &device);
        }
        adapter
    }

    fn add(&mut self, name: &str, config: &DeviceConfig) {
        let id = DeviceId::new(name);
        let device = self.devices.len();
        for (point_name, point_config) in &config.point {
            let Ok(point) = Point::resolve(point_config, config) else {
                continue;
            };
            self.defs.push(PointDef {
                device: id.clone(),
                name: point_name.as_str().into(),
                kind: point.codec.kind(),
                access: point.access,
            });
            self.points.push(Addressed { device, point });
        }
        self.devices.push(Device {
            id,
            target: Target {
                unit: config.unit,
                gap: config.request_gap,
            },
            limits: Limits {
                registers: config.max_read_registers,
                gap: config.max_gap,
            },
        });
    }

    /// Everything that is read again and again, device by device.
    fn plans(&self) -> Vec<(Vec<Item>, Limits)> {
        let items = |device: usize| {
            let points = self.points.iter().enumerate();
            points
                .filter(|(_, addressed)| addressed.device == device && addressed.point.access.readable())
                .map(|(number, addressed)| Item {
                    point: number,
                    read: addressed.point.read(),
                    poll: addressed.point.poll,
                })
                .collect()
        };
        let devices = self.devices.iter().enumerate();
        devices
            .map(|(number, device)| (items(number), device.limits))
            .collect()
    }

    /// Runs over a bus that is already open.
    async fn run_over(self, bus: Bus, context: Context) -> Result<(), AdapterError> {
        let poller = Poller::new(self.plans(), self.config.retries(), Instant::now().into_std());
        let runner = Runner {
            name: self.name,
            bus,
            poller,
            devices: self.devices,
            points: self.points,
            retries: self.config.retries(),
            reports: context.reports,
        };
        runner.run(context.commands, context.shutdown).await
    }
}

impl Adapter for Modbus {
    fn points(&self) -> &[PointDef] {
        &self.defs
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        let info = |device: &Device| DeviceInfo {
            id: device.id.clone(),
            address: format!("unit {}", device.target.unit),
        };
        self.devices.iter().map(info).collect()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        match &self.config {
            Config::Rtu(config) => vec![Exclusive::SerialPort(config.port.clone())],
            Config::Tcp(_) => Vec::new(),
        }
    }

    fn run(self: Box<Self>, mut context: Context) -> AdapterFuture {
        Box::pin(async move {
            if let Some(problem) = self.config.validate().first() {
                let message = format!("{}: {}", problem.key.join("."), problem.message);
                return Err(AdapterError::Configuration(message));
            }
            let shutdown = context.shutdown.clone();
            let opened = tokio::select! {
                biased;
                () = shutdown.cancelled() => return Ok(()),
                opened = Bus::open(&self.config) => opened,
            };
            match opened {
                Ok(bus) => self.run_over(bus, context).await,
                Err(error) => {
                    run::refuse_all(&mut context.commands, &error.to_string());
                    Err(error)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests;
