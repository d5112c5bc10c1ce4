//! The way from the configuration to the plan.

use super::{
    Access, Arc, AvailabilityConfig, BTreeMap, CommandRule, Config, Confirm, DeviceConfig, DeviceId,
    DeviceInfo, DevicePlan, Filter, MapValue, Plan, PointConfig, PointDef, PointId, PointPlan, PointType,
    Problem, Reader, Scale, Target, Template, Value, topic,
};
use crate::config::CommandConfig;

/// The devices and points of a configuration, in the order of their names.
pub(crate) fn definitions(config: &Config) -> (Vec<DeviceInfo>, Vec<PointDef>) {
    let devices = config.device.iter().map(|(name, device)| DeviceInfo {
        id: DeviceId::new(name),
        address: address(device),
    });
    let points = config.device.iter().flat_map(|(name, device)| {
        let id = DeviceId::new(name);
        device.point.iter().map(move |(name, point)| PointDef {
            device: id.clone(),
            name: Arc::from(name.as_str()),
            kind: point.kind.kind(),
            access: point.access,
        })
    });
    (devices.collect(), points.collect())
}

/// The topic a person would look for the device under.
fn address(device: &DeviceConfig) -> String {
    let availability = device
        .availability
        .as_ref()
        .map(|availability| &availability.topic);
    let mut values = device.point.values().filter_map(|point| point.topic.as_ref());
    let mut commands = device.point.values().filter_map(|point| point.command.as_ref());
    let topic = values
        .next()
        .or(availability)
        .or_else(|| commands.next().map(|command| &command.topic));
    topic.map_or_else(String::new, |topic| format!("topic {topic}"))
}

pub(super) fn build(config: &Config) -> Result<Plan, Vec<Problem>> {
    let mut builder = Builder::default();
    for (name, device) in &config.device {
        builder.device(name, device);
    }
    if builder.problems.is_empty() {
        Ok(builder.plan)
    } else {
        Err(builder.problems)
    }
}

#[derive(Default)]
struct Builder {
    plan: Plan,
    problems: Vec<Problem>,
}

/// The keys of a point, for its problems.
#[derive(Clone, Copy)]
struct At<'a> {
    device: &'a str,
    point: &'a str,
}

impl At<'_> {
    fn problem(self, keys: &[&str], message: impl Into<String>) -> Problem {
        let mut all = vec!["device", self.device, "point", self.point];
        all.extend_from_slice(keys);
        Problem::new(&all, message)
    }
}

impl Builder {
    fn device(&mut self, name: &str, device: &DeviceConfig) {
        let index = self.plan.devices.len();
        self.plan.devices.push(DevicePlan {
            id: DeviceId::new(name),
            availability: device.availability.clone(),
        });
        if let Some(availability) = &device.availability {
            self.availability(name, index, availability);
        }
        for (point, config) in &device.point {
            self.point(At { device: name, point }, index, config);
        }
    }

    fn availability(&mut self, name: &str, index: usize, config: &AvailabilityConfig) {
        let at = |key| ["device", name, "availability", key];
        match topic::check_name(&config.topic).and_then(|()| Filter::parse(&config.topic)) {
            Ok(filter) => self.plan.add(filter, Target::Availability(index)),
            Err(error) => self.problems.push(Problem::new(&at("topic"), error.to_string())),
        }
        if let Some(message) = config.pointer.as_deref().and_then(pointer_fault) {
            self.problems.push(Problem::new(&at("pointer"), message));
        }
        if config.online.eq_ignore_ascii_case(&config.offline) {
            let message = "the words for online and offline are the same";
            self.problems.push(Problem::new(&at("offline"), message));
        }
    }

    fn point(&mut self, at: At<'_>, device: usize, config: &PointConfig) {
        let id = PointId(u32::try_from(self.plan.points.len()).unwrap_or(u32::MAX));
        let map = self.map(at, config);
        let scale = self.scale(at, config);
        let filter = self.filter(at, config);
        let command = self.command(at, config, filter.as_ref(), scale, map.as_ref());
        let reader = filter.map(|filter| {
            self.plan.add(filter, Target::Point(id));
            reader(config, scale, map)
        });
        if let Some(command) = &command
            && let Ok(filter) = Filter::parse(&command.topic)
        {
            self.plan.add(filter, Target::Commands);
        }
        self.words(at, config);
        self.pointers(at, config);
        self.plan.points.push(PointPlan {
            device,
            access: config.access,
            reader,
            command,
        });
    }

