//! Links over real sockets on this machine.

use std::net::SocketAddr;
use std::time::Duration;

use lwm2m::ServerId;
use tokio::io::ReadBuf;
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::*;
use crate::config::{Scheme, Security, ServerUri};

fn server(host: &str, port: u16) -> Server {
    Server {
        uri: ServerUri {
            scheme: Scheme::Coap,
            host: host.to_owned(),
            port,
        },
        short_server_id: 1,
        rights: crate::config::ServerRights::Full,
        lifetime: Duration::from_secs(60),
        queue_mode: false,
        schedule: crate::config::Schedule::default(),
        security: Security::None,
    }
}

fn id(number: u16) -> LinkId {
    LinkId::Server(ServerId::try_from(number).unwrap())
}

async fn far_end() -> (UdpSocket, u16) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

/// What the far end hears next, and from where, while the links go on.
async fn hear(upstream: &mut Upstream, far: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 16];
    let mut buffer = ReadBuf::new(&mut buffer);
    let heard = poll_fn(|cx| {
        // What arrives meanwhile waits.
        let _ = upstream.poll(cx);
        far.poll_recv_from(cx, &mut buffer)
    });
    let from = timeout(Duration::from_secs(10), heard)
        .await
        .expect("something is heard");
    (buffer.filled().to_vec(), from.unwrap())
}

async fn next(upstream: &mut Upstream) -> UpstreamEvent {
    loop {
        if let Some(event) = upstream.pop_event() {
            return event;
        }
        timeout(Duration::from_secs(10), upstream.ready())
            .await
            .expect("something happens");
    }
}

async fn open(servers: &[(LinkId, Server)]) -> Upstream {
    let mut upstream = Upstream::new(servers.iter().map(|(id, server)| (*id, server))).unwrap();
    for (id, _) in servers {
        upstream.request(Instant::now(), LinkRequest::Open(*id));
        let event = next(&mut upstream).await;
        assert!(
            matches!(event, UpstreamEvent::Link(up, LinkState::Up) if up == *id),
            "{event:?}"
        );
    }
    upstream
}

#[tokio::test]
async fn datagrams_go_both_ways_over_an_open_link() {
    let (far, port) = far_end().await;
    let mut upstream = open(&[(id(1), server("127.0.0.1", port))]).await;
    upstream.send(Instant::now(), id(1), b"hello");
    let (heard, near) = hear(&mut upstream, &far).await;
    assert_eq!(heard, b"hello");
    far.send_to(b"welcome", near).await.unwrap();
    let event = next(&mut upstream).await;
    assert!(
        matches!(&event, UpstreamEvent::Datagram(_, datagram) if datagram == b"welcome"),
        "{event:?}"
    );
}

#[tokio::test]
async fn a_link_that_is_opened_anew_has_another_socket() {
    let (far, port) = far_end().await;
    let mut upstream = open(&[(id(1), server("127.0.0.1", port))]).await;
    let mut ports = Vec::new();
    for _ in 0..2 {
        upstream.send(Instant::now(), id(1), b"hello");
        let (_, near) = hear(&mut upstream, &far).await;
        ports.push(near.port());
        upstream.request(Instant::now(), LinkRequest::Open(id(1)));
        let event = next(&mut upstream).await;
        assert!(
            matches!(event, UpstreamEvent::Link(_, LinkState::Up)),
            "{event:?}"
        );
    }
    assert_ne!(ports[0], ports[1]);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_takes_the_link_down() {
    // RFC 2606 §2 reserves the domain for names that never exist.
    let lost = server("gatewayd.invalid", 5683);
    let mut upstream = Upstream::new([(id(1), &lost)]).unwrap();
    upstream.request(Instant::now(), LinkRequest::Open(id(1)));
    let event = next(&mut upstream).await;
    assert!(
        matches!(event, UpstreamEvent::Link(_, LinkState::Down(_))),
        "{event:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_does_not_take_the_link_down() {
    let (far, port) = far_end().await;
    drop(far);
    let mut upstream = open(&[(id(1), server("127.0.0.1", port))]).await;
    for _ in 0..3 {
        upstream.send(Instant::now(), id(1), b"anybody?");
        assert!(
            timeout(Duration::from_millis(20), upstream.ready())
                .await
                .is_err()
        );
    }
    let far = UdpSocket::bind(("127.0.0.1", port)).await.unwrap();
    upstream.send(Instant::now(), id(1), b"anybody?");
    let (_, near) = hear(&mut upstream, &far).await;
    far.send_to(b"here", near).await.unwrap();
    let event = next(&mut upstream).await;
    assert!(
        matches!(&event, UpstreamEvent::Datagram(_, datagram) if datagram == b"here"),
        "{event:?}"
    );
}

#[tokio::test]
async fn a_closed_link_neither_sends_nor_hears() {
    let (far, port) = far_end().await;
    let mut upstream = open(&[(id(1), server("127.0.0.1", port))]).await;
    upstream.send(Instant::now(), id(1), b"hello");
    let (_, near) = hear(&mut upstream, &far).await;
    upstream.close(Instant::now());
    upstream.send(Instant::now(), id(1), b"again");
    // The old socket is closed, so this finds nobody.
    drop(far.send_to(b"anybody?", near).await);
    assert!(
        timeout(Duration::from_millis(20), upstream.ready())
            .await
            .is_err()
    );
    assert_eq!(upstream.next_deadline(), None);
    let heard = far.try_recv_from(&mut [0; 16]);
    assert!(heard.is_err(), "{heard:?}");
}

/// More servers flood than the runtime lets a task read from in one go.
#[tokio::test]
async fn servers_that_flood_do_not_silence_another_one() {
    const LOUD: u16 = 5;
    let quiet_one = id(LOUD + 1);
    let (mut far_ends, mut servers) = (Vec::new(), Vec::new());
    for number in 1..=LOUD + 1 {
        let (far, port) = far_end().await;
        servers.push((id(number), server("127.0.0.1", port)));
        far_ends.push(far);
    }
    let mut upstream = open(&servers).await;
    for ((id, _), far) in servers.iter().zip(&far_ends) {
        upstream.send(Instant::now(), *id, b"hello");
        let (_, near) = hear(&mut upstream, far).await;
        far.connect(near).await.unwrap();
    }
    for _ in 0..200 {
        for loud in &far_ends[..usize::from(LOUD)] {
            loud.send(b"noise").await.unwrap();
        }
    }
    far_ends[usize::from(LOUD)].send(b"word").await.unwrap();
    let mut noises = 0;
    loop {
        match next(&mut upstream).await {
            UpstreamEvent::Datagram(from, _) if from == quiet_one => break,
            UpstreamEvent::Datagram(..) => noises += 1,
            link @ UpstreamEvent::Link(..) => panic!("{link:?}"),
        }
    }
    assert!(noises < 500, "{noises}");
}
