//! What the demo's partners post: three pictures, drawn here, and two texts.

use super::cast::SHOP;
use super::client::{Client, broken};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tributary_engine::Result;

/// A colour.
type Rgb = [u8; 3];

/// Title, size, sky, hills from far to near.
type Drawing = (&'static str, (u32, u32), Rgb, [Rgb; 3]);

const PICTURES: [Drawing; 3] = [
    ("Spring in the hills", (600, 300), [252, 226, 196], [[214, 164, 130], [150, 108, 96], [84, 62, 70]]),
    ("Tents, wide", (728, 90), [205, 226, 235], [[140, 178, 190], [82, 126, 140], [38, 70, 84]]),
    ("Northwind, square", (300, 300), [40, 52, 92], [[66, 84, 130], [96, 120, 160], [150, 176, 200]]),
];

const TEXTS: [(&str, &str, &str); 2] = [
    (
        "A sentence",
        "en",
        "These boots took me over the ridge and back: {LINK}\nCode {CODE} saves you something.",
    ),
    ("En mening", "sv", "De här kängorna tog mig över kammen och hem igen: {LINK}"),
];

/// Adds all of them; the last picture is hidden.
pub(super) async fn fill(client: &Client) -> Result<()> {
    for (at, (title, size, sky, hills)) in PICTURES.into_iter().enumerate() {
        let picture = drawn(size, sky, hills).map_err(broken)?;
        let body = json!({
            "program": client.program, "title": title, "image": STANDARD.encode(picture), "shown": at < 2,
            "url": format!("{SHOP}/product/ridge-boots"),
        });
        client.call(Method::POST, "/api/v1/creatives", &body).await?;
    }
    for (title, language, text) in TEXTS {
        let body = json!({ "program": client.program, "title": title, "language": language, "text": text });
        client.call(Method::POST, "/api/v1/creatives", &body).await?;
    }
    Ok(())
}

/// Hills under a sky.
fn drawn(
    (width, height): (u32, u32),
    sky: Rgb,
    hills: [Rgb; 3],
) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let near = (0_u32..).zip(hills).filter(|(row, _)| y > ridge(*row, x, height)).last();
            pixels.extend(near.map_or(sky, |(_, hill)| hill));
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// How far down a row of hills begins: peaks at the same distance, each row lower and elsewhere.
fn ridge(row: u32, x: u32, height: u32) -> u32 {
    let apart = height * 9 / 10;
    let within = (x + row * apart / 3) % apart;
    let slope = within.abs_diff(apart / 2);
    height * (3 + 2 * row) / 10 + slope * (3 - row) / 5
}
