//! What whoever looks may do. Known to the request, like the language: a form or a link of the kit that would be refused
//! is not drawn, so no page has to ask. The server refuses all the same; this only keeps pages from promising it.

use super::acts;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use std::cell::Cell;
use tributary_engine::access::{Act, Role};

tokio::task_local! {
    static ROLE: Cell<Option<Role>>;
}

/// Makes room for the role of whoever asks; nobody is signed in yet.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    ROLE.scope(Cell::new(None), next.run(request)).await
}

/// Notes who it turned out to be.
pub(super) fn note(role: Role) {
    let _ = ROLE.try_with(|cell| cell.set(Some(role)));
}

/// Renders something for a role; for work on another thread.
pub(super) fn within<T>(role: Role, render: impl FnOnce() -> T) -> T {
    ROLE.sync_scope(Cell::new(Some(role)), render)
}

/// Whether a form that goes there would be taken. Somebody not signed in has forms of their own.
pub(super) fn send(action: &str) -> bool {
    allows(acts::of(path(action)))
}

/// Whether a link leads to a page, or to a form that would be refused.
pub(super) fn open(href: &str) -> bool {
    let anchor = href.split_once('#').and_then(|(_, anchor)| acts::of_anchor(anchor));
    acts::of_page(path(href)).is_none_or(allows) && anchor.is_none_or(allows)
}

/// The label and address of a link, if it is worth drawing.
pub(super) fn led((_, href): &&(String, String)) -> bool {
    open(href)
}

fn allows(act: Act) -> bool {
    ROLE.try_with(Cell::get).ok().flatten().is_none_or(|role| role.may(act))
}

fn path(href: &str) -> &str {
    href.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_links_follow_the_role_and_are_all_there_without_one() {
        let all =
            || (send("/admin/partners"), send("/admin/developers/keys"), open("/admin/codes/new?code=a#x"));
        assert_eq!(all(), (true, true, true));
        assert_eq!(within(Role::Owner, all), (true, true, true));
        assert_eq!(within(Role::Manager, all), (true, false, true));
        assert_eq!(within(Role::Viewer, all), (false, false, false));
        assert!(within(Role::Viewer, || send("/logout") && open("/admin/partners?q=new")));
        let anchors =
            || (open("#decide"), open("/admin/settings/stores#reading"), open("/admin/orders#rows"));
        assert_eq!(within(Role::Manager, anchors), (true, false, true));
        assert_eq!(within(Role::Viewer, anchors), (false, false, true));
    }
}
