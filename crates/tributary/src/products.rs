//! A product as a store tells it, judged: the same for what plugins send and for what this server reads itself. What cannot be
//! taken is named with its field and the fix; what is merely too long is cut.

use crate::app::destination::parse_stored;
use tributary_engine::product::sync::Skip;
use tributary_engine::product::{Image, InCategory, Told, Variant};

const ID_CHARS_MAX: usize = 100;
const NAME_CHARS_MAX: usize = 500;
const DESCRIPTION_CHARS_MAX: usize = 2_000; // what a partner reads before writing about it
const WORD_CHARS_MAX: usize = 200;
const IMAGES_MAX: usize = 10;
const CATEGORIES_MAX: usize = 50;
const VARIANTS_MAX: usize = 200;
const ATTRIBUTES_MAX: usize = 20;

/// The product as it is kept, or why it cannot be.
///
/// # Errors
/// [`Skip`] names the field and the fix.
pub(crate) fn judged(told: &Told) -> Result<Told, Skip> {
    let external_id = told.external_id.trim().to_owned();
    let skip = |field: &str, detail: &str| Skip {
        external_id: cut(&external_id, ID_CHARS_MAX),
        field: field.to_owned(),
        detail: detail.to_owned(),
    };
    if external_id.is_empty() || external_id.chars().count() > ID_CHARS_MAX {
        return Err(skip("/external_id", "Give the store's own id of the product, 1 to 100 characters."));
    }
    let name = line(&told.name, NAME_CHARS_MAX);
    if name.is_empty() {
        return Err(skip("/name", "Give the product a name."));
    }
    let Ok(url) = parse_stored(told.url.trim()) else {
        return Err(skip("/url", "Give the whole address of the product's page, with http or https."));
    };
    let below = |minor: Option<i64>| minor.is_some_and(|minor| minor < 0);
    if below(told.price_minor) {
        return Err(skip("/price", "Give a price of nothing or more."));
    }
    Ok(Told {
        external_id: external_id.clone(),
        name,
        description: cut(&plain(&told.description), DESCRIPTION_CHARS_MAX),
        url: url.into(),
        sku: line(&told.sku, WORD_CHARS_MAX),
        regular_minor: told.regular_minor.filter(|minor| *minor >= 0),
        images: told.images.iter().filter_map(image).take(IMAGES_MAX).collect(),
        categories: told.categories.iter().filter_map(category).take(CATEGORIES_MAX).collect(),
        variants: told.variants.iter().filter_map(variant).take(VARIANTS_MAX).collect(),
        currency: told.currency,
        price_minor: told.price_minor,
        stock: told.stock,
        told_at: told.told_at,
    })
}

fn image(image: &Image) -> Option<Image> {
    let url = parse_stored(image.url.trim()).ok()?;
    Some(Image { url: url.into(), alt: line(&image.alt, WORD_CHARS_MAX) })
}

fn category(one: &InCategory) -> Option<InCategory> {
    let external_id = line(&one.external_id, ID_CHARS_MAX);
    (!external_id.is_empty()).then(|| InCategory { external_id, name: line(&one.name, WORD_CHARS_MAX) })
}

fn variant(one: &Variant) -> Option<Variant> {
    let external_id = line(&one.external_id, ID_CHARS_MAX);
    let word = |text: &str| line(text, WORD_CHARS_MAX);
    (!external_id.is_empty()).then(|| Variant {
        external_id,
        name: line(&one.name, NAME_CHARS_MAX),
        sku: word(&one.sku),
        price_minor: one.price_minor.filter(|minor| *minor >= 0),
        stock: one.stock,
        attributes: one
            .attributes
            .iter()
            .take(ATTRIBUTES_MAX)
            .map(|(name, value)| (word(name), word(value)))
            .collect(),
    })
}

/// A text on one line, without control characters and spaces around it.
fn line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_control() || letter.is_whitespace()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    cut(&words.join(" "), most)
}

/// The text without its tags. A sign that begins no tag stays: `5 < 6`.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let opens = after.starts_with(|letter: char| letter.is_ascii_alphabetic() || "/!".contains(letter));
        match after.split_once('>').filter(|_| opens) {
            Some((_, behind)) => {
                text.push(' ');
                rest = behind;
            }
            None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    line(&text, DESCRIPTION_CHARS_MAX)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::Currency;
    use tributary_engine::product::Stock;

    fn told() -> Told {
        Told {
            external_id: " 7 ".to_owned(),
            name: "Ridge\n boots ".to_owned(),
            description: "<p>Warm &amp; dry</p><br/>5 < 6".to_owned(),
            url: "https://shop.example/boots".to_owned(),
            sku: "RB-7".to_owned(),
            currency: Currency::parse("USD").unwrap(),
            price_minor: Some(9_900),
            regular_minor: Some(-1),
            stock: Stock::InStock,
            images: [("javascript:alert(1)", "a"), ("https://cdn.example/1.jpg", "b")]
                .map(|(url, alt)| Image { url: url.to_owned(), alt: alt.to_owned() })
                .to_vec(),
            categories: [("15", "Boots"), ("", "None")]
                .map(|(id, name)| InCategory { external_id: id.to_owned(), name: name.to_owned() })
                .to_vec(),
            variants: Vec::new(),
            told_at: None,
        }
    }

    #[test]
    fn a_product_is_kept_as_plain_text_and_with_addresses_of_the_web_only() {
        let kept = judged(&told()).unwrap();
        assert_eq!((kept.external_id.as_str(), kept.name.as_str()), ("7", "Ridge boots"));
        assert_eq!(kept.description, "Warm &amp; dry 5 < 6");
        assert_eq!(kept.images.iter().map(|one| one.alt.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!((kept.categories.len(), kept.regular_minor), (1, None));
    }

    #[test]
    fn what_cannot_be_taken_names_the_field_and_the_fix() {
        type Spoil = fn(&mut Told);
        let spoils: [(&str, Spoil); 5] = [
            ("/external_id", |one| one.external_id = " ".to_owned()),
            ("/external_id", |one| one.external_id = "x".repeat(101)),
            ("/name", |one| one.name = "\n".to_owned()),
            ("/url", |one| one.url = "javascript:alert(1)".to_owned()),
            ("/price", |one| one.price_minor = Some(-1)),
        ];
        for (field, spoil) in spoils {
            let mut one = told();
            spoil(&mut one);
            let skip = judged(&one).unwrap_err();
            assert_eq!(skip.field, field);
            assert!(skip.detail.starts_with("Give "), "{}", skip.detail);
        }
    }
}
