//! A server of packages on a loopback port, in a thread of its own.

use std::net::{SocketAddr, UdpSocket};
#[cfg(feature = "dtls")]
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lwm2m::server::FileServer;

/// How often the thread looks whether it is to end.
const INTERVAL: Duration = Duration::from_millis(5);

/// How the datagrams are protected.
#[derive(Clone)]
pub(crate) enum Protection {
    None,
    #[cfg(feature = "dtls")]
    Psk(&'static str, &'static [u8]),
}

/// The server; it is gone when this is dropped.
pub(crate) struct Files {
    address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Mutex<Shared>>,
    #[cfg(feature = "dtls")]
    closed: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    server: FileServer,
    ended: bool,
}

impl Files {
    pub(crate) fn start(content: Vec<u8>) -> Self {
        Self::protected(content, Protection::None)
    }

    pub(crate) fn protected(content: Vec<u8>, protection: Protection) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(INTERVAL)).unwrap();
        let address = socket.local_addr().unwrap();
        let server = FileServer::new(content);
        let shared = Arc::new(Mutex::new(Shared { server, ended: false }));
        let scheme = match protection {
            Protection::None => "coap",
            #[cfg(feature = "dtls")]
            Protection::Psk(..) => "coaps",
        };
        let theirs = Arc::clone(&shared);
        #[cfg(feature = "dtls")]
        let closed = Arc::new(AtomicUsize::new(0));
        #[cfg(feature = "dtls")]
        let counted = Arc::clone(&closed);
        let thread = thread::spawn(move || match protection {
            Protection::None => serve(&socket, &theirs, &mut Plain),
            #[cfg(feature = "dtls")]
            Protection::Psk(identity, key) => {
                serve(&socket, &theirs, &mut secure::Dtls::new(identity, key, counted))
            }
        });
        Self {
            address,
            scheme,
            shared,
            #[cfg(feature = "dtls")]
            closed,
            thread: Some(thread),
        }
    }

    /// The address of the package.
    pub(crate) fn uri(&self) -> String {
        format!("{}://{}/image", self.scheme, self.address)
    }

    /// What it serves, and what it was asked for.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut FileServer) -> T) -> T {
        look(&mut lock(&self.shared).server)
    }

    /// How many clients have said that they leave.
    #[cfg(feature = "dtls")]
    pub(crate) fn closed(&self) -> usize {
        self.closed.load(Ordering::Relaxed)
    }

    /// Whether a block was asked for.
    pub(crate) fn was_asked(&self, block: u32) -> bool {
        self.with(|server| server.asked.contains(&block))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        lock(&self.shared).ended = true;
        // A thread that panicked has said so already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What is between the socket and the messages.
trait Layer {
    /// Takes a datagram, or notices that time has passed; answers messages with `answer`. Returns what to send.
    fn handle(
        &mut self,
        datagram: Option<&[u8]>,
        answer: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
    ) -> Vec<Vec<u8>>;
}

struct Plain;

impl Layer for Plain {
    fn handle(
        &mut self,
        datagram: Option<&[u8]>,
        answer: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
    ) -> Vec<Vec<u8>> {
        datagram.and_then(answer).into_iter().collect()
    }
}

fn serve(socket: &UdpSocket, shared: &Mutex<Shared>, layer: &mut dyn Layer) {
    let mut buffer = [0; 2048];
    let mut peer = None;
    loop {
        let datagram = socket.recv_from(&mut buffer).ok().map(|(length, from)| {
            peer = Some(from);
            length
        });
        let mut shared = lock(shared);
        if shared.ended {
            return;
        }
        let mut answer = |message: &[u8]| shared.server.answer(message);
        let sent = layer.handle(datagram.map(|length| &buffer[..length]), &mut answer);
        for (datagram, peer) in sent.iter().zip(peer.iter().cycle()) {
            let _ = socket.send_to(datagram, peer);
        }
    }
}

#[cfg(feature = "dtls")]
mod secure {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use security::{Channel, DtlsOptions, DtlsServer, Output, Psk, PskTable};

    use super::Layer;

    pub(super) struct Dtls {
        server: DtlsServer,
        channel: Channel,
        closed: Arc<AtomicUsize>,
    }

    impl Dtls {
        pub(super) fn new(identity: &str, key: &[u8], closed: Arc<AtomicUsize>) -> Self {
            let psks: PskTable = [Psk::new(identity.as_bytes(), key).unwrap()]
                .into_iter()
                .collect();
            let server = DtlsServer::new(psks, &DtlsOptions::default()).unwrap();
            let channel = server.channel(Instant::now()).unwrap();
            Self {
                server,
                channel,
                closed,
            }
        }
    }

    impl Layer for Dtls {
        fn handle(
            &mut self,
            datagram: Option<&[u8]>,
            answer: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
        ) -> Vec<Vec<u8>> {
            let now = Instant::now();
            match datagram {
                Some(datagram) => self.channel.handle_datagram(now, datagram),
                None => self.channel.handle_timeout(now),
            }
            let mut sent = Vec::new();
            loop {
                match self.channel.poll_output() {
                    Output::Transmit(datagram) => sent.push(datagram),
                    Output::Received(message) => {
                        if let Some(answer) = answer(&message) {
                            self.channel.send(now, &answer).unwrap();
                        }
                    }
                    // The next client.
                    Output::Down(_) => {
                        self.closed.fetch_add(1, Ordering::Relaxed);
                        self.channel = self.server.channel(now).unwrap();
                    }
                    Output::Up => {}
                    Output::Wait(_) => return sent,
                }
            }
        }
    }
}