    fn filter(&mut self, at: At<'_>, config: &PointConfig) -> Option<Filter> {
        let Some(topic) = &config.topic else {
            if config.access.readable() {
                self.problems
                    .push(at.problem(&[], "a point that is read needs a `topic`"));
            }
            return None;
        };
        if config.access == Access::Execute {
            self.problems
                .push(at.problem(&["topic"], "a point that is executed has no values"));
            return None;
        }
        Filter::parse(topic)
            .map_err(|error| self.problems.push(at.problem(&["topic"], error.to_string())))
            .ok()
    }

    fn scale(&mut self, at: At<'_>, config: &PointConfig) -> Scale {
        for (key, number) in [("scale", config.scale), ("offset", config.offset)] {
            let Some(number) = number else { continue };
            let message = match config.kind {
                PointType::Boolean | PointType::String => "only numbers are scaled",
                PointType::Float | PointType::Integer if config.map.is_some() => {
                    "values of a `map` are not scaled"
                }
                PointType::Float | PointType::Integer if !number.is_finite() => "not a finite number",
                PointType::Float | PointType::Integer if key == "scale" && number == 0.0 => {
                    "every value would become the offset"
                }
                PointType::Float | PointType::Integer => continue,
            };
            self.problems.push(at.problem(&[key], message));
        }
        Scale {
            factor: config.scale.unwrap_or(1.0),
            offset: config.offset.unwrap_or(0.0),
        }
    }

    fn map(&mut self, at: At<'_>, config: &PointConfig) -> Option<BTreeMap<String, Value>> {
        let wanted = config.kind.kind();
        let mut map = BTreeMap::new();
        for (word, mapped) in config.map.as_ref()? {
            if let Some(value) = map_value(mapped).convert(wanted) {
                map.insert(word.clone(), value);
            } else {
                let message = format!("the value does not fit the point's type, {wanted}");
                self.problems.push(at.problem(&["map", word], message));
            }
        }
        Some(map)
    }

    /// A word that stands for both would make the value depend on the order of our comparisons.
    fn words(&mut self, at: At<'_>, config: &PointConfig) {
        let is_true = |word: &&String| config.true_values.iter().any(|other| lower(other) == lower(word));
        for word in config.false_values.iter().filter(is_true) {
            let message = format!("{word:?} also stands for true");
            self.problems.push(at.problem(&["false-values"], message));
        }
    }

    fn pointers(&mut self, at: At<'_>, config: &PointConfig) {
        let both = [
            ("pointer", &config.pointer),
            ("timestamp-pointer", &config.timestamp_pointer),
        ];
        for (key, pointer) in both {
            if let Some(message) = pointer.as_deref().and_then(pointer_fault) {
                self.problems.push(at.problem(&[key], message));
            }
        }
    }

    fn command(
        &mut self,
        at: At<'_>,
        config: &PointConfig,
        filter: Option<&Filter>,
        scale: Scale,
        map: Option<&BTreeMap<String, Value>>,
    ) -> Option<CommandRule> {
        let takes_commands = config.access != Access::ReadOnly;
        let Some(command) = &config.command else {
            if takes_commands {
                self.problems
                    .push(at.problem(&[], "a point that is written or executed needs a `command`"));
            }
            return None;
        };
        if !takes_commands {
            let problem = at.problem(&["command"], "a point that is only read takes no commands");
            self.problems.push(problem.with_help("set `access`"));
        }
        self.command_topic(at, command, config, filter);
        self.command_numbers(at, command, config);
        let template = self.template(at, command, config)?;
        Some(CommandRule {
            topic: command.topic.clone(),
            template,
            acknowledged: command.qos == 1,
            on: command.on.clone(),
            off: command.off.clone(),
            scale,
            map: map.cloned(),
            confirm: command.confirm(config.access),
            tolerance: command.tolerance.unwrap_or(0.0),
            timeout: command.timeout,
        })
    }

