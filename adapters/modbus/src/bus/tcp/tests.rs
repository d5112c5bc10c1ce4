//! Real connections on the loopback interface; the host's register at address `a` holds `a`.

use tokio::net::TcpListener;

use super::*;
use crate::config::Table;
use crate::pdu::{Read, Reply};

const TARGET: Target = Target { unit: 1, gap: None };

fn config(listener: &TcpListener, more: &str) -> TcpConfig {
    let port = listener.local_addr().unwrap().port();
    toml::from_str(&format!("host = \"127.0.0.1\"\nport = {port}\n{more}")).unwrap()
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// One connection of the host.
struct Host {
    stream: TcpStream,
}

impl Host {
    async fn accept(listener: &TcpListener) -> Self {
        Self {
            stream: listener.accept().await.unwrap().0,
        }
    }

    async fn request(&mut self) -> [u8; 12] {
        let mut request = [0; 12];
        self.stream.read_exact(&mut request).await.unwrap();
        request
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    async fn serve(&mut self, requests: usize) {
        for _ in 0..requests {
            let request = self.request().await;
            self.send(&right(&request)).await;
        }
    }
}

/// The right reply to a read.
fn right(request: &[u8; 12]) -> Vec<u8> {
    let [t0, t1, _, _, _, _, unit, function, a0, a1, _, count] = *request;
    let address = u16::from_be_bytes([a0, a1]);
    let mut frame = vec![t0, t1, 0, 0, 0, 3 + 2 * count, unit, function, 2 * count];
    frame.extend((address..address + u16::from(count)).flat_map(u16::to_be_bytes));
    frame
}

async fn read(tcp: &mut Tcp, start: u16) -> Result<u16, BusError> {
    let request = Request::Read(Read {
        table: Table::Holding,
        start,
        count: 1,
    });
    let pdu = tcp.ask(TARGET, &request).await?;
    match request.reply(pdu) {
        Some(Reply::Done(data)) => Ok(u16::from_be_bytes(data.try_into().unwrap())),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn registers_are_read_over_one_connection() {
    let listener = listener().await;
    let config = config(&listener, "");
    tokio::join!(async { Host::accept(&listener).await.serve(3).await }, async {
        let mut tcp = Tcp::connect(&config).await.unwrap();
        for start in [7, 8, 9] {
            assert_eq!(read(&mut tcp, start).await.unwrap(), start);
        }
    });
}

#[tokio::test]
async fn a_late_reply_is_not_taken_for_the_next() {
    let listener = listener().await;
    let config = config(&listener, "timeout = \"50ms\"");
    tokio::join!(
        async {
            let mut host = Host::accept(&listener).await;
            let first = host.request().await;
            let second = host.request().await;
            // The first is cut in two by the second timeout, too.
            let late = right(&first);
            host.send(&late[..4]).await;
            let third = host.request().await;
            host.send(&[&late[4..], &right(&second), &right(&third)].concat())
                .await;
            host.serve(1).await;
        },
        async {
            let mut tcp = Tcp::connect(&config).await.unwrap();
            assert!(matches!(read(&mut tcp, 7).await, Err(BusError::Timeout)));
            assert!(matches!(read(&mut tcp, 8).await, Err(BusError::Timeout)));
            assert_eq!(read(&mut tcp, 9).await.unwrap(), 9);
            assert_eq!(read(&mut tcp, 10).await.unwrap(), 10);
        }
    );
}

#[tokio::test]
async fn a_frame_that_cannot_be_leads_to_a_new_connection() {
    let broken: [fn(&mut Vec<u8>); 4] = [
        |reply| reply[0] ^= 0x40,
        |reply| reply[2] = 1,
        |reply| reply[6] = 2,
        |reply| reply[7] = 4,
    ];
    for damage in broken {
        let listener = listener().await;
        let config = config(&listener, "");
        tokio::join!(
            async {
                let mut host = Host::accept(&listener).await;
                let mut reply = right(&host.request().await);
                damage(&mut reply);
                host.send(&reply).await;
                Host::accept(&listener).await.serve(1).await;
            },
            async {
                let mut tcp = Tcp::connect(&config).await.unwrap();
                assert_eq!(read(&mut tcp, 7).await.unwrap(), 7);
            }
        );
    }
}

#[tokio::test]
async fn a_read_survives_a_connection_that_the_host_closes() {
    let listener = listener().await;
    let config = config(&listener, "");
    tokio::join!(
        async {
            for _ in 0..3 {
                Host::accept(&listener).await.serve(1).await;
            }
        },
        async {
            let mut tcp = Tcp::connect(&config).await.unwrap();
            for start in [7, 8, 9] {
                assert_eq!(read(&mut tcp, start).await.unwrap(), start);
            }
        }
    );
}

#[tokio::test]
async fn a_write_is_not_repeated_over_a_new_connection() {
    let listener = listener().await;
    let config = config(&listener, "");
    tokio::join!(
        async {
            let mut host = Host::accept(&listener).await;
            host.request().await;
        },
        async {
            let mut tcp = Tcp::connect(&config).await.unwrap();
            let request = Request::WriteRegister {
                address: 1,
                register: 2,
            };
            assert!(matches!(tcp.ask(TARGET, &request).await, Err(BusError::Timeout)));
        }
    );
}

#[tokio::test]
async fn a_host_that_stays_silent_is_connected_to_anew() {
    let listener = listener().await;
    let config = config(&listener, "timeout = \"20ms\"");
    tokio::join!(
        async {
            let _silent = Host::accept(&listener).await;
            Host::accept(&listener).await.serve(1).await;
        },
        async {
            let mut tcp = Tcp::connect(&config).await.unwrap();
            for _ in 0..DEAD_AFTER {
                assert!(matches!(read(&mut tcp, 7).await, Err(BusError::Timeout)));
            }
            assert_eq!(read(&mut tcp, 7).await.unwrap(), 7);
        }
    );
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_opened_again_when_needed() {
    let listener = listener().await;
    let config = config(&listener, "idle-timeout = \"10s\"");
    tokio::join!(
        async {
            let mut host = Host::accept(&listener).await;
            host.serve(1).await;
            let mut rest = [0];
            assert_eq!(host.stream.read(&mut rest).await.unwrap(), 0);
            Host::accept(&listener).await.serve(1).await;
        },
        async {
            let mut tcp = Tcp::connect(&config).await.unwrap();
            assert_eq!(read(&mut tcp, 7).await.unwrap(), 7);
            assert!(tcp.close_at().is_some());
            tcp.close();
            assert_eq!(tcp.close_at(), None);
            assert_eq!(read(&mut tcp, 8).await.unwrap(), 8);
        }
    );
}

#[tokio::test]
async fn a_host_that_is_not_there_is_named() {
    let listener = listener().await;
    let config = config(&listener, "");
    drop(listener);
    let error = Tcp::connect(&config).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        format!("cannot connect to 127.0.0.1:{}", config.port)
    );
}
