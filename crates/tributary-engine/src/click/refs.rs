//! A publisher's own ids of a click (`ref`, `ref2`, … `ref6`), as one text: a JSON list, null for those that were left out,
//! without the nulls at its end. Whose member came, say; they mean nothing to us.

/// How many there are.
pub const REFS: usize = 6;
/// So long may each of them be, in bytes; what is longer is cut.
pub const REF_BYTES_MAX: usize = 128;

/// What the API and addresses call them.
pub const NAMES: [&str; REFS] = ["ref", "ref2", "ref3", "ref4", "ref5", "ref6"];

/// As they are kept; nothing when there is none. Empty ones are none, and control characters go.
#[must_use]
pub fn write(refs: &[Option<String>; REFS]) -> Option<String> {
    let mut kept: Vec<Option<String>> = refs.iter().map(|one| one.as_deref().and_then(clean)).collect();
    while kept.pop_if(|last| last.is_none()).is_some() {}
    if kept.is_empty() { None } else { serde_json::to_string(&kept).ok() }
}

fn clean(text: &str) -> Option<String> {
    let mut kept: String = text.chars().filter(|c| !c.is_control()).collect();
    kept.truncate(kept.floor_char_boundary(REF_BYTES_MAX));
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// What [`write`] wrote; none of anything else.
#[must_use]
pub fn read(text: Option<&str>) -> [Option<String>; REFS] {
    let found: Vec<Option<String>> =
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut refs = [const { None }; REFS];
    for (place, one) in refs.iter_mut().zip(found) {
        *place = one;
    }
    refs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: [&str; REFS]) -> [Option<String>; REFS] {
        texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    #[test]
    fn what_is_written_reads_back_without_what_is_empty() {
        let refs = of(["38315327", "", "a\"b", "", "", ""]);
        let text = write(&refs).unwrap();
        assert_eq!(text, r#"["38315327",null,"a\"b"]"#);
        assert_eq!(read(Some(&text)), refs);
        assert_eq!(write(&of([""; REFS])), None);
        assert_eq!(write(&of([" \n\t", "", "", "", "", ""])), None);
        assert_eq!(read(None), read(Some("{")));
    }

    #[test]
    fn each_is_cut_at_its_length_and_at_no_half_of_a_letter() {
        let long = "ä".repeat(REF_BYTES_MAX);
        let kept = read(write(&of([&long, "", "", "", "", "x"])).as_deref());
        assert_eq!(kept[0].as_deref(), Some("ä".repeat(REF_BYTES_MAX / 2).as_str()));
        assert_eq!(kept[5].as_deref(), Some("x"));
        let text = write(&of(["a\r\nSet-Cookie: b\0", "", "", "", "", ""])).unwrap();
        assert_eq!(text, r#"["aSet-Cookie: b"]"#);
    }
}