    fn command_topic(
        &mut self,
        at: At<'_>,
        command: &CommandConfig,
        config: &PointConfig,
        filter: Option<&Filter>,
    ) {
        if let Err(error) = topic::check_name(&command.topic) {
            self.problems
                .push(at.problem(&["command", "topic"], error.to_string()));
        }
        if command.confirm(config.access) == Confirm::None {
            return;
        }
        let Some(filter) = filter else {
            if config.topic.is_none() || config.access == Access::Execute {
                let message = "there is no state to confirm with: the point has no `topic`";
                self.problems.push(at.problem(&["command", "confirm"], message));
            }
            return;
        };
        if filter.has_wildcards() {
            let problem = at.problem(
                &["topic"],
                "any device under the wildcard would confirm the command",
            );
            self.problems
                .push(problem.with_help("write the topic out, or set `confirm = \"none\"`"));
        }
        if filter.matches(&command.topic) {
            let message = "the command would confirm itself: it is sent to the topic of the state";
            self.problems.push(at.problem(&["command", "topic"], message));
        }
    }

    fn command_numbers(&mut self, at: At<'_>, command: &CommandConfig, config: &PointConfig) {
        if command.qos > 1 {
            self.problems
                .push(at.problem(&["command", "qos"], "commands are sent with QoS 0 or 1"));
        }
        if command.qos == 0 && command.confirm(config.access) == Confirm::None {
            let problem = at.problem(&["command", "qos"], "nothing would confirm the command");
            self.problems
                .push(problem.with_help("use QoS 1, or confirm by the state"));
        }
        if command
            .tolerance
            .is_some_and(|tolerance| !(tolerance >= 0.0 && tolerance.is_finite()))
        {
            self.problems
                .push(at.problem(&["command", "tolerance"], "a tolerance is a number from 0"));
        }
        if command.timeout.is_zero() {
            self.problems
                .push(at.problem(&["command", "timeout"], "no device can answer in no time"));
        }
    }

    fn template(&mut self, at: At<'_>, command: &CommandConfig, config: &PointConfig) -> Option<Template> {
        let samples = samples(command, config);
        let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
        let template = Template::parse(command.template(config.access), &samples)
            .map_err(|error| {
                self.problems
                    .push(at.problem(&["command", "payload"], error.to_string()))
            })
            .ok()?;
        if config.access.writable() && !template.has_place() {
            let message = "the payload has no `{value}`, so every value would send the same";
            self.problems.push(at.problem(&["command", "payload"], message));
        }
        Some(template)
    }
}

/// Texts that will stand in the payload.
fn samples(command: &CommandConfig, config: &PointConfig) -> Vec<String> {
    if config.access == Access::Execute {
        return vec!["0".into()];
    }
    if let Some(map) = &config.map {
        return map.keys().cloned().collect();
    }
    match config.kind {
        PointType::Boolean => vec![command.on.clone(), command.off.clone()],
        PointType::Float | PointType::Integer => vec!["1".into()],
        PointType::String => vec!["text".into()],
    }
}

fn reader(config: &PointConfig, scale: Scale, map: Option<BTreeMap<String, Value>>) -> Reader {
    Reader {
        pointer: config.pointer.clone(),
        timestamp_pointer: config.timestamp_pointer.clone(),
        kind: config.kind,
        scale,
        true_values: config.true_values.iter().map(|word| lower(word)).collect(),
        false_values: config.false_values.iter().map(|word| lower(word)).collect(),
        map,
    }
}

fn lower(word: &str) -> String {
    word.to_lowercase()
}

fn map_value(mapped: &MapValue) -> Value {
    match mapped {
        MapValue::Boolean(boolean) => Value::Boolean(*boolean),
        MapValue::Integer(integer) => Value::Integer(*integer),
        MapValue::Float(float) => Value::Float(*float),
        MapValue::String(text) => Value::String(text.clone()),
    }
}

/// What is wrong with a JSON pointer (RFC 6901 §3).
fn pointer_fault(pointer: &str) -> Option<&'static str> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Some("a JSON pointer begins with `/`");
    }
    let mut after_tilde = pointer.split('~').skip(1);
    after_tilde
        .any(|rest| !rest.starts_with(['0', '1']))
        .then_some("in a JSON pointer `~` is written `~0`, and `/` within a key `~1`")
}
