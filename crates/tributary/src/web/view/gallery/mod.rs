//! The gallery (`/admin/kit`): every component, light and from left to right, then dark and from right to left. Look
//! here before building a new part, and after changing a style.

mod basics;
mod figures;
mod forms;
mod lists;
mod sample;
mod story;

use crate::lang::{self, Lang};
use crate::web::kit::page::{self, Header};
use maud::{Markup, PreEscaped, html};

/// Attributes that hold an id, or several.
const ID_ATTRIBUTES: [&str; 7] =
    ["id=\"", "for=\"", "form=\"", "aria-describedby=\"", "aria-labelledby=\"", "href=\"#", "url(#"];

/// The page's body.
pub fn render() -> Markup {
    let head = Header {
        title: "Kit".into(),
        sub: Some(html! { "Every component, with sample data." }),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        div.kit-look data-theme="light" dir="ltr" lang="en" { (lang::within(Lang::English, cards)) }
        div.kit-look data-theme="dark" dir="rtl" lang="ug" { (again(&lang::within(Lang::Uyghur, cards))) }
    }
}

fn cards() -> Markup {
    html! { div.stack { (lists::cards()) (figures::cards()) (forms::cards()) (basics::cards()) } }
}

// The same parts once more: their ids need another ending, because ids are unique on a page.
fn again(cards: &Markup) -> Markup {
    let mut text = cards.0.clone();
    for attribute in ID_ATTRIBUTES {
        let start = if attribute.starts_with("url") { attribute.to_owned() } else { format!(" {attribute}") };
        text = text.replace(&start, &format!("{start}again-"));
    }
    PreEscaped(text.replace("href=\"#again-\"", "href=\"#\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gallery_needs_no_inline_style_or_script() {
        let page = render().into_string();
        assert!(!page.contains("style="), "inline styles are forbidden by the content security policy");
        assert!(!page.contains(" onclick") && !page.contains("<script>"));
    }

    #[test]
    fn ids_in_the_gallery_are_unique() {
        let page = render().into_string();
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
