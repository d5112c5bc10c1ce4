//! Block1 requests of the peer (RFC 7959 §2.5).

use super::Endpoint;
use super::server::Target;
use crate::block::{Accepted, Block, BlockValue, Refusal, hash_of, upload_key};
use crate::code::{Code, Method};
use crate::exchange::OpenRequest;
use crate::option::OptionNumber;
use crate::request::{Response, UploadPart};

impl Endpoint {
    pub(super) fn handle_upload(
        &mut self,
        mut open: OpenRequest,
        target: Target,
        value: BlockValue,
        payload: Vec<u8>,
    ) {
        let streamed = (self.params.streamed)(target.method, &target.path);
        if streamed && self.is_full() {
            // Before the block counts as taken, so that the peer may repeat it.
            return self.refuse(open, Code::SERVICE_UNAVAILABLE);
        }
        let key = upload_key(&open.message);
        let announced = open.message.uint(OptionNumber::SIZE1, 4);
        let block = Block {
            value,
            payload,
            announced,
        };
        match self.uploads.accept(self.now, &key, block, streamed) {
            Ok(Accepted::Continue { echo }) => {
                open.block1 = Some(echo);
                self.answer(open, Response::new(Code::CONTINUE));
            }
            Ok(Accepted::Complete { body, echo }) => {
                open.block1 = Some(echo);
                if target.method == Method::Fetch {
                    open.body_hash = Some(hash_of(&body));
                    // A request for a later block of the answer may carry its body in blocks again.
                    return self.follow_up_or_deliver(open, target, body);
                }
                self.deliver(open, target, body);
            }
            Ok(Accepted::Part {
                body,
                offset,
                last,
                echo,
            }) => {
                open.block1 = Some(echo);
                open.part = Some(UploadPart { offset, last });
                self.deliver(open, target, body);
            }
            Err(refusal) => {
                open.block1 = Some(BlockValue {
                    size: value.size.min(self.params.max_block_szx),
                    ..value
                });
                self.refuse_upload(open, &key, refusal);
            }
        }
    }

    fn refuse_upload(&mut self, open: OpenRequest, key: &[u8], refusal: Refusal) {
        match refusal {
            Refusal::Incomplete => self.refuse(open, Code::REQUEST_ENTITY_INCOMPLETE),
            Refusal::Malformed => self.refuse(open, Code::BAD_REQUEST),
            Refusal::Busy => self.refuse(open, Code::SERVICE_UNAVAILABLE),
            Refusal::TooLarge { limit } => {
                self.uploads.remove(key);
                self.answer_too_large(open, limit);
            }
        }
    }
}
