//! Downloads from a simulated far end, in simulated time.

use lwm2m::server::FileServer;

use super::*;

/// A download, its far end, and what the host would keep on the disk.
struct World {
    now: Instant,
    server: FileServer,
    download: Download,
    stored: Vec<u8>,
    kept: Have,
    begun: Vec<Option<u64>>,
    opened: u32,
    /// What becomes of the link when it is opened.
    link: LinkNews,
}

const BOUNDS: Bounds = Bounds {
    max_size: 100_000,
    retries: 2,
};

fn package(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index / 7) as u8).collect()
}

fn address() -> Address {
    "coap://files.example/fw?v=2".parse().unwrap()
}

impl World {
    fn new(length: usize) -> Self {
        let now = Instant::now();
        Self {
            now,
            server: FileServer::new(package(length)),
            download: Download::new(now, 1, &address(), BOUNDS, Have::default()),
            stored: Vec::new(),
            kept: Have::default(),
            begun: Vec::new(),
            opened: 0,
            link: LinkNews::Up,
        }
    }

    /// Another run of the program, with what the one before has kept.
    fn restart(&mut self) {
        let usable = self.kept.offset - self.kept.offset % ALIGNMENT;
        self.stored.truncate(usable as usize);
        self.kept.offset = usable;
        self.download = Download::new(self.now, 2, &address(), BOUNDS, self.kept.clone());
    }

    /// Does what the download says until it ends, or until it waits for an answer that does not come.
    fn run(&mut self) -> Option<Result<u64, DownloadFailure>> {
        loop {
            match self.download.poll_output() {
                Output::Begin { etag, size } => {
                    self.begun.push(size);
                    self.stored.clear();
                    self.kept = Have { offset: 0, etag };
                }
                Output::Close => {}
                Output::Finished(result) => return Some(result),
                Output::Open => {
                    self.opened += 1;
                    self.download.handle_link(self.now, self.link);
                }
                Output::Store(bytes) => {
                    self.stored.extend(bytes);
                    self.kept.offset = self.stored.len() as u64;
                }
                Output::Transmit(datagram) => match self.server.answer(&datagram) {
                    Some(answer) => self.download.handle_datagram(self.now, &answer),
                    None => return None,
                },
                Output::Wait(at) => self.wait(at),
            }
        }
    }

    fn wait(&mut self, at: Option<Instant>) {
        self.now = at.expect("it waits for something");
        self.download.handle_timeout(self.now);
    }

    /// As [`Self::run`], with time going on where there is no answer.
    fn run_to_the_end(&mut self) -> Result<u64, DownloadFailure> {
        loop {
            if let Some(result) = self.run() {
                return result;
            }
        }
    }
}

#[test]
fn a_package_is_fetched_one_block_at_a_time_and_stored_in_order() {
    let mut world = World::new(5_000);
    assert_eq!(world.run_to_the_end(), Ok(5_000));
    assert_eq!(world.stored, package(5_000));
    assert_eq!(world.server.asked, [0, 1, 2, 3, 4]);
    assert_eq!(world.server.target, "files.example/fw?v=2");
    assert_eq!((world.begun, world.opened), (vec![Some(5_000)], 1));
}

#[test]
fn packages_at_the_borders_of_blocks_are_complete() {
    for length in [1, 1023, 1024, 1025, 2048] {
        let mut world = World::new(length);
        assert_eq!(world.run_to_the_end(), Ok(length as u64));
        assert_eq!(world.stored, package(length));
    }
    assert_eq!(World::new(0).run_to_the_end(), Err(DownloadFailure::Integrity));
}

/// RFC 7959 §2.4: the server may choose smaller blocks.
#[test]
fn the_far_end_may_have_smaller_blocks() {
    let mut world = World::new(300);
    world.server.block_size = BlockSize::fitting(64).unwrap();
    assert_eq!(world.run_to_the_end(), Ok(300));
    assert_eq!(world.stored, package(300));
    assert_eq!(world.server.asked, [0, 1, 2, 3, 4]);
}

#[test]
fn a_lost_block_is_asked_for_again_and_nothing_before_it() {
    let mut world = World::new(5_000);
    world.server.silent_from = Some(3);
    assert_eq!(world.run(), None, "there is no answer to block 3");
    world.server.silent_from = None;
    assert_eq!(world.run_to_the_end(), Ok(5_000));
    assert_eq!(world.server.asked, [0, 1, 2, 3, 3, 4]);
    assert_eq!((world.opened, world.begun.len()), (1, 1));
}

#[test]
fn a_link_that_breaks_is_opened_again_and_the_download_goes_on_where_it_stood() {
    let mut world = World::new(5_000);
    world.server.silent_from = Some(2);
    assert_eq!(world.run(), None);
    world.download.handle_link(world.now, LinkNews::Down);
    world.server.silent_from = None;
    let before = world.now;
    assert_eq!(world.run_to_the_end(), Ok(5_000));
    assert_eq!(world.server.asked, [0, 1, 2, 2, 3, 4]);
    let pause = (world.now - before).as_millis();
    assert!((5_000..7_500).contains(&pause), "{pause}");
    assert_eq!((world.opened, world.begun.len()), (2, 1));
    assert_eq!(world.stored, package(5_000));
}

#[test]
fn another_run_of_the_program_goes_on_at_the_block_that_is_missing() {
    let mut world = World::new(5_000);
    world.server.silent_from = Some(3);
    assert_eq!(world.run(), None);
    world.restart();
    world.server.silent_from = None;
    world.server.asked.clear();
    assert_eq!(world.run_to_the_end(), Ok(5_000));
    assert_eq!(world.server.asked, [3, 4]);
    assert_eq!(world.stored, package(5_000));
}

