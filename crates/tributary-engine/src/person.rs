//! What we keep of a person: enough to recognise the same one again, not enough to write to them.

/// A keyed hash of the normalised address: equal for equal people, useless without the key.
#[must_use]
pub fn email_key(people_key: &[u8; 32], email: &str) -> String {
    blake3::keyed_hash(people_key, normalised(email).as_bytes()).to_hex().to_string()
}

/// Enough of an address for its owner to know it: `b…@example.com`.
#[must_use]
pub fn email_hint(email: &str) -> String {
    match email.trim().split_once('@') {
        Some((local, host)) => {
            format!("{}…@{}", local.chars().next().map(String::from).unwrap_or_default(), host)
        }
        None => "…".to_owned(),
    }
}

/// Lower-case; without what follows a plus; Gmail's dots mean nothing.
fn normalised(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((local, host)) = email.rsplit_once('@') else { return email };
    let local = local.split('+').next().unwrap_or(local);
    let host = if host == "googlemail.com" { "gmail.com" } else { host };
    let local = if host == "gmail.com" { local.replace('.', "") } else { local.to_owned() };
    format!("{local}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_behind_several_spellings_has_one_key() {
        let key = |email| email_key(&[7; 32], email);
        assert_eq!(key("Sara.Berg+shop@GMail.com"), key("saraberg@googlemail.com "));
        assert_ne!(key("sara.berg@example.com"), key("saraberg@example.com"));
        assert_ne!(email_key(&[8; 32], "a@b.c"), key("a@b.c"));
    }

    #[test]
    fn a_hint_shows_the_first_letter_and_the_host() {
        assert_eq!(email_hint("bo@example.com"), "b…@example.com");
        assert_eq!(email_hint("nothing"), "…");
    }
}
