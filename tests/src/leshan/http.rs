//! Speaks as much HTTP as the REST interface of Leshan needs.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The largest answer that is read; the list of some hundred clients is well below.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;

/// How long an answer may take; Leshan itself gives up on a device sooner.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server answered.
#[derive(Debug)]
pub(super) struct Reply {
    /// The status code of the answer.
    pub(super) status: u16,
    /// The content, whatever its type.
    pub(super) body: String,
}

/// Sends a request with a JSON (or no) body, and reads the whole answer.
pub(super) fn ask(port: u16, method: &str, target: &str, body: Option<&str>) -> io::Result<Reply> {
    let mut answer = BufReader::new(send(port, method, target, body)?.take(MAX_ANSWER));
    let status = read_head(&mut answer)?;
    let mut body = String::new();
    answer.read_to_string(&mut body)?;
    Ok(Reply { status, body })
}

/// Opens a stream of server-sent events; what follows the head can be read from it.
pub(super) fn open_events(port: u16, target: &str) -> io::Result<BufReader<TcpStream>> {
    let mut stream = BufReader::new(send(port, "GET", target, None)?);
    match read_head(&mut stream)? {
        200 => {
            stream.get_ref().set_read_timeout(None)?;
            Ok(stream)
        }
        status => Err(io::Error::other(format!(
            "the event stream was refused with status {status}"
        ))),
    }
}

/// Version 1.0, so that the answer ends with the connection and comes in one piece.
fn send(port: u16, method: &str, target: &str, body: Option<&str>) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // Without this very type Leshan refuses the event stream with 405.
    let accept = if target.starts_with("/api/event") {
        "text/event-stream"
    } else {
        "*/*"
    };
    let mut head = format!("{method} {target} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n");
    if let Some(body) = body {
        let length = body.len();
        head += &format!("Content-Type: application/json;charset=utf-8\r\nContent-Length: {length}\r\n");
    }
    stream.write_all(format!("{head}\r\n{}", body.unwrap_or_default()).as_bytes())?;
    Ok(stream)
}

fn read_head(answer: &mut impl BufRead) -> io::Result<u16> {
    let mut line = String::new();
    answer.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("{line:?} is no HTTP answer")))?;
    while !line.trim_end().is_empty() {
        line.clear();
        answer.read_line(&mut line)?;
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_answer_ends_at_its_empty_line() {
        let mut answer = &b"HTTP/1.1 400 Bad Request\r\nServer: Jetty\r\n\r\nno registered client"[..];
        assert_eq!(read_head(&mut answer).expect("the head is well formed"), 400);
        assert_eq!(answer, b"no registered client");
    }
}
