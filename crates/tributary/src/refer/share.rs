//! Plain links that hand a text over to where people talk: nothing of theirs is loaded, and they hear nothing before a press.

use url::form_urlencoded;

/// What stands for the link in a text that a customer edits.
pub const LINK: &str = "{link}";

/// A place to share in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = ReferShareLink)]
pub struct Target {
    /// `whatsapp`, `messenger`, `x` or `email`.
    pub place: &'static str,
    /// Its name.
    pub label: String,
    /// Where it leads, with the text in it.
    pub url: String,
}

/// The text as it is sent: with the link in its place, or after it.
#[must_use]
pub fn whole(text: &str, link: &str) -> String {
    if text.contains(LINK) { text.replace(LINK, link) } else { format!("{} {link}", text.trim_end()) }
}

fn encoded(text: &str) -> String {
    // Mail programs and some apps take a plus for itself.
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Every place, for a text with its link.
#[must_use]
pub fn targets(text: &str, (link, subject): (&str, &str)) -> Vec<Target> {
    let text = encoded(&whole(text, link));
    let target = |place, label: &str, url| Target { place, label: label.to_owned(), url };
    vec![
        target("whatsapp", "WhatsApp", format!("https://wa.me/?text={text}")),
        target("messenger", "Messenger", format!("fb-messenger://share/?link={}", encoded(link))),
        target("x", "X", format!("https://x.com/intent/post?text={text}")),
        target("email", crate::t!("E-mail"), format!("mailto:?subject={}&body={text}", encoded(subject))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_along_with_its_link_encoded() {
        let all = targets("50 off & more: {link}!", ("https://t.example/r/BOB22", "Åsa's"));
        let url = |place: &str| all.iter().find(|one| one.place == place).unwrap().url.clone();
        assert_eq!(
            url("whatsapp"),
            "https://wa.me/?text=50%20off%20%26%20more%3A%20https%3A%2F%2Ft.example%2Fr%2FBOB22%21"
        );
        assert!(url("x").starts_with("https://x.com/intent/post?text=50%20off"));
        assert!(url("email").starts_with("mailto:?subject=%C3%85sa%27s&body=50%20off"));
        assert_eq!(url("messenger"), "fb-messenger://share/?link=https%3A%2F%2Ft.example%2Fr%2FBOB22");
        assert_eq!(whole("Try it", "https://x"), "Try it https://x", "a text never loses its link");
    }
}
