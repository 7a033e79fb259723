//! The font of papers, and of it only the glyphs that a paper uses: their shapes, their widths, and the letters they stand for, so that
//! whoever selects text in the file gets words.

use super::file::compressed;
use harfrust::{FontRef, Shaper, ShaperData};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use subsetter::{GlyphRemapper, subset};
use tributary_engine::{Error, Result};

/// `data/fonts/DejaVuSans.LICENSE.md` says where it is from.
const BYTES: &[u8] = include_bytes!("../../data/fonts/DejaVuSans.ttf");

/// The tag in front says that only some glyphs are there.
const NAME: Name<'static> = Name(b"TRIBUT+DejaVuSans");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The font, ready to shape text.
pub(super) struct Face {
    font: FontRef<'static>,
    data: ShaperData,
}

impl Face {
    /// The font that this was built with.
    ///
    /// # Errors
    /// [`Error::Broken`] where it cannot be read.
    pub(super) fn load() -> Result<Self> {
        let font = FontRef::new(BYTES).map_err(|error| broken(&error))?;
        let data = ShaperData::new(&font);
        Ok(Self { font, data })
    }

    /// What turns text into glyphs.
    pub(super) fn shaper(&self) -> Shaper<'_> {
        self.data.shaper(&self.font).build()
    }
}

/// The objects of the font in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Objects {
    pub(super) font: Ref,
    pub(super) glyphs: Ref,
    pub(super) about: Ref,
    pub(super) shapes: Ref,
    pub(super) letters: Ref,
}

/// The glyphs that a paper uses, by the numbers they have in the file.
#[derive(Default)]
pub(super) struct Letters {
    numbers: GlyphRemapper,
    widths: BTreeMap<u16, i16>,
    texts: BTreeMap<u16, String>,
}

impl Letters {
    /// Takes a glyph into the file. Answers its number there and its width; whatever was known first stays.
    pub(super) fn take(&mut self, glyph: u16, width: i16, text: &str) -> (u16, i16) {
        let number = self.numbers.remap(glyph);
        if !text.is_empty() {
            self.texts.entry(number).or_insert_with(|| text.to_owned());
        }
        (number, *self.widths.entry(number).or_insert(width))
    }

    /// Writes the font.
    ///
    /// # Errors
    /// [`Error::Broken`] where the font cannot be cut down.
    pub(super) fn write(&self, pdf: &mut Pdf, at: Objects) -> Result<()> {
        let mut font = pdf.type0_font(at.font);
        font.base_font(NAME).encoding_predefined(Name(b"Identity-H"));
        font.descendant_font(at.glyphs).to_unicode(at.letters);
        font.finish();

        let mut glyphs = pdf.cid_font(at.glyphs);
        glyphs.subtype(CidFontType::Type2).base_font(NAME).system_info(SYSTEM);
        glyphs.font_descriptor(at.about).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = glyphs.widths();
        for (number, width) in &self.widths {
            widths.consecutive(*number, [f32::from(*width)]);
        }
        widths.finish();
        glyphs.finish();

        // Thousandths of an em, as the font's own tables have them.
        let mut about = pdf.font_descriptor(at.about);
        about.name(NAME).flags(FontFlags::SYMBOLIC).bbox(Rect::new(-1021.0, -463.0, 1793.0, 1232.0));
        about.italic_angle(0.0).ascent(928.0).descent(-236.0).cap_height(729.0).stem_v(90.0);
        about.font_file2(at.shapes);
        about.finish();

        let shapes = subset(BYTES, 0, &self.numbers).map_err(|error| broken(&error))?;
        let length = i32::try_from(shapes.len()).map_err(|error| broken(&error))?;
        let shapes = compressed(&shapes)?;
        let mut file = pdf.stream(at.shapes, &shapes);
        file.pair(Name(b"Length1"), length);
        file.filter(Filter::FlateDecode);
        file.finish();

        let mut letters = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        for (number, text) in &self.texts {
            letters.pair_with_multiple(*number, text.chars());
        }
        let letters = compressed(&letters.finish())?;
        pdf.cmap(at.letters, &letters).filter(Filter::FlateDecode);
        Ok(())
    }
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Broken(format!("the font of papers: {error}"))
}
