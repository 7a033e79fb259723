//! Names as people saw them: WooCommerce sends them with HTML entities (`Mug &amp; Co`).

/// Bytes of the longest name that we read: `#x10FFFF`.
const NAME_CHARS_MAX: usize = 8;

/// The text with its entities decoded once. Tags stay: only what prints it knows how to escape.
pub(super) fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        // Looks no further than a name can reach: the next semicolon may be pages away.
        let end = after.bytes().take(NAME_CHARS_MAX.saturating_add(1)).position(|byte| byte == b';');
        let entity = end.and_then(|end| Some((after.get(..end)?, after.get(end.saturating_add(1)..)?)));
        rest = match entity.and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                plain.push(character);
                after
            }
            None => {
                plain.push('&');
                after
            }
        };
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|character| !character.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "times" => '×',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_the_characters_they_stand_for() {
        assert_eq!(decoded("Mug “Größe” &amp; Co <b>"), "Mug “Größe” & Co <b>");
        assert_eq!(decoded("5 &times; &#8217;&#x27;&#39;&quot;&lt;&gt;"), "5 × ’''\"<>");
    }

    #[test]
    fn what_was_escaped_twice_is_decoded_once() {
        assert_eq!(decoded("&amp;lt;b&amp;gt;"), "&lt;b&gt;");
    }

    #[test]
    fn what_is_no_entity_stays() {
        for same in
            ["Salt & Pepper; Co", "A&B", "&;", "&unknown;", "&#0;", "&#xD800;", "&#99999999;", "&", "é&ü;"]
        {
            assert_eq!(decoded(same), same);
        }
    }
}
