//! Links as QR codes, drawn here: as SVG for print, as PNG for everything else. Pure; black on white in every theme,
//! because cameras want it so.

use crate::t;
use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;
use tributary_engine::Error;

/// The smallest and largest edge of a picture, in pixels.
pub const SIZES: std::ops::RangeInclusive<u32> = 64..=2048;

const QUIET_MODULES: usize = 4; // white around the code, as the standard asks

/// A text as a QR code.
#[derive(Debug, Clone)]
pub struct Qr {
    /// Rows of modules, true for black.
    rows: Vec<Vec<bool>>,
}

impl Qr {
    /// The code of a text.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the text is too long for any code.
    pub fn of(text: &str) -> Result<Self, Error> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| Error::field("/text", "length", "This is too long for a QR code."))?;
        let colors = code.to_colors();
        let row = |row: &[Color]| row.iter().map(|color| *color == Color::Dark).collect();
        Ok(Self { rows: colors.chunks(code.width()).map(row).collect() })
    }

    /// The edge in modules, with the white around.
    fn edge(&self) -> usize {
        self.rows.len() + 2 * QUIET_MODULES
    }

    /// The dark modules as one path, each run of a row a bar.
    fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.rows.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    let (left, top, width) = (x + QUIET_MODULES, y + QUIET_MODULES, run.len());
                    // Writing to a string never fails.
                    let _ = write!(path, "M{left} {top}h{width}v1h-{width}z");
                }
                x += run.len();
            }
        }
        path
    }

    /// The code inside a page.
    pub fn drawing(&self) -> Markup {
        let edge = self.edge();
        html! {
            svg.qr viewBox={ "0 0 " (edge) " " (edge) } role="img" aria-label=(t!("QR code of the link"))
                shape-rendering="crispEdges" {
                rect width=(edge) height=(edge) fill="#fff" {}
                path d=(self.path()) fill="#000" {}
            }
        }
    }

    /// The code as a file of its own.
    pub fn svg(&self) -> String {
        let (edge, path) = (self.edge(), self.path());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {edge} {edge}\" width=\"{px}\" \
             height=\"{px}\" shape-rendering=\"crispEdges\"><rect width=\"{edge}\" height=\"{edge}\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>\n",
            px = edge * 8
        )
    }

    /// The code as a picture of `size` pixels a side; modules are whole pixels, so the white takes what is left over.
    ///
    /// # Errors
    /// [`Error::Broken`] when the picture cannot be written.
    pub fn png(&self, size: u32) -> Result<Vec<u8>, Error> {
        let size = size.clamp(*SIZES.start(), *SIZES.end());
        let edge = usize::try_from(size).unwrap_or(usize::MAX);
        let scale = (edge / self.edge()).max(1);
        let offset = edge.saturating_sub(scale * self.rows.len()) / 2;
        let dark = |x: usize, y: usize| {
            let at = |place: usize| place.checked_sub(offset).map(|place| place / scale);
            let module = at(y).and_then(|y| self.rows.get(y)).zip(at(x)).and_then(|(row, x)| row.get(x));
            module == Some(&true)
        };
        let mut bits = Vec::with_capacity(edge * edge.div_ceil(8));
        for y in 0..edge {
            for first in (0..edge).step_by(8) {
                // A set bit is white; bits past the edge are not looked at.
                let byte = (0..8).fold(0_u8, |byte, bit| byte << 1 | u8::from(!dark(first + bit, y)));
                bits.push(byte);
            }
        }
        written(size, &bits).map_err(|error| Error::Broken(format!("PNG: {error}")))
    }
}

fn written(size: u32, bits: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bits)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader sees in a picture of grey values.
    fn read(edge: usize, grey: impl Fn(usize, usize) -> u8) -> String {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(edge, edge, grey);
        let grids = image.detect_grids();
        grids.first().expect("a code").decode().expect("a readable code").1
    }

    fn pixels(file: &[u8]) -> (usize, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (usize::try_from(info.width).unwrap(), pixels)
    }

    #[test]
    fn a_picture_reads_as_the_link_it_was_made_of() {
        let links =
            ["https://go.example/t/sara", "http://127.0.0.1:8080/r/%D8%A6%D8%A7%D9%8A", &"x".repeat(400)];
        for link in links {
            for size in [300, 1024, 1025] {
                let (edge, pixels) = pixels(&Qr::of(link).unwrap().png(size).unwrap());
                assert_eq!(edge, usize::try_from(size).unwrap());
                assert_eq!(read(edge, |x, y| pixels[y * edge + x]), link);
            }
        }
    }

    #[test]
    fn a_drawing_has_the_same_dark_modules() {
        let code = Qr::of("https://go.example/t/sara").unwrap();
        let path = code.path();
        let edge = code.edge();
        let mut dark = vec![false; edge * edge];
        for bar in path.split_inclusive('z') {
            let numbers: Vec<usize> =
                bar.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
            let [x, y, width, 1, same] = numbers[..] else { panic!("{bar}") };
            assert_eq!(width, same);
            dark[y * edge + x..y * edge + x + width].fill(true);
        }
        let grey = |x: usize, y: usize| if dark[y / 6 * edge + x / 6] { 0 } else { 255 };
        assert_eq!(read(edge * 6, grey), "https://go.example/t/sara");
        assert!(code.svg().contains(&path) && code.drawing().into_string().contains(&path));
    }

    #[test]
    fn what_is_too_long_is_refused_and_sizes_are_kept_in_bounds() {
        assert!(matches!(Qr::of(&"x".repeat(3000)), Err(Error::Invalid(_))));
        let (edge, _) = pixels(&Qr::of("x").unwrap().png(1).unwrap());
        assert_eq!(edge, 64);
    }
}
