//! The configuration, resolved: which bytes of which device are which point.

use std::sync::Arc;
use std::time::Duration;

use adapter::{DeviceId, DeviceInfo, PointDef, PointId};
use objects::ValueKind;
use uuid::Uuid;

use crate::Address;
use crate::advert::{ButtonEvent, Format};
use crate::config::{
    AdvertisementConfig, CharacteristicConfig, Config, DEFAULT_POLL, DeviceConfig, Mode, PointConfig,
    WriteMode,
};
use crate::decode::{Codec, Linear};

/// Every device and point, in the order of their names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) points: Vec<PointDef>,
    pub(crate) devices: Vec<DevicePlan>,
}

/// One device and what is wanted of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DevicePlan {
    pub(crate) id: DeviceId,
    pub(crate) address: Address,
    pub(crate) silent_after: Option<Duration>,
    pub(crate) fields: Vec<Field>,
    pub(crate) characteristics: Vec<CharacteristicPlan>,
}

/// A point that is a field of advertisements.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) point: PointId,
    pub(crate) format: Format,
    pub(crate) measurement: String,
    pub(crate) index: u8,
    pub(crate) event: Option<ButtonEvent>,
    pub(crate) linear: Linear,
}

/// A point that is a characteristic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CharacteristicPlan {
    pub(crate) point: PointId,
    pub(crate) service: Uuid,
    pub(crate) uuid: Uuid,
    pub(crate) codec: Codec,
    pub(crate) delivery: Delivery,
    pub(crate) write: Option<WritePlan>,
}

/// How values of a characteristic come in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Delivery {
    /// Never; it is only written.
    None,
    /// The device sends them.
    Notified,
    /// They are read this often.
    Polled(Duration),
}

/// How values go out to a characteristic.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct WritePlan {
    pub(crate) mode: WriteMode,
    pub(crate) verify: bool,
}

/// Whether values of the kind can be scaled.
pub(crate) const fn is_number(kind: ValueKind) -> bool {
    match kind {
        ValueKind::Float | ValueKind::Integer | ValueKind::Unsigned => true,
        ValueKind::Boolean
        | ValueKind::CoreLink
        | ValueKind::ObjectLink
        | ValueKind::Opaque
        | ValueKind::String
        | ValueKind::Time => false,
    }
}

impl Plan {
    /// Resolves what [`Config::validate`] found nothing wrong with. Points it would refuse are left without source.
    pub(crate) fn new(config: &Config) -> Self {
        let mut plan = Self {
            points: Vec::new(),
            devices: Vec::new(),
        };
        for (name, device) in &config.device {
            plan.add_device(name, device);
        }
        plan
    }

    fn add_device(&mut self, name: &str, config: &DeviceConfig) {
        let mut device = DevicePlan {
            id: DeviceId::new(name),
            address: config.address,
            silent_after: config.silent_after,
            fields: Vec::new(),
            characteristics: Vec::new(),
        };
        for (point_name, point) in &config.point {
            let id = PointId(u32::try_from(self.points.len()).unwrap_or(u32::MAX));
            let kind = device.add_point(id, point);
            let name = Arc::from(point_name.as_str());
            self.points.push(PointDef {
                device: device.id.clone(),
                name,
                kind,
                access: point.access,
            });
        }
        self.devices.push(device);
    }

    /// What is known of the devices before they are heard.
    pub(crate) fn device_infos(&self) -> Vec<DeviceInfo> {
        let info = |device: &DevicePlan| DeviceInfo {
            id: device.id.clone(),
            address: device.address.to_string(),
        };
        self.devices.iter().map(info).collect()
    }
}

impl DevicePlan {
    /// Adds the point's source and tells the kind of its values.
    fn add_point(&mut self, point: PointId, config: &PointConfig) -> ValueKind {
        let linear = Linear {
            scale: config.scale.unwrap_or(1.0),
            offset: config.offset.unwrap_or(0.0),
        };
        if let Some(field) = &config.advertisement {
            let (field, kind) = Field::new(point, field, linear);
            self.fields.push(field);
            kind
        } else if let Some(characteristic) = &config.characteristic {
            let plan = CharacteristicPlan::new(point, config, characteristic, linear);
            let kind = plan.codec.kind();
            self.characteristics.push(plan);
            kind
        } else {
            ValueKind::Float
        }
    }

    /// Whether its connection stays open.
    pub(crate) fn notifies(&self) -> bool {
        self.characteristics
            .iter()
            .any(|plan| plan.delivery == Delivery::Notified)
    }
}

impl Field {
    fn new(point: PointId, config: &AdvertisementConfig, linear: Linear) -> (Self, ValueKind) {
        let own = config
            .format
            .kind_of(&config.measurement)
            .unwrap_or(ValueKind::Float);
        let kind = if linear.is_identity() {
            own
        } else {
            ValueKind::Float
        };
        let field = Self {
            point,
            format: config.format,
            measurement: config.measurement.clone(),
            index: config.index,
            event: config.event,
            linear,
        };
        (field, kind)
    }
}

impl CharacteristicPlan {
    fn new(
        point: PointId,
        config: &PointConfig,
        characteristic: &CharacteristicConfig,
        linear: Linear,
    ) -> Self {
        let delivery = match (config.access.readable(), config.mode) {
            (false, _) => Delivery::None,
            (true, Some(Mode::Notify)) => Delivery::Notified,
            (true, Some(Mode::Read) | None) => Delivery::Polled(config.poll.unwrap_or(DEFAULT_POLL)),
        };
        let write = config.access.writable().then(|| WritePlan {
            mode: config.write.unwrap_or(WriteMode::WithResponse),
            verify: config.verify,
        });
        let codec = Codec {
            encoding: characteristic.encoding,
            order: characteristic.endianness,
            linear,
            sentinel: config.sentinel.clone(),
        };
        Self {
            point,
            service: characteristic.service,
            uuid: characteristic.uuid,
            codec,
            delivery,
            write,
        }
    }

    /// Whether the value can be read.
    pub(crate) fn readable(&self) -> bool {
        self.delivery != Delivery::None
    }
}
