//! What was just done to a partner, as a toast with a way back.

use super::ask::Ask;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::kit::{Post, Toast};
use tributary_core::PartnerId;

/// The toast of a page that `back` leads to again; `name` is whom it was done to.
pub(super) fn toast(desk: &Desk, ask: &Ask, name: Option<&str>, back: &str) -> Option<Toast> {
    let partner = PartnerId::parse(&ask.undo).ok();
    let name = name.unwrap_or_default();
    let undo = |what: &str| {
        let partner = partner.as_ref()?;
        let post = Post::to(format!("{}/{partner}/{what}", super::HREF), desk.csrf());
        Some(post.with("back", back))
    };
    let status = |status: &str| Some(undo("status")?.with("status", status));
    let (text, undo) = match ask.did.as_str() {
        "paused" => (t!("{name} is paused: new orders earn nothing.", name = name), status("active")),
        "resumed" => (t!("{name} earns again.", name = name), status("paused")),
        "archived" => (t!("{name} is archived. Links and codes keep working.", name = name), undo("restore")),
        "restored" => (t!("{name} is back in the list.", name = name), undo("archive")),
        "saved" => (t!("Saved.").to_owned(), None),
        "invited" => (t!("The invitation is on its way.").to_owned(), None),
        "asked" => (t!("The store is being asked.").to_owned(), None),
        _ => return None,
    };
    Some(Toast { text, undo, link: None })
}
