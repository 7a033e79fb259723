//! When a page cannot be shown: to the sign-in page, or a page that says what happened and what to do.

use crate::t;
use crate::web::admin::people::role_name;
use crate::web::kit::shell;
use crate::web::view::problem::{self, ProblemView};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use tributary_engine::access::Role;
use tributary_engine::{Error, chance};

/// Why a page cannot be shown.
#[derive(Debug)]
pub(in crate::web) enum Refusal {
    /// Sign in first, then go there.
    SignIn {
        /// A path on this server.
        next: Option<String>,
    },
    /// The form was not ours, or is too old.
    Forged,
    /// Their role does not let them do this.
    NotAllowed(Role),
    /// The engine's word.
    Engine(Error),
}

/// A handler's result.
pub(in crate::web) type Shown = Result<Response, Refusal>;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { next } => to_sign_in(next.as_deref()),
            Self::Forged => page(StatusCode::FORBIDDEN, &forged()),
            Self::NotAllowed(role) => page(StatusCode::FORBIDDEN, &not_allowed(role)),
            Self::Engine(error) => of_engine(error),
        }
    }
}

/// The page for an address that leads nowhere.
pub async fn not_found() -> Response {
    page(StatusCode::NOT_FOUND, &ProblemView::not_found("/admin"))
}

fn to_sign_in(next: Option<&str>) -> Response {
    let query = next.map(|next| {
        let escaped: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("?next={escaped}")
    });
    Redirect::to(&format!("/login{}", query.unwrap_or_default())).into_response()
}

fn of_engine(error: Error) -> Response {
    match error {
        Error::NotFound(noun) => page(StatusCode::NOT_FOUND, &nothing_here(noun)),
        Error::Gone(_) => page(StatusCode::GONE, &forgotten()),
        Error::Busy => busy(),
        Error::Unavailable(why) => {
            tracing::warn!(why, "a page could not be shown");
            busy()
        }
        Error::Invalid(_) => page(StatusCode::UNPROCESSABLE_ENTITY, &cannot(&error)),
        Error::Conflict(_) => page(StatusCode::CONFLICT, &cannot(&error)),
        Error::Denied(_) => page(StatusCode::FORBIDDEN, &cannot(&error)),
        broken => {
            let request = chance::bits().map(|bits| format!("req_{bits:032x}")).unwrap_or_default();
            tracing::error!(error = %broken, request, "a page failed");
            page(StatusCode::INTERNAL_SERVER_ERROR, &ProblemView::broken("/admin", &request))
        }
    }
}

fn busy() -> Response {
    let view = ProblemView {
        status: 503,
        title: t!("Busy for a moment").into(),
        text: t!("The server has more to do than it can take. Load this page again in a second.").into(),
        ..ProblemView::not_found("/admin")
    };
    let mut response = page(StatusCode::SERVICE_UNAVAILABLE, &view);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn nothing_here(noun: &str) -> ProblemView {
    ProblemView {
        title: missing(noun).into(),
        text: t!("The address may be mistyped, or it belongs to something that was never here.").into(),
        ..ProblemView::not_found("/admin")
    }
}

/// Clicks are the only thing that is forgotten.
fn forgotten() -> ProblemView {
    ProblemView {
        status: 410,
        title: t!("This click was forgotten").into(),
        text: t!("Clicks of its time are not kept any more. What it came to stays in the figures.").into(),
        ..ProblemView::not_found("/admin")
    }
}

fn missing(noun: &str) -> &'static str {
    match noun {
        "order" => t!("There is no such order"),
        "partner" => t!("There is no such partner"),
        "link" => t!("There is no such link"),
        "code" => t!("There is no such code"),
        "click" => t!("There is no such click"),
        "program" | "version" => t!("There are no such rules"),
        _ => t!("There is nothing here"),
    }
}

fn cannot(error: &Error) -> ProblemView {
    let mut text = error.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let status = match error {
        Error::Invalid(_) => 422,
        Error::Conflict(_) => 409,
        _ => 403,
    };
    ProblemView { status, title: t!("This cannot be done").into(), text, ..ProblemView::not_found("/admin") }
}

fn not_allowed(role: Role) -> ProblemView {
    ProblemView {
        status: 403,
        title: t!("Your role does not allow this").into(),
        text: t!(
            "You are signed in as: {role}. Nothing was changed. An owner can give you another role, under Settings, Team & roles.",
            role = role_name(role)
        ),
        ..ProblemView::not_found("/admin")
    }
}

fn forged() -> ProblemView {
    ProblemView {
        status: 403,
        title: t!("This form is no longer valid").into(),
        text: t!("It was open for too long, or was sent from another site. Go back, load the page again, and send it once more.").into(),
        ..ProblemView::not_found("/admin")
    }
}

fn page(status: StatusCode, view: &ProblemView) -> Response {
    (status, shell::bare(&view.title, &problem::render(view))).into_response()
}
