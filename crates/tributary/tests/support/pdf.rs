//! Reads the PDF files that the product makes: what stands on each page, line by line, in the order in which the eye sees the letters.

use std::collections::BTreeMap;
use std::io::Read;

/// The texts of each page; letters of the scripts that run from right to left stand in reverse.
pub(crate) fn pages(file: &[u8]) -> Vec<Vec<String>> {
    let streams = streams(file);
    let maps = streams.iter().find(|stream| find(stream, b"beginbfchar").is_some()).expect("letters");
    let letters = letters(&String::from_utf8_lossy(maps));
    let drawn = streams.iter().filter(|stream| stream.starts_with(b"0.05 0 0 0.05 0 0 cm"));
    drawn.map(|stream| shown(stream).iter().map(|glyphs| read(glyphs, &letters)).collect()).collect()
}

/// A line as it is read where it runs from right to left.
pub(crate) fn reversed(line: &str) -> String {
    line.chars().rev().collect()
}

fn read(glyphs: &[u8], letters: &BTreeMap<u16, String>) -> String {
    let numbers = glyphs.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    numbers.map(|number| letters.get(&number).map_or("?", String::as_str)).collect()
}

/// What is between `stream` and `endstream`, unpacked.
fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut found) = (file, Vec::new());
    while let Some(at) = find(rest, b"/Length ") {
        rest = &rest[at + 8..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length: usize = std::str::from_utf8(&rest[..digits]).unwrap().parse().unwrap();
        let begins = find(rest, b"stream\n").expect("a stream") + 7;
        let mut out = Vec::new();
        flate2::read::ZlibDecoder::new(&rest[begins..begins + length]).read_to_end(&mut out).expect("zlib");
        found.push(out);
        rest = &rest[begins + length..];
    }
    found
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// Which letters each glyph stands for.
fn letters(maps: &str) -> BTreeMap<u16, String> {
    let pairs = maps.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    let pairs = pairs.filter(|(glyph, text)| glyph.len() == 4 && *text != "FFFF");
    let units = |text: &str| -> Vec<u16> {
        text.as_bytes()
            .chunks(4)
            .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).unwrap(), 16).unwrap())
            .collect()
    };
    pairs.map(|(glyph, text)| (units(glyph)[0], String::from_utf16(&units(text)).unwrap())).collect()
}

/// The glyphs of each `Tj`.
fn shown(stream: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut found) = (stream, Vec::new());
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'(' | b'<')) {
        let (glyphs, length) = if rest[at] == b'<' { hex(&rest[at..]) } else { literal(&rest[at..]) };
        found.push(glyphs);
        rest = &rest[at + length..];
    }
    found
}

fn hex(text: &[u8]) -> (Vec<u8>, usize) {
    let end = text.iter().position(|byte| *byte == b'>').expect("an end");
    let digits = std::str::from_utf8(&text[1..end]).unwrap();
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    ((0..digits.len()).step_by(2).map(byte).collect(), end + 1)
}

fn literal(text: &[u8]) -> (Vec<u8>, usize) {
    let (mut bytes, mut at, mut depth) = (Vec::new(), 1, 0);
    loop {
        match text[at] {
            b'\\' if text[at + 1].is_ascii_digit() => {
                let octal = std::str::from_utf8(&text[at + 1..at + 4]).unwrap();
                bytes.push(u8::from_str_radix(octal, 8).unwrap());
                at += 3;
            }
            b'\\' => {
                at += 1;
                bytes.push(match text[at] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                });
            }
            b')' if depth == 0 => return (bytes, at + 1),
            byte => {
                depth += i32::from(byte == b'(') - i32::from(byte == b')');
                bytes.push(byte);
            }
        }
        at += 1;
    }
}