#[test]
fn a_package_that_has_changed_meanwhile_is_fetched_anew() {
    let mut world = World::new(5_000);
    world.server.silent_from = Some(3);
    assert_eq!(world.run(), None);
    world.restart();
    world.server = FileServer::new(package(4_000));
    world.server.etag = Some(vec![2]);
    assert_eq!(world.run_to_the_end(), Ok(4_000));
    assert_eq!(world.server.asked, [3, 0, 1, 2, 3]);
    assert_eq!(world.stored, package(4_000));
    // Or it has become so short that there is no such block.
    world.restart();
    world.server = FileServer::new(package(1_000));
    assert_eq!(world.run_to_the_end(), Ok(1_000));
    assert_eq!(world.server.asked, [3, 0]);
}

#[test]
fn without_an_etag_nothing_is_gone_on_with_over_a_new_link() {
    let mut world = World::new(5_000);
    world.server.etag = None;
    world.server.silent_from = Some(3);
    assert_eq!(world.run(), None);
    world.download.handle_link(world.now, LinkNews::Down);
    world.server.silent_from = None;
    assert_eq!(world.run_to_the_end(), Ok(5_000));
    assert_eq!(world.server.asked, [0, 1, 2, 3, 0, 1, 2, 3, 4]);
    assert_eq!(world.stored, package(5_000));
}

/// Whatever the far end does, it ends: a package that never stays the same is none.
#[test]
fn a_package_that_always_changes_is_given_up() {
    let mut world = World::new(5_000);
    let result = loop {
        match world.download.poll_output() {
            Output::Finished(result) => break result,
            Output::Open => world.download.handle_link(world.now, LinkNews::Up),
            Output::Transmit(datagram) => {
                let next = world.server.asked.len() as u8;
                world.server.etag = Some(vec![next]);
                let answer = world.server.answer(&datagram).unwrap();
                world.download.handle_datagram(world.now, &answer);
            }
            Output::Begin { .. } | Output::Close | Output::Store(_) => {}
            Output::Wait(at) => world.wait(at),
        }
    };
    assert_eq!(result, Err(DownloadFailure::Integrity));
    assert_eq!(world.server.asked, [0, 1, 0, 1, 0, 1, 0, 1]);
}

#[test]
fn a_far_end_that_stays_silent_is_given_up_after_its_retries() {
    let mut world = World::new(5_000);
    world.server.silent_from = Some(0);
    let before = world.now;
    assert_eq!(world.run_to_the_end(), Err(DownloadFailure::Connection));
    assert_eq!(world.opened, 3, "the first attempt and two more");
    // Three times MAX_TRANSMIT_WAIT (RFC 7252 §4.8.2) at most, and the pauses.
    let took = world.now - before;
    assert!(took <= Duration::from_secs(3 * 93 + 23), "{took:?}");
}

#[test]
fn progress_gives_the_retries_back() {
    let mut world = World::new(10_000);
    for block in 1..9 {
        world.server.silent_from = Some(block);
        assert_eq!(world.run(), None);
        world.download.handle_link(world.now, LinkNews::Down);
    }
    world.server.silent_from = None;
    assert_eq!(world.run_to_the_end(), Ok(10_000));
}

#[test]
fn a_name_without_an_address_is_a_bad_address_in_the_end() {
    let mut world = World::new(10);
    world.link = LinkNews::NotFound;
    assert_eq!(world.run_to_the_end(), Err(DownloadFailure::Uri));
    assert_eq!(world.opened, 3);
}

#[test]
fn what_the_far_end_answers_decides_whether_it_is_asked_again() {
    for (code, expected, asked) in [
        (Code::NOT_FOUND, DownloadFailure::Uri, 1),
        (Code::UNAUTHORIZED, DownloadFailure::Uri, 1),
        (Code::BAD_REQUEST, DownloadFailure::Uri, 1),
        (Code::CHANGED, DownloadFailure::Uri, 1),
        (Code::INTERNAL_SERVER_ERROR, DownloadFailure::Connection, 3),
        (Code::SERVICE_UNAVAILABLE, DownloadFailure::Connection, 3),
        (Code::TOO_MANY_REQUESTS, DownloadFailure::Connection, 3),
    ] {
        let mut world = World::new(10);
        world.server.refusal = Some((0, code));
        assert_eq!(world.run_to_the_end(), Err(expected), "{code}");
        assert_eq!(world.server.asked.len(), asked, "{code}");
    }
}

#[test]
fn a_package_that_is_too_large_is_refused_by_its_size_or_by_its_bytes() {
    let mut world = World::new(100_001);
    assert_eq!(world.run_to_the_end(), Err(DownloadFailure::Storage));
    assert_eq!(world.server.asked, [0], "the size is told with the first block");
    assert!(World::new(100_000).run_to_the_end().is_ok());

    let mut world = World::new(3_000);
    world.download.bounds.max_size = 2_000;
    // What comes with the second block does not say how large the whole is.
    world.download.have = Have {
        offset: 1024,
        etag: Some(vec![1]),
    };
    assert_eq!(world.run_to_the_end(), Err(DownloadFailure::Storage));
    assert_eq!(world.server.asked, [1]);
}

#[test]
fn an_address_that_does_not_fit_into_a_message_leads_to_nothing() {
    let mut world = World::new(10);
    let long = format!("coap://files.example/x?{}", "q".repeat(1_200));
    world.download = Download::new(world.now, 1, &long.parse().unwrap(), BOUNDS, Have::default());
    assert_eq!(world.run_to_the_end(), Err(DownloadFailure::Uri));
}
