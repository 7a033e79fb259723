//! What a customer does on the hosted page: the same as inside a shop, by plain forms.

use super::page::{show, typed};
use super::session::{Posted, Shown, reader};
use crate::app::App;
use crate::lang;
use crate::refer;
use crate::web::admin::fields::form_errors;
use crate::web::kit::FieldError;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use tributary_engine::Error;
use tributary_engine::invitation::Wish;

/// `POST /refer/code`
pub(super) async fn regenerate(
    State(app): State<App>,
    headers: HeaderMap,
    Posted { me, .. }: Posted,
) -> Shown {
    let reader = reader(&app, &me, &headers).await?;
    refer::regenerate(&app, &reader).await?;
    Ok(Redirect::to("/refer?did=code").into_response())
}

/// `POST /refer/nudge`
pub(super) async fn nudge(
    State(app): State<App>,
    headers: HeaderMap,
    Posted { me, fields }: Posted,
) -> Shown {
    let reader = reader(&app, &me, &headers).await?;
    match refer::nudge(&app, &reader, fields.get("invitation")).await {
        // Two presses are one.
        Ok(()) | Err(Error::Conflict(_)) => Ok(Redirect::to("/refer?did=reminded").into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /refer/invitations`
pub(super) async fn invite(
    State(app): State<App>,
    headers: HeaderMap,
    Posted { me, fields }: Posted,
) -> Shown {
    let reader = reader(&app, &me, &headers).await?;
    let (text, message) = (fields.text("addresses"), fields.text("message"));
    let apart = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let addresses: Vec<String> = text.split(apart).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    let language = reader.language.tag().to_owned();
    let wish = Wish { addresses: addresses.clone(), message: message.clone(), language };
    match refer::invite(&app, &reader, wish).await {
        Ok(_) => Ok(Redirect::to("/refer?did=invited").into_response()),
        Err(error) => {
            let errors = lang::within(reader.language, || form_errors(error))?;
            let problems = errors.iter().map(|one| placed(one, &addresses)).collect();
            let around = typed(text, message, problems);
            show(&app, (&me, &headers), around, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What is wrong, with the address that it is about.
fn placed(one: &FieldError, addresses: &[String]) -> String {
    let place = one.field.strip_prefix("addresses/").and_then(|place| place.parse::<usize>().ok());
    match place.and_then(|place| addresses.get(place)) {
        Some(address) => format!("{address}: {}", one.message),
        None => one.message.clone(),
    }
}
