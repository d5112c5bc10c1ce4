//! Passwords and certificates.

use std::error::Error;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use adapter::AdapterError;
use objects::Value;
use tokio::process::Command;

use crate::bench::{Running, config};
use crate::broker::Broker;

async fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().await;
    let Ok(output) = output else {
        panic!("{program} is not installed: run the tests with `make test`, which sees to that");
    };
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {message}");
}

fn path(directory: &Path, name: &str) -> String {
    directory
        .join(name)
        .to_str()
        .expect("the temporary directory is text")
        .to_owned()
}

#[tokio::test]
async fn the_password_comes_from_its_file_and_is_told_to_nobody() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let users = path(directory.path(), "users");
    let password = path(directory.path(), "password");
    run(
        "mosquitto_passwd",
        &["-c", "-b", &users, "gateway", "correct-horse"],
    )
    .await;
    fs::write(&password, "correct-horse\n").expect("the password is written");
    fs::set_permissions(&password, Permissions::from_mode(0o600)).expect("the mode is set");
    let mut broker = Broker::start_with(&format!("allow_anonymous false\npassword_file {users}")).await;
    let url = format!("mqtt://127.0.0.1:{}", broker.port);
    let login = config(
        &url,
        &format!("username = \"gateway\"\npassword-file = \"{password}\""),
    );
    assert!(!format!("{login:?}").contains("correct-horse"));
    let adapter = Running::start(login.clone()).connected(&mut broker).await;
    assert!(adapter.shut_down().await.is_ok());

    fs::write(&password, "battery-staple\n").expect("the password is written");
    let error = Running::start(login.clone())
        .end()
        .await
        .expect_err("the password is wrong");
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    assert!(matches!(error, AdapterError::Transport { .. }), "{error:?}");
    assert!(!format!("{error:?} {cause}").contains("battery-staple"));

    fs::set_permissions(&password, Permissions::from_mode(0o644)).expect("the mode is set");
    let error = Running::start(login)
        .end()
        .await
        .expect_err("everybody can read the password");
    assert!(matches!(error, AdapterError::Configuration(_)), "{error:?}");
    assert!(error.to_string().contains("is readable by everybody"), "{error}");
}

/// Makes an authority, and a server certificate for localhost signed by it.
async fn certify(directory: &Path, name: &str) {
    let file = |suffix: &str| path(directory, &format!("{name}{suffix}"));
    let (ca, ca_key, request, key, cert) = (
        file("-ca.pem"),
        file("-ca.key"),
        file(".csr"),
        file(".key"),
        file(".pem"),
    );
    let extension = file(".ext");
    fs::write(&extension, "subjectAltName=DNS:localhost").expect("the extension is written");
    let new_key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ];
    let authority = [
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=Test authority",
        "-keyout",
        &ca_key,
        "-out",
        &ca,
    ];
    run("openssl", &[&["req"][..], &new_key, &authority].concat()).await;
    let server = ["-subj", "/CN=localhost", "-keyout", &key, "-out", &request];
    run("openssl", &[&["req"][..], &new_key, &server].concat()).await;
    let sign = [
        "x509",
        "-req",
        "-days",
        "2",
        "-CAcreateserial",
        "-in",
        &request,
        "-out",
        &cert,
    ];
    run(
        "openssl",
        &[
            &sign[..],
            &["-CA", &ca, "-CAkey", &ca_key, "-extfile", &extension],
        ]
        .concat(),
    )
    .await;
}

#[tokio::test]
async fn a_broker_is_trusted_by_the_configured_certificate_only() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for name in ["ours", "other"] {
        certify(directory.path(), name).await;
    }
    let file = |name| path(directory.path(), name);
    let tls = format!(
        "allow_anonymous true\ncertfile {}\nkeyfile {}",
        file("ours.pem"),
        file("ours.key")
    );
    let mut broker = Broker::start_with(&tls).await;
    let url = format!("mqtts://localhost:{}", broker.port);
    let trusting = |name| config(&url, &format!("ca-file = \"{}\"", file(name)));

    let error = Running::start(trusting("other-ca.pem"))
        .end()
        .await
        .expect_err("another authority");
    assert!(matches!(error, AdapterError::Transport { .. }), "{error:?}");
    let error = Running::start(config(&url, ""))
        .end()
        .await
        .expect_err("the system knows no such authority");
    assert!(matches!(error, AdapterError::Transport { .. }), "{error:?}");
    let error = Running::start(trusting("ours.key"))
        .end()
        .await
        .expect_err("a key is no certificate");
    assert!(matches!(error, AdapterError::Configuration(_)), "{error:?}");

    let mut adapter = Running::start(trusting("ours-ca.pem"))
        .connected(&mut broker)
        .await;
    let mut publisher = Command::new("mosquitto_pub");
    publisher.args([
        "-h",
        "localhost",
        "-p",
        &broker.port.to_string(),
        "--cafile",
        &file("ours-ca.pem"),
    ]);
    publisher.args(["-t", "weather/north/temperature", "-m", "5"]);
    assert!(publisher.status().await.is_ok_and(|status| status.success()));
    assert_eq!(adapter.samples().await[0].value, Value::Float(5.0));
}
