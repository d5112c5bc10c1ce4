//! The body of the fuzz target, so that its inputs run as ordinary tests too.

use std::time::{Duration, Instant};

use coap::{BlockSize, BlockValue, Code, Message, MessageType, OptionNumber};

use super::{ALIGNMENT, Address, Bounds, Download, Have, LinkNews, Output};

const BOUNDS: Bounds = Bounds {
    max_size: 4_096,
    retries: 2,
};

/// Reads `data` as what happens to a download: answers, broken links, pauses.
///
/// # Panics
/// When a byte is stored that does not belong where it is, a bound is exceeded, or something follows the end.
pub fn download(data: &[u8]) {
    let Some((first, mut rest)) = data.split_first() else {
        return;
    };
    let mut host = Host::new(*first);
    host.drain();
    while let [operation, tail @ ..] = rest {
        rest = host.step(*operation, tail);
        host.drain();
    }
}

/// A host that does what the download says, and holds it to what it promises.
struct Host {
    now: Instant,
    download: Download,
    asked: Option<Message>,
    /// Where the last block that was answered belongs, and in which state of the package.
    offered: (usize, Option<Vec<u8>>),
    stored: u64,
    etag: Option<Vec<u8>>,
    /// Whether a package was begun, so that bytes have a place.
    begun: bool,
    ended: bool,
}

impl Host {
    fn new(first: u8) -> Self {
        // Only an origin; nothing depends on its value.
        let now = Instant::now();
        let have = Have {
            offset: u64::from(first & 3) * ALIGNMENT / 2,
            etag: (first & 4 != 0).then(|| vec![first >> 4]),
        };
        let resumes = have.etag.is_some() && have.offset.is_multiple_of(ALIGNMENT) && have.offset > 0;
        let address: Address = "coap://files.example/fw".parse().expect("it is an address");
        Self {
            now,
            offered: (0, None),
            stored: if resumes { have.offset } else { 0 },
            etag: have.etag.clone(),
            download: Download::new(now, 1, &address, BOUNDS, have),
            asked: None,
            begun: resumes,
            ended: false,
        }
    }

    fn step<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        match operation % 8 {
            0 => self.download.handle_link(self.now, LinkNews::Down),
            1 => self.download.handle_link(self.now, LinkNews::NotFound),
            2 => self.download.handle_link(self.now, LinkNews::Up),
            3 => {
                let (seconds, rest) = input.split_first().unwrap_or((&0, &[]));
                self.now += Duration::from_secs(u64::from(*seconds));
                self.download.handle_timeout(self.now);
                return rest;
            }
            4 => {
                let length = usize::from(operation >> 3).min(input.len());
                let (datagram, rest) = input.split_at(length);
                self.download.handle_datagram(self.now, datagram);
                return rest;
            }
            _ => return self.answer(operation, input),
        }
        input
    }

    /// A well-formed answer to what was asked last, for random bytes hardly ever are.
    fn answer<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        let ([shape, etag, tail @ ..], Some(asked)) = (input, &self.asked) else {
            return &[];
        };
        let code = match shape & 7 {
            0 => Code::from(*etag),
            1 => Code::BAD_OPTION,
            2 => Code::SERVICE_UNAVAILABLE,
            _ => Code::CONTENT,
        };
        let mut message = Message::new(
            MessageType::Acknowledgement,
            code,
            asked.message_id(),
            asked.token(),
        );
        self.offered = (0, (etag & 0x80 == 0).then(|| vec![etag & 0x0f]));
        if let Some(etag) = &self.offered.1 {
            message.add(OptionNumber::ETAG, etag.clone());
        }
        let wanted = asked.first(OptionNumber::BLOCK2).and_then(BlockValue::decode);
        if let Some(wanted) = wanted.filter(|_| shape & 0x80 == 0) {
            let size = BlockSize::from_szx(6 - (operation >> 6)).unwrap_or(BlockSize::MAX);
            let block = BlockValue {
                number: wanted.number * (wanted.size.bytes() / size.bytes().min(wanted.size.bytes())) as u32
                    + u32::from(shape >> 5 & 1),
                more: shape & 0x40 != 0,
                size,
            };
            self.offered.0 = block.offset();
            message.add(OptionNumber::BLOCK2, block.encode());
            message.set_payload(vec![*etag; size.bytes() - usize::from(shape >> 4 & 1)]);
        } else {
            message.set_payload(vec![*etag; usize::from(*etag)]);
        }
        if shape & 8 != 0 {
            message.add_uint(OptionNumber::SIZE2, u32::from(*etag) << 6);
        }
        if let Ok(datagram) = message.encode(2048) {
            self.download.handle_datagram(self.now, &datagram);
        }
        tail
    }

    fn drain(&mut self) {
        loop {
            let output = self.download.poll_output();
            assert!(
                !self.ended || matches!(output, Output::Wait(None)),
                "{output:?} after the end"
            );
            match output {
                Output::Begin { etag, size } => {
                    assert!(
                        size.unwrap_or(0) <= BOUNDS.max_size,
                        "it begins what is too large"
                    );
                    (self.begun, self.stored, self.etag) = (true, 0, etag);
                }
                Output::Close | Output::Open => self.asked = None,
                Output::Finished(result) => {
                    if let Ok(size) = result {
                        assert_eq!(size, self.stored, "it is complete without being there");
                    }
                    self.ended = true;
                }
                Output::Store(bytes) => {
                    assert!(self.begun, "bytes without a place");
                    let (offset, etag) = &self.offered;
                    assert_eq!(*offset as u64, self.stored, "bytes at the wrong place");
                    assert_eq!(*etag, self.etag, "bytes of another package");
                    self.stored += bytes.len() as u64;
                    assert!(self.stored <= BOUNDS.max_size, "it stores what is too large");
                }
                Output::Transmit(datagram) => self.sent(&datagram),
                Output::Wait(_) => return,
            }
        }
    }

    /// What is asked for is what is missing, or the start.
    fn sent(&mut self, datagram: &[u8]) {
        let message = Message::parse(datagram, 2048).expect("own messages can be read");
        if !message.code().is_request() {
            return;
        }
        let block = message.first(OptionNumber::BLOCK2).and_then(BlockValue::decode);
        let offset = block.expect("it asks for a block").offset() as u64;
        assert!(
            offset == self.stored || offset == 0,
            "it asks for {offset} at {}",
            self.stored
        );
        self.asked = Some(message);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::download;

    #[test]
    fn every_known_download_keeps_its_promises() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus/download");
        let inputs: Vec<_> = std::fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
        assert!(inputs.len() >= 5);
        inputs
            .iter()
            .for_each(|input| download(&std::fs::read(input.path()).unwrap()));
    }

    /// What a fuzzer would do, briefly: bytes of a seeded generator.
    #[test]
    fn random_downloads_keep_their_promises() {
        let mut state = 1u64;
        for _ in 0..3000 {
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                // Xorshift64.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .take(200)
            .collect();
            download(&bytes);
        }
    }
}
