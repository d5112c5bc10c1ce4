//! The whole adapter on a simulated line in simulated time.

use std::time::Duration;

use ::adapter::testing::{FarEnd, context};
use ::adapter::{
    Action, Command, CommandError, CommandResult, Confirmation, DeviceState, NoValue, PointId, Report, Sample,
};
use objects::{Value, ValueKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::oneshot;

use super::*;
use crate::bus::Rtu;
use crate::config::{RtuConfig, Table};
use crate::crc::crc;
use crate::slave::{Bank, SharedBank, Written, serve};

const READ_WRITE: &str = "access = \"read-write\"";

fn config(points: &str) -> RtuConfig {
    toml::from_str(&format!("port = \"test\"\n{points}")).unwrap()
}

/// One device of unit 9 whose points are given as `name: register; more`.
fn pump(points: &[(&str, &str, &str)]) -> RtuConfig {
    let mut text = String::from("[device.pump]\nunit = 9\npoll = \"1s\"\n");
    for (name, register, more) in points {
        text += &format!("[device.pump.point.{name}]\nregister = {{ {register} }}\n{more}\n");
    }
    config(&text)
}

/// Runs the adapter against a slave until the test is through.
async fn run<T>(
    config: RtuConfig,
    slave: impl AsyncFnOnce(DuplexStream),
    test: impl AsyncFnOnce(&mut FarEnd) -> T,
) -> T {
    let (near, far) = duplex(1024);
    let bus = Bus::Rtu(Box::new(Rtu::over(Box::new(near), &config)));
    let (context, mut far_end) = context();
    let adapter = Modbus::new("test", config).run_over(bus, context);
    let slave = async {
        slave(far).await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        biased;
        outcome = test(&mut far_end) => outcome,
        ended = adapter => panic!("the adapter ended: {ended:?}"),
        () = slave => panic!("the slave ended"),
    }
}

/// Runs the adapter against the devices of a bank.
async fn run_with<T>(config: RtuConfig, bank: &SharedBank, test: impl AsyncFnOnce(&mut FarEnd) -> T) -> T {
    let bank = SharedBank::clone(bank);
    run(config, async move |far| serve(far, bank).await.unwrap(), test).await
}

fn bank(fill: impl FnOnce(&mut crate::slave::Unit)) -> SharedBank {
    let bank = Bank::shared();
    fill(bank.lock().unwrap().unit(9));
    bank
}

/// A command whose deadline is in simulated time.
async fn command(far_end: &FarEnd, point: u32, action: Action) -> CommandResult {
    command_within(far_end, point, action, Duration::from_secs(10)).await
}

async fn command_within(far_end: &FarEnd, point: u32, action: Action, within: Duration) -> CommandResult {
    let (reply, answer) = oneshot::channel();
    let deadline = (Instant::now() + within).into_std();
    far_end
        .commands
        .send(Command {
            point: PointId(point),
            action,
            deadline,
            reply,
        })
        .await
        .unwrap();
    answer.await.unwrap()
}

async fn write(far_end: &FarEnd, point: u32, value: Value) -> Result<Option<Value>, CommandError> {
    command(far_end, point, Action::Write(value))
        .await
        .map(|confirmation| confirmation.value)
}

/// The reports until one fits, which is returned.
async fn until<T>(far_end: &mut FarEnd, mut fits: impl FnMut(Report) -> Option<T>) -> T {
    loop {
        let report = far_end.reports.recv().await.expect("the adapter runs");
        if let Some(found) = fits(report) {
            return found;
        }
    }
}

fn samples(report: Report) -> Option<Vec<Sample>> {
    match report {
        Report::Samples(samples) => Some(samples),
        Report::Device { .. } | Report::NoValue { .. } | Report::Up => None,
    }
}

fn no_value(report: Report) -> Option<(PointId, NoValue)> {
    match report {
        Report::NoValue { point, reason } => Some((point, reason)),
        Report::Device { .. } | Report::Samples(_) | Report::Up => None,
    }
}

#[test]
fn points_are_listed_by_device_and_name_with_their_kinds() {
    let config = config(
        r#"
        [device.b]
        unit = 2
        [device.b.point.z]
        register = { table = "coil", address = 1 }
        access = "read-write"
        [device.a]
        unit = 3
        [device.a.point.y]
        register = { table = "holding", address = 1, type = "s16" }
        [device.a.point.x]
        register = { table = "holding", address = 1, type = "s16" }
        scale = 0.1
        [device.a.point.w]
        register = { table = "holding", address = 9, type = "u64" }
        [device.a.point.v]
        register = { table = "holding", address = 9, type = "string", length = 4 }
        "#,
    );
    let adapter = Modbus::new("meters", config);
    let listed: Vec<(&str, &str, ValueKind)> = adapter
        .points()
        .iter()
        .map(|point| (point.device.as_str(), &*point.name, point.kind))
        .collect();
    assert_eq!(
        listed,
        [
            ("a", "v", ValueKind::String),
            ("a", "w", ValueKind::Unsigned),
            ("a", "x", ValueKind::Float),
            ("a", "y", ValueKind::Integer),
            ("b", "z", ValueKind::Boolean),
        ]
    );
    assert_eq!(adapter.devices()[1].address, "unit 2");
    assert_eq!(adapter.exclusive(), [Exclusive::SerialPort("test".into())]);
}

#[tokio::test(start_paused = true)]
async fn values_of_one_reply_arrive_together_after_the_device_is_online() {
    let points = [
        (
            "a",
            "table = \"input\", address = 1, type = \"s16\"",
            "scale = 0.1",
        ),
        ("b", "table = \"input\", address = 2", "scale = 0.1"),
    ];
    let bank = bank(|unit| unit.input.extend([(1, 0x0131), (2, 0x0222)]));
    run_with(pump(&points), &bank, async |far_end| {
        assert!(matches!(far_end.reports.recv().await, Some(Report::Up)));
        let online = far_end.reports.recv().await;
        assert!(
            matches!(
                online,
                Some(Report::Device {
                    state: DeviceState::Online,
                    ..
                })
            ),
            "{online:?}"
        );
        let values: Vec<Value> = until(far_end, samples)
            .await
            .into_iter()
            .map(|sample| sample.value)
            .collect();
        assert_eq!(values, [Value::Float(30.5), Value::Float(54.6)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_sentinel_is_no_value_while_its_neighbour_has_one() {
    let points = [
        (
            "a",
            "table = \"input\", address = 1, type = \"s16\"",
            "sentinel = [0x7FFF]",
        ),
        ("b", "table = \"input\", address = 2", ""),
    ];
    let bank = bank(|unit| unit.input.extend([(1, 0x7FFF), (2, 5)]));
    run_with(pump(&points), &bank, async |far_end| {
        let found = until(far_end, samples).await;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].point, &found[0].value),
            (PointId(1), &Value::Unsigned(5))
        );
        assert_eq!(until(far_end, no_value).await, (PointId(0), NoValue::Sentinel));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_missing_register_does_not_take_its_neighbours_with_it() {
    let points = [
        ("a", "table = \"holding\", address = 1", ""),
        ("b", "table = \"holding\", address = 2", ""),
        ("c", "table = \"holding\", address = 3", ""),
        ("d", "table = \"holding\", address = 6", ""),
    ];
    let bank = bank(|unit| unit.holding.extend([(1, 1), (3, 3), (6, 6)]));
    run_with(pump(&points), &bank, async |far_end| {
        let mut values = std::collections::BTreeMap::new();
        let mut missing = std::collections::BTreeMap::new();
        while values.len() < 3 || missing.is_empty() {
            match far_end.reports.recv().await.unwrap() {
                Report::Samples(samples) => {
                    values.extend(samples.into_iter().map(|sample| (sample.point.0, sample.value)));
                }
                Report::NoValue { point, reason } => drop(missing.insert(point.0, reason)),
                Report::Device { .. } | Report::Up => {}
            }
        }
        assert_eq!(values.keys().copied().collect::<Vec<_>>(), [0, 2, 3]);
        let reason = NoValue::DeviceError("exception 02 (illegal data address)".into());
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), [(1, reason)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn one_dead_device_among_three_does_not_stop_the_others() {
    let mut text = String::new();
    for (name, unit) in [("a", 1), ("b", 2), ("c", 3)] {
        text += &format!(
            "[device.{name}]\nunit = {unit}\n[device.{name}.point.p]\npoll = \"1s\"\n\
             register = {{ table = \"holding\", address = 0 }}\n"
        );
    }
    let bank = Bank::shared();
    for unit in [1, 3] {
        bank.lock().unwrap().unit(unit).holding.insert(0, unit.into());
    }
    run_with(config(&text), &bank, async |far_end| {
        let (mut values, mut offline) = ([0; 3], 0);
        let end = Instant::now() + Duration::from_secs(600);
        while let Ok(report) = tokio::time::timeout_at(end, far_end.reports.recv()).await {
            match report.unwrap() {
                Report::Samples(samples) => {
                    for sample in samples {
                        values[sample.point.index()] += 1;
                        assert_eq!(sample.value, Value::Unsigned(u64::from(sample.point.0) + 1));
                    }
                }
                Report::Device {
                    device,
                    state: DeviceState::Offline { .. },
                } => {
                    assert_eq!(device.as_str(), "b");
                    offline += 1;
                }
                Report::Device { .. } | Report::NoValue { .. } | Report::Up => {}
            }
        }
        assert!(
            values[0] >= 570 && values[1] == 0 && values[2] >= 570,
            "{values:?}"
        );
        assert_eq!(offline, 1);
        // It is switched on, and found within the longest pause.
        bank.lock().unwrap().unit(2).holding.insert(0, 2);
        let end = Instant::now() + Duration::from_secs(62);
        let online = until(far_end, |report| match report {
            Report::Device {
                device,
                state: DeviceState::Online,
            } => Some(device),
            Report::Device { .. } | Report::NoValue { .. } | Report::Samples(_) | Report::Up => None,
        });
        assert_eq!(tokio::time::timeout_at(end, online).await.unwrap().as_str(), "b");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn writes_reach_the_device_in_the_form_of_their_points() {
    let points = [
        ("a", "table = \"coil\", address = 2", READ_WRITE),
        (
            "b",
            "table = \"holding\", address = 1, type = \"s16\"",
            "scale = 0.1\naccess = \"read-write\"",
        ),
        (
            "c",
            "table = \"holding\", address = 4, type = \"f32\"",
            "access = \"write-only\"",
        ),
        ("d", "table = \"holding\", address = 8, bits = [4, 7]", READ_WRITE),
        (
            "e",
            "table = \"holding\", address = 1",
            "write-function = \"multiple\"\naccess = \"read-write\"",
        ),
        ("f", "table = \"coil\", address = 3", "access = \"execute\""),
    ];
    let bank = bank(|unit| {
        unit.coils.extend([(2, false), (3, false)]);
        unit.holding.extend([(1, 0), (4, 0), (5, 0), (8, 0xABCD)]);
    });
    run_with(pump(&points), &bank, async |far_end| {
        let written = |table, address, values: &[u16]| Written {
            unit: 9,
            table,
            address,
            values: values.to_vec(),
        };
        let taken = || bank.lock().unwrap().take_writes();
        assert_eq!(
            write(far_end, 0, Value::Boolean(true)).await,
            Ok(Some(Value::Boolean(true)))
        );
        assert_eq!(taken(), [written(Table::Coil, 2, &[1])]);
        assert_eq!(
            write(far_end, 1, Value::Float(-20.51)).await,
            Ok(Some(Value::Float(-20.5)))
        );
        assert_eq!(taken(), [written(Table::Holding, 1, &[0xFF33])]);
        assert_eq!(
            write(far_end, 2, Value::Float(60.0)).await,
            Ok(Some(Value::Float(60.0)))
        );
        assert_eq!(taken(), [written(Table::Holding, 4, &[0x4270, 0])]);
        assert_eq!(
            write(far_end, 3, Value::Unsigned(5)).await,
            Ok(Some(Value::Unsigned(5)))
        );
        assert_eq!(taken(), [written(Table::Holding, 8, &[0xAB5D])]);
        assert_eq!(
            write(far_end, 4, Value::Integer(7)).await,
            Ok(Some(Value::Unsigned(7)))
        );
        assert_eq!(taken(), [written(Table::Holding, 1, &[7])]);
        let done = command(far_end, 5, Action::Execute(String::new())).await.unwrap();
        assert_eq!(done.value, None);
        assert_eq!(taken(), [written(Table::Coil, 3, &[1])]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_a_point_cannot_do_or_hold_never_reaches_the_device() {
    let points = [
        ("a", "table = \"holding\", address = 1", ""),
        ("b", "table = \"holding\", address = 1", READ_WRITE),
        ("c", "table = \"coil\", address = 1", "access = \"execute\""),
    ];
    let bank = bank(|unit| unit.holding.extend([(1, 0)]));
    run_with(pump(&points), &bank, async |far_end| {
        assert_eq!(
            write(far_end, 0, Value::Unsigned(1)).await,
            Err(CommandError::NotSupported)
        );
        let error = write(far_end, 1, Value::Unsigned(70_000)).await.unwrap_err();
        assert!(matches!(error, CommandError::Unrepresentable(_)), "{error}");
        let execute = command(far_end, 1, Action::Execute(String::new())).await;
        assert_eq!(execute, Err(CommandError::NotSupported));
        assert_eq!(
            command(far_end, 2, Action::Read).await,
            Err(CommandError::NotSupported)
        );
        assert_eq!(
            command(far_end, 99, Action::Read).await,
            Err(CommandError::NotSupported)
        );
        let late = command_within(far_end, 1, Action::Write(Value::Unsigned(1)), Duration::ZERO).await;
        assert_eq!(late, Err(CommandError::Timeout));
        assert_eq!(bank.lock().unwrap().take_writes(), []);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_read_command_fetches_the_value_of_now() {
    let points = [("a", "table = \"holding\", address = 1", "poll = \"1h\"")];
    let bank = bank(|unit| unit.holding.extend([(1, 1)]));
    run_with(pump(&points), &bank, async |far_end| {
        until(far_end, samples).await;
        bank.lock().unwrap().unit(9).holding.insert(1, 42);
        let Confirmation { value, .. } = command(far_end, 0, Action::Read).await.unwrap();
        assert_eq!(value, Some(Value::Unsigned(42)));
        bank.lock().unwrap().unit(9).holding.clear();
        let refused = CommandError::Rejected("exception 02 (illegal data address)".into());
        assert_eq!(command(far_end, 0, Action::Read).await, Err(refused));
    })
    .await;
}

/// Answers each request with what `reply` makes of it, after a time.
async fn answer(mut far: DuplexStream, after: Duration, mut reply: impl FnMut(&[u8]) -> Option<Vec<u8>>) {
    let mut request = vec![0; 256];
    while let Ok(count @ 1..) = far.read(&mut request).await {
        tokio::time::sleep(after).await;
        if let Some(mut frame) = reply(&request[..count - 2]) {
            frame.extend(crc(&frame).to_le_bytes());
            if far.write_all(&frame).await.is_err() {
                return;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_does_not_stay_is_unverified() {
    let points = [(
        "a",
        "table = \"holding\", address = 1",
        "verify = true\naccess = \"read-write\"",
    )];
    let stubborn = |request: &[u8]| match request[1] {
        3 => Some(vec![9, 3, 2, 0, 7]),
        _ => Some(request.to_vec()),
    };
    run(
        pump(&points),
        async move |far| answer(far, Duration::from_millis(5), stubborn).await,
        async |far_end| {
            assert_eq!(
                write(far_end, 0, Value::Unsigned(8)).await,
                Err(CommandError::Unverified("7".into()))
            );
            assert_eq!(
                write(far_end, 0, Value::Unsigned(7)).await,
                Ok(Some(Value::Unsigned(7)))
            );
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_unknown_write_function_is_replaced_by_the_other_one_and_remembered() {
    let points = [
        ("a", "table = \"holding\", address = 1", READ_WRITE),
        (
            "b",
            "table = \"holding\", address = 1",
            "write-function = \"single\"\naccess = \"read-write\"",
        ),
    ];
    let (seen, mut functions) = tokio::sync::mpsc::channel(64);
    let slave = async move |far| {
        answer(far, Duration::from_millis(5), move |request| {
            let function = request[1];
            if function != 3 {
                seen.try_send(function).unwrap();
            }
            Some(match function {
                3 => vec![9, 3, 2, 0, 7],
                16 => request[..6].to_vec(),
                _ => vec![9, function | 0x80, 1],
            })
        })
        .await;
    };
    run(pump(&points), slave, async |far_end| {
        assert_eq!(
            write(far_end, 0, Value::Unsigned(8)).await,
            Ok(Some(Value::Unsigned(8)))
        );
        assert_eq!(
            write(far_end, 0, Value::Unsigned(9)).await,
            Ok(Some(Value::Unsigned(9)))
        );
        let refused = CommandError::Rejected("exception 01 (illegal function)".into());
        assert_eq!(write(far_end, 1, Value::Unsigned(9)).await, Err(refused));
    })
    .await;
    let mut seen = Vec::new();
    while let Ok(function) = functions.try_recv() {
        seen.push(function);
    }
    assert_eq!(seen, [6, 16, 16, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_write_overtakes_the_polling_of_a_full_bus() {
    // Forty reads of 100 ms each, all wanted ten times a second.
    let mut text = String::from("[device.pump]\nunit = 9\npoll = \"100ms\"\nmax-gap = 0\n");
    for place in 0..40 {
        text += &format!(
            "[device.pump.point.p{place:02}]\nregister = {{ table = \"holding\", address = {} }}\n",
            2 * place
        );
    }
    text +=
        "[device.pump.point.switch]\nregister = { table = \"coil\", address = 1 }\naccess = \"write-only\"\n";
    let reply = |request: &[u8]| match request[1] {
        3 => Some(vec![9, 3, 2, 0, 7]),
        _ => Some(request.to_vec()),
    };
    let slave = async move |far| answer(far, Duration::from_millis(100), reply).await;
    run(config(&text), slave, async |far_end| {
        for _ in 0..20 {
            for _ in 0..5 {
                until(far_end, samples).await;
            }
            let before = Instant::now();
            assert!(write(far_end, 40, Value::Boolean(true)).await.is_ok());
            let took = before.elapsed();
            assert!(took <= Duration::from_millis(230), "{took:?}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_port_ends_the_adapter_after_everyone_was_told() {
    let points = [("a", "table = \"holding\", address = 1", READ_WRITE)];
    let config = pump(&points);
    let (near, far) = duplex(1024);
    let bus = Bus::Rtu(Box::new(Rtu::over(Box::new(near), &config)));
    let (context, mut far_end) = context();
    let adapter = Modbus::new("test", config).run_over(bus, context);
    let bank = bank(|unit| unit.holding.extend([(1, 1)]));
    let test = async {
        tokio::select! {
            found = until(&mut far_end, samples) => drop(found),
            ended = serve(far, bank) => panic!("the slave ended: {ended:?}"),
        }
        // The far end is gone now, as after an unplugged adaptor.
        let (first, second) = tokio::join!(
            write(&far_end, 0, Value::Unsigned(1)),
            write(&far_end, 0, Value::Unsigned(2))
        );
        assert!(matches!(first, Err(CommandError::Unreachable(_))), "{first:?}");
        assert!(matches!(second, Err(CommandError::Unreachable(_))), "{second:?}");
        until(&mut far_end, |report| match report {
            Report::Device {
                state: DeviceState::Offline { reason },
                ..
            } => Some(reason),
            Report::Device { .. } | Report::NoValue { .. } | Report::Samples(_) | Report::Up => None,
        })
        .await
    };
    let (ended, reason) = tokio::join!(adapter, test);
    assert!(matches!(ended, Err(AdapterError::Transport { .. })), "{ended:?}");
    assert!(reason.ends_with(" test"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_the_adapter_without_an_error_even_during_a_request() {
    let config = pump(&[("a", "table = \"holding\", address = 1", "")]);
    let (near, _far) = duplex(1024);
    let bus = Bus::Rtu(Box::new(Rtu::over(Box::new(near), &config)));
    let (context, far_end) = context();
    let adapter = Modbus::new("test", config).run_over(bus, context);
    let (ended, ()) = tokio::join!(adapter, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        far_end.shutdown.cancel();
    });
    assert!(ended.is_ok(), "{ended:?}");
}

#[tokio::test(start_paused = true)]
async fn a_configuration_that_cannot_work_ends_the_adapter_for_good() {
    let config = pump(&[("a", "table = \"holding\"", "")]);
    let (context, _far_end) = context();
    let ended = Box::new(Modbus::new("test", config))
        .run(context)
        .await
        .unwrap_err();
    assert_eq!(
        ended.to_string(),
        "the configuration cannot work: device.pump.point.a.register: the address is missing"
    );
}
