//! Files of any common encoding as UTF-8: what its mark says, else what its bytes show.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const BLOCK: usize = 64 * 1024;

/// A file's text, in UTF-8, however it was written.
pub(super) struct Text {
    file: File,
    decoder: Decoder,
    /// What is decoded and not read yet, from `at` on.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Opens a file.
pub(super) fn open(path: &Path) -> io::Result<Text> {
    let encoding = guess(File::open(path)?)?;
    let decoder = encoding.new_decoder_with_bom_removal();
    Ok(Text { file: File::open(path)?, decoder, ready: Vec::new(), at: 0, ended: false })
}

/// A mark decides; then zero bytes, as UTF-16 has them beside every Latin letter; then whether it is UTF-8. What is none of
/// these is of Western Europe's old sort, in which every byte is a letter.
fn guess(mut file: impl Read) -> io::Result<&'static Encoding> {
    let mut block = vec![0; BLOCK];
    let (mut carried, mut first) = (0, true);
    loop {
        let read = file.read(block.get_mut(carried..).unwrap_or_default())?;
        let filled = carried + read;
        let bytes = block.get(..filled).unwrap_or_default();
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            if let Some(encoding) = utf_16(bytes.get(..bytes.len().min(4096)).unwrap_or_default()) {
                return Ok(encoding);
            }
            first = false;
        }
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => filled,
            // A letter may be cut in two at the end of a block, but not of the file.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(_) => return Ok(WINDOWS_1252),
        };
        if read == 0 {
            return Ok(UTF_8);
        }
        block.copy_within(valid..filled, 0);
        carried = filled - valid;
    }
}

fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let many = bytes.len() / 2 * 2 / 5; // two fifths of the pairs: the rest may be in another script
    match (zeros(0), zeros(1)) {
        (0, low) if low > many && low > 1 => Some(UTF_16LE),
        (high, 0) if high > many && high > 1 => Some(UTF_16BE),
        _ => None,
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.decode_more()?;
        }
        let rest = self.ready.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

impl Text {
    fn decode_more(&mut self) -> io::Result<()> {
        let mut block = vec![0; BLOCK];
        let read = self.file.read(&mut block)?;
        self.ended = read == 0;
        let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(BLOCK * 4);
        self.ready.clear();
        self.ready.resize(room, 0);
        let source = block.get(..read).unwrap_or_default();
        let (_, _, written, _) = self.decoder.decode_to_utf8(source, &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.at = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn text(bytes: &[u8]) -> String {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut text = String::new();
        open(file.path()).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_file_reads_the_same_in_every_encoding() {
        let words = "name,email\r\nBjörn Åström,b@example.com\r\n";
        let wide = |swap: bool| -> Vec<u8> {
            let unit = |unit: u16| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() };
            words.encode_utf16().flat_map(unit).collect()
        };
        let latin: Vec<u8> = words.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(text(words.as_bytes()), words);
        assert_eq!(text(format!("\u{feff}{words}").as_bytes()), words);
        assert_eq!(text(&wide(false)), words);
        assert_eq!(text(&wide(true)), words);
        assert_eq!(text(&[&[0xff, 0xfe][..], &wide(false)].concat()), words);
        assert_eq!(text(&latin), words);
        assert_eq!(text(b""), "");
    }

    #[test]
    fn a_letter_that_lies_across_two_blocks_is_whole() {
        let words = "a".repeat(BLOCK - 1) + "öö" + &"b".repeat(BLOCK);
        assert_eq!(text(words.as_bytes()), words);
    }
}
