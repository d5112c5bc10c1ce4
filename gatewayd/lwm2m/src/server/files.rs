//! A file that clients fetch block by block, for tests of firmware that is pulled.

use coap::{BlockSize, BlockValue, Code, Message, MessageType, OptionNumber};

/// Longer than any request of a client.
const MAX_REQUEST: usize = 2048;

/// What a block and its options take up at most.
const MAX_ANSWER: usize = 1152;

/// A server of one file, sans-IO. It knows no clients: every request is answered by itself (RFC 7959 §2.4).
#[derive(Clone, Debug)]
pub struct FileServer {
    /// What clients get.
    pub content: Vec<u8>,
    /// Which state of the content this is; none hides whether it has changed.
    pub etag: Option<Vec<u8>>,
    /// The largest blocks it serves.
    pub block_size: BlockSize,
    /// Answers that are not the file, by the number of the block they take the place of.
    pub refusal: Option<(u32, Code)>,
    /// From which block on there are no answers, as when the connection is lost.
    pub silent_from: Option<u32>,
    /// Which blocks were asked for, also those that got no answer.
    pub asked: Vec<u32>,
    /// The path and the host of the last request.
    pub target: String,
}

impl FileServer {
    /// Serves this content, under an ETag and in blocks of 1024 bytes.
    #[must_use]
    pub fn new(content: Vec<u8>) -> Self {
        Self {
            content,
            etag: Some(vec![1]),
            block_size: BlockSize::MAX,
            refusal: None,
            silent_from: None,
            asked: Vec::new(),
            target: String::new(),
        }
    }

    /// The answer to a datagram, if there is one.
    pub fn answer(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let request = Message::parse(datagram, MAX_REQUEST).ok()?;
        if request.kind() != MessageType::Confirmable || !request.code().is_request() {
            return None;
        }
        self.target = target(&request);
        let wanted = request
            .first(OptionNumber::BLOCK2)
            .map_or(BlockValue::decode(&[]), BlockValue::decode)?;
        self.asked.push(wanted.number);
        if self.silent_from.is_some_and(|from| wanted.number >= from) {
            return None;
        }
        let answer = match self.refusal {
            Some((number, code)) if number == wanted.number => reply(&request, code),
            Some(_) | None => self.block(&request, wanted),
        };
        answer.encode(MAX_ANSWER).ok()
    }

    fn block(&self, request: &Message, wanted: BlockValue) -> Message {
        let size = wanted.size.min(self.block_size);
        let start = wanted.offset();
        if start > 0 && start >= self.content.len() {
            return reply(request, Code::BAD_REQUEST);
        }
        let end = (start + size.bytes()).min(self.content.len());
        let Some(value) = BlockValue::at(start, end < self.content.len(), size) else {
            return reply(request, Code::BAD_OPTION);
        };
        let mut answer = reply(request, Code::CONTENT);
        if let Some(etag) = &self.etag {
            answer.add(OptionNumber::ETAG, etag.clone());
        }
        answer.add(OptionNumber::BLOCK2, value.encode());
        if let Ok(size) = u32::try_from(self.content.len())
            && value.number == 0
        {
            answer.add_uint(OptionNumber::SIZE2, size);
        }
        answer.set_payload(self.content.get(start..end).unwrap_or_default().to_vec());
        answer
    }
}

fn reply(request: &Message, code: Code) -> Message {
    Message::new(
        MessageType::Acknowledgement,
        code,
        request.message_id(),
        request.token(),
    )
}

fn target(request: &Message) -> String {
    let text = |number| {
        request
            .values(number)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
    };
    let queries = text(OptionNumber::URI_QUERY);
    let query = if queries.is_empty() { "" } else { "?" };
    let host = text(OptionNumber::URI_HOST).concat();
    format!(
        "{host}/{}{query}{}",
        text(OptionNumber::URI_PATH).join("/"),
        queries.join("&")
    )
}
