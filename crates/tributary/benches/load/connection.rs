//! One connection: a request goes out, its answer is read to the end, whatever its length and however it is framed.

use std::io::ErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BUFFER_BYTES: usize = 32 * 1024;

/// A connection that is kept for the next request.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    head: usize,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; BUFFER_BYTES], head: 0 })
    }

    /// Sends a request and reads its answer; says the status.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> std::io::Result<u16> {
        self.stream.write_all(request).await?;
        let filled = self.read_head().await?;
        let head = self.head();
        let status = head.get(9..12).and_then(|code| code.parse().ok()).ok_or(ErrorKind::InvalidData)?;
        match field(head, "content-length").and_then(|length| length.parse::<usize>().ok()) {
            Some(length) => self.skip(length.saturating_sub(filled - self.head)).await?,
            None if field(head, "transfer-encoding").is_some() => self.skip_chunks(filled).await?,
            None => (),
        }
        Ok(status)
    }

    /// The head of the last answer.
    pub(crate) fn head(&self) -> &str {
        std::str::from_utf8(&self.buffer[..self.head]).unwrap_or_default()
    }

    async fn read_head(&mut self) -> std::io::Result<usize> {
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            filled += read;
            if let Some(at) = self.buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") {
                self.head = at + 4;
                return Ok(filled);
            }
        }
    }

    async fn skip(&mut self, mut left: usize) -> std::io::Result<()> {
        while left > 0 {
            let read = self.more().await?;
            left = left.saturating_sub(read);
        }
        Ok(())
    }

    async fn skip_chunks(&mut self, filled: usize) -> std::io::Result<()> {
        let mut chunks = Chunks::default();
        let mut end = filled;
        while !chunks.is_over_after(&self.buffer[self.head..end]) {
            end = self.head + self.more().await?;
        }
        Ok(())
    }

    /// Reads on behind the head, over what was read before.
    async fn more(&mut self) -> std::io::Result<usize> {
        let read = self.stream.read(&mut self.buffer[self.head..]).await?;
        if read == 0 { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(read) }
    }
}

/// The value of a field, as hyper writes it: its name in small letters.
pub(crate) fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::trim)
}

/// How far a chunked body has come.
#[derive(Default)]
struct Chunks {
    /// Bytes to pass over before the next size, with the line end after a chunk.
    left: usize,
    size: Vec<u8>,
    is_last: bool,
}

impl Chunks {
    fn is_over_after(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            if self.left > 0 {
                let passed = self.left.min(bytes.len());
                self.left -= passed;
                bytes = &bytes[passed..];
                continue;
            }
            let (byte, rest) = (bytes[0], &bytes[1..]);
            bytes = rest;
            if byte != b'\n' {
                self.size.push(byte);
                continue;
            }
            let text = String::from_utf8_lossy(&self.size).trim().to_owned();
            let size = usize::from_str_radix(&text, 16).unwrap_or_default();
            self.size.clear();
            self.left = size + 2;
            self.is_last = size == 0;
        }
        self.is_last && self.left == 0
    }
}
