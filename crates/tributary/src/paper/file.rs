//! Pages and their font as a PDF file.

use super::Paper;
use super::font::{Letters, Objects};
use super::line::seen;
use super::sheet::{FONT, HEIGHT_POINTS, WIDTH_POINTS};
use crate::lang::Dir;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::Direction;
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref, TextStr};
use std::io::Write;
use tributary_engine::{Error, Result};

const PAGES_AT: i32 = 9; // behind the objects that there is one of

/// The file.
///
/// # Errors
/// [`Error::Broken`] where the font cannot be cut down.
pub(super) fn written(paper: &Paper, pages: Vec<Content>, letters: &Letters) -> Result<Vec<u8>> {
    let [root, tree, info] = [1, 2, 3].map(Ref::new);
    let [font, glyphs, about, shapes, maps] = [4, 5, 6, 7, 8].map(Ref::new);
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(root);
    catalog.pages(tree).lang(TextStr(paper.lang.tag()));
    let mut shown = catalog.viewer_preferences();
    shown.display_doc_title(true);
    if paper.lang.dir() == Dir::Rtl {
        shown.direction(Direction::R2L);
    }
    shown.finish();
    catalog.finish();
    pdf.document_info(info).title(TextStr(&seen(&paper.title))).producer(TextStr("Tributary"));

    let objects: Vec<(Ref, Ref, Content)> = (PAGES_AT..)
        .step_by(2)
        .zip(pages)
        .map(|(at, content)| (Ref::new(at), Ref::new(at.saturating_add(1)), content))
        .collect();
    let count = i32::try_from(objects.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(objects.iter().map(|(page, _, _)| *page)).count(count);
    for (at, drawn, content) in objects {
        let mut page = pdf.page(at);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH_POINTS, HEIGHT_POINTS)).contents(drawn);
        page.resources().fonts().pair(FONT, font);
        page.finish();
        let content = compressed(&content.finish())?;
        pdf.stream(drawn, &content).filter(Filter::FlateDecode);
    }
    letters.write(&mut pdf, Objects { font, glyphs, about, shapes, letters: maps })?;
    Ok(pdf.finish())
}

/// The same in fewer bytes.
///
/// # Errors
/// [`Error::Io`], which memory never says.
pub(super) fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = out.write_all(bytes).and_then(|()| out.finish());
    written.map_err(|error| Error::Io("PDF".to_owned(), error))
}
