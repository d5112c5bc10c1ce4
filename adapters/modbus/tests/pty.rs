//! The adapter on a real pseudo terminal.

use std::time::Duration;

use adapter::testing::context;
use adapter::{Action, Adapter, DeviceState, PointId, Report};
use gatewayd_adapter_modbus::slave::{Bank, SharedBank, serve};
use gatewayd_adapter_modbus::{Modbus, RtuConfig};
use objects::Value;
use tokio_serial::{SerialPort, SerialStream};

fn config(port: &str) -> RtuConfig {
    let text = format!(
        "port = \"{port}\"\nparity = \"even\"\nbaud-rate = 115200\n[device.a]\nunit = 1\npoll = \"20ms\"\n\
         [device.a.point.p]\nregister = {{ table = \"holding\", address = 0, type = \"f32\", order = \"CDAB\" }}\n\
         access = \"read-write\"\nverify = true\n"
    );
    toml::from_str(&text).expect("a valid table")
}

#[tokio::test]
async fn a_port_is_opened_alone_polled_written_and_lost() {
    let (master, slave) = SerialStream::pair().expect("a pseudo terminal");
    // Kept open, so that the line does not end before the adapter opens it.
    let port = slave.name().expect("a named port");
    let bank = Bank::shared();
    bank.lock()
        .expect("no panic")
        .unit(1)
        .holding
        .extend([(0, 0x3333), (1, 0x4366)]);
    let (context, mut far_end) = context();
    let adapter = Box::new(Modbus::new("test", config(&port))).run(context);

    let test = async {
        let served = serve(master, SharedBank::clone(&bank));
        let used = async {
            let first = loop {
                match far_end.reports.recv().await.expect("the adapter runs") {
                    Report::Samples(samples) => break samples,
                    Report::Device { .. } | Report::NoValue { .. } | Report::Up => {}
                }
            };
            assert_eq!(first[0].value, Value::Float(f64::from(230.2f32)));
            let action = Action::Write(Value::Float(-12.5));
            let done = far_end.command(PointId(0), action, Duration::from_secs(5)).await;
            assert_eq!(
                done.expect("the device confirms").value,
                Some(Value::Float(-12.5))
            );
            let again = Box::new(Modbus::new("second", config(&port)));
            let (second, _far_end) = adapter::testing::context();
            let refused = again.run(second).await.expect_err("the port is taken");
            assert_eq!(refused.to_string(), format!("cannot open {port}"));
        };
        tokio::select! {
            () = used => {}
            ended = served => panic!("the slave ended: {ended:?}"),
        }
        assert_eq!(
            bank.lock().expect("no panic").take_writes()[0].values,
            [0x0000, 0xC148]
        );
        drop(slave);
        // The far end is closed now, as after an unplugged adaptor.
        loop {
            match far_end.reports.recv().await.expect("the loss is told") {
                Report::Device {
                    state: DeviceState::Offline { .. },
                    ..
                } => break,
                Report::Device { .. } | Report::NoValue { .. } | Report::Samples(_) | Report::Up => {}
            }
        }
    };
    let (ended, ()) = tokio::join!(adapter, test);
    assert!(
        matches!(ended, Err(adapter::AdapterError::Transport { .. })),
        "{ended:?}"
    );
}
