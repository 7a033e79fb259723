//! What a picture is, by its own bytes: its kind and its size. What a name or a browser says of it counts for nothing.

/// A kind of picture that every browser shows, and that runs nothing. SVG is none: it is a document with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Webp, Self::Gif];

    /// As it is kept, and how its address ends.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.as_str() == word)
    }

    /// What browsers are told.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

/// What bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The kind.
    pub media: Media,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
}

/// Looks at the bytes; nothing where they are no picture of a kind that is taken.
#[must_use]
pub fn look(bytes: &[u8]) -> Option<Seen> {
    let (media, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (Media::Png, png(bytes)?)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        (Media::Gif, (little(bytes, 6)?, little(bytes, 8)?))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        (Media::Jpeg, jpeg(bytes)?)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        (Media::Webp, webp(bytes)?)
    } else {
        return None;
    };
    (width > 0 && height > 0).then_some(Seen { media, width, height })
}

/// Bytes at a place.
fn at<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
    bytes.get(place..place.checked_add(N)?)?.try_into().ok()
}

fn little(bytes: &[u8], place: usize) -> Option<i64> {
    at(bytes, place).map(|two| i64::from(u16::from_le_bytes(two)))
}

fn big(bytes: &[u8], place: usize) -> Option<i64> {
    at(bytes, place).map(|two| i64::from(u16::from_be_bytes(two)))
}

fn png(bytes: &[u8]) -> Option<(i64, i64)> {
    let side = |place| at(bytes, place).map(|four| i64::from(u32::from_be_bytes(four)));
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((side(16)?, side(20)?))
}

/// The size stands in the frame's head, behind markers that say how long they are.
fn jpeg(bytes: &[u8]) -> Option<(i64, i64)> {
    let mut place = 2;
    loop {
        let [start, marker] = at(bytes, place)?;
        if start != 0xff {
            return None;
        }
        match marker {
            0xff => place += 1, // filling
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big(bytes, place + 7)?, big(bytes, place + 5)?));
            }
            _ => {
                let length = usize::from(u16::from_be_bytes(at(bytes, place + 2)?));
                if length < 2 {
                    return None;
                }
                place += 2 + length;
            }
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(i64, i64)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let side = |place| {
                let [low, middle, high] = at(bytes, place)?;
                Some(i64::from(u32::from_le_bytes([low, middle, high, 0])) + 1)
            };
            Some((side(24)?, side(27)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(at(bytes, 21)?);
            (bytes.get(20) == Some(&0x2f)).then_some(())?;
            Some((i64::from(bits & 0x3fff) + 1, i64::from((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => {
            (bytes.get(23..26)? == b"\x9d\x01\x2a").then_some(())?;
            Some((little(bytes, 26)? & 0x3fff, little(bytes, 28)? & 0x3fff))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8]) -> Option<(Media, i64, i64)> {
        look(bytes).map(|seen| (seen.media, seen.width, seen.height))
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn webp(chunk: &[u8], rest: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", chunk, b"\0\0\0\0", rest].concat()
    }

    #[test]
    fn each_kind_is_told_by_its_bytes_and_says_its_size() {
        assert_eq!(seen(&png(300, 250)), Some((Media::Png, 300, 250)));
        assert_eq!(seen(b"GIF89a\x2c\x01\xfa\0"), Some((Media::Gif, 300, 250)));
        // An APP0 of four bytes, filling, then the frame.
        let jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc2\0\x11\x08\0\xfa\x01\x2c";
        assert_eq!(seen(jpeg), Some((Media::Jpeg, 300, 250)));
        let canvas = webp(b"VP8X", b"\0\0\0\0\x2b\x01\0\xf9\0\0");
        assert_eq!(seen(&canvas), Some((Media::Webp, 300, 250)));
        let bits: u32 = 299 | (249 << 14);
        let lossless = webp(b"VP8L", &[&[0x2f][..], &bits.to_le_bytes()].concat());
        assert_eq!(seen(&lossless), Some((Media::Webp, 300, 250)));
        let lossy = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x2c\x01\xfa\0");
        assert_eq!(seen(&lossy), Some((Media::Webp, 300, 250)));
    }

    #[test]
    fn whatever_is_no_picture_or_not_whole_is_none() {
        let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
        for bytes in [
            svg,
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"GIF89a\0\0\x01\0",
            b"\xff\xd8\xff\xe0\0\0",
            b"\xff\xd8\xff\xda",
            b"RIFF\0\0\0\0WEBPVP9 ",
            b"RIFF\0\0\0\0WAVE",
            b"<html>",
            b"%PDF-1.7",
        ] {
            assert_eq!(seen(bytes), None, "{bytes:?}");
        }
        assert_eq!(seen(&png(0, 5)), None);
        let whole = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x11\x08\0\xfa\x01\x2c";
        assert!((0..whole.len()).all(|cut| seen(&whole[..cut]).is_none()));
    }
}
