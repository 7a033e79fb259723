//! The frame around a publisher's pages: who they are, the pages there are, and signing out.

use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::web::admin::desk::demo_banner;
use crate::web::kit::public::{self as frame, Public};
use crate::web::view::publisher::layout::{self, Place};
use crate::{call, t};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use maud::Markup;
use tributary_engine::publisher;

/// A page of somebody who is signed in.
pub(super) async fn page(
    app: &App,
    me: &SignedIn,
    (status, place, title): (StatusCode, Place, &str),
    body: &Markup,
) -> Shown {
    let id = me.session.publisher.clone();
    let name = call::read(&app.engine, move |tx| publisher::load(tx, &id)).await?.name;
    let around = Public {
        store: name,
        stores: Vec::new(),
        home: "/publisher".to_owned(),
        here: if status == StatusCode::OK && place != Place::Program {
            place.href().to_owned()
        } else {
            String::new()
        },
        end: Some(layout::sign_out(&me.session.csrf)),
        banner: app.is_demo().then(demo_banner),
    };
    Ok((status, frame::page(&around, title, &layout::around(place, body))).into_response())
}

/// A page of somebody who is not signed in; `here` is empty where no other language is offered.
pub(super) fn guest(app: &App, here: &str, title: &str, body: &Markup) -> Markup {
    let around = Public {
        store: t!("Publishers").to_owned(),
        stores: Vec::new(),
        home: "/publisher".to_owned(),
        here: here.to_owned(),
        end: None,
        banner: app.is_demo().then(demo_banner),
    };
    frame::page(&around, title, body)
}
