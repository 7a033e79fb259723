//! Program (`/admin/program`): the rules as sentences, their history, and the form that makes the next version.

use super::words::{commission_words, priority_words, sentences};
use crate::app::App;
use crate::call;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::{self as view, ProgramForm, ProgramView, Version};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::money::Rate;
use tributary_core::order::Status;
use tributary_core::program::{Commission, RuleVersion, Rules, Signal, TouchPolicy};
use tributary_engine::audit::{self, Actor};
use tributary_engine::program::{self, Program, VersionMade};
use tributary_engine::{Engine, Error};

/// Orders of priority on offer; the one in force is always among them.
const PRIORITIES: [&[Signal]; 5] = [
    &[Signal::Coupon, Signal::Cookie, Signal::LastClick],
    &[Signal::Coupon, Signal::LastClick, Signal::Cookie],
    &[Signal::Cookie, Signal::LastClick, Signal::Coupon],
    &[Signal::LastClick, Signal::Cookie, Signal::Coupon],
    &[Signal::Coupon],
];
const PAID: [Status; 2] = [Status::Processing, Status::Completed];
const COMPLETED: [Status; 1] = [Status::Completed];

/// What the address says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// The number of the version that was just made.
    made: Option<i64>,
}

#[derive(Debug, Clone)]
struct Found {
    program: Program,
    versions: Vec<RuleVersion>,
    history: Vec<VersionMade>,
}

/// `GET /admin/program`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, found) = read(&app, me).await?;
    let made = ask.made.filter(|made| *made == found.program.current.number);
    let note = made.map(|made| format!("Version {made} applies to orders from now on."));
    let view = ProgramView { note, ..shaped(&desk, &found) };
    Ok(desk.page(Place::Programs, "Program", &view::render(&view)))
}

/// `POST /admin/program`
pub(super) async fn change(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (session, sent, engine) = (me.session.clone(), fields.clone(), app.engine.clone());
    let written = call::write(&app.engine, move |tx| {
        let store = desk::only_store(tx, &session.tenant)?;
        let program = program::of_store(tx, &session.tenant, &store.id)?;
        let by = &session.email;
        let before = program::load(tx, &session.tenant, &program)?;
        let after = Engine::change_rules(tx, &session.tenant, &program, by, &engine.clock, |rules| {
            put(&sent, rules)
        })?;
        audit::rules_changed(tx, &Actor::from(&session), (&before, &after), engine.now())?;
        Ok(after)
    });
    match written.await {
        Ok(program) => {
            call::refresh_snapshot(&app.engine).await?;
            let href = format!("/admin/program?made={}", program.current.number);
            Ok(Redirect::to(&href).into_response())
        }
        Err(error) => again(&app, me, (&fields, error)).await,
    }
}

async fn read(app: &App, me: SignedIn) -> Result<(Desk, Found), Refusal> {
    let found = desk::read(app, me, |tx, desk| {
        let (tenant, id) = (desk.tenant(), desk.program(tx)?);
        Ok(Found {
            program: program::load(tx, tenant, &id)?,
            versions: program::versions(tx, tenant, &id)?,
            history: program::history(tx, tenant, &id)?,
        })
    });
    found.await
}

async fn again(app: &App, me: SignedIn, (fields, error): (&Fields, Error)) -> Shown {
    let errors = form_errors(error)?;
    let (desk, found) = read(app, me).await?;
    let view = shaped(&desk, &found);
    let form = ProgramForm {
        percent: fields.text("percent"),
        window_days: fields.text("window_days"),
        hold_days: fields.text("hold_days"),
        touch: fields.text("touch"),
        priority: fields.text("priority"),
        counts_when: fields.text("counts_when"),
        errors,
        ..view.form
    };
    let view = ProgramView { form, ..view };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(desk.page_with(status, (Place::Programs, "Program"), &view::render(&view)))
}

/// Puts what the form says into the rules; what it does not say stays.
fn put(fields: &Fields, rules: &mut Rules) -> Result<(), Error> {
    if matches!(rules.commission, Commission::Percent { .. }) || fields.some("percent").is_some() {
        let rate = Rate::parse_percent(fields.get("percent")).map_err(|_| {
            Error::field("/percent", "range", "Give a percentage from 0 to 100, such as 12.5.")
        })?;
        rules.commission = Commission::Percent { rate };
    }
    rules.window_days = fields.days("window_days")?;
    rules.hold_days = fields.days("hold_days")?;
    rules.touch = if fields.get("touch") == "first" { TouchPolicy::First } else { TouchPolicy::Last };
    if let Some(priority) = fields.some("priority") {
        rules.priority = read_priority(&priority)
            .ok_or_else(|| Error::field("/priority", "unknown", "Choose one from the list."))?;
    }
    match fields.get("counts_when") {
        "paid" => rules.counts_when = PAID.to_vec(),
        "completed" => rules.counts_when = COMPLETED.to_vec(),
        _ => (), // another set of statuses, made by the API: left as it is
    }
    Ok(())
}

fn word(signal: Signal) -> &'static str {
    match signal {
        Signal::Coupon => "coupon",
        Signal::Cookie => "cookie",
        Signal::LastClick => "last_click",
        Signal::OrderEvidence => "order_evidence",
    }
}

fn words(priority: &[Signal]) -> String {
    priority.iter().map(|signal| word(*signal)).collect::<Vec<_>>().join(",")
}

fn read_priority(text: &str) -> Option<Vec<Signal>> {
    const ALL: [Signal; 4] = [Signal::Coupon, Signal::Cookie, Signal::LastClick, Signal::OrderEvidence];
    text.split(',').map(|part| ALL.into_iter().find(|signal| word(*signal) == part)).collect()
}

fn shaped(desk: &Desk, found: &Found) -> ProgramView {
    let current = &found.program.current;
    ProgramView {
        name: "Program".into(),
        version: format!("Version {}", current.number),
        since: Some(desk.clock.exact(current.since)),
        sentences: sentences(&current.rules),
        form: form(desk, &current.rules),
        note: None,
        history: found.history.iter().map(|made| version(desk, found, made)).collect(),
    }
}

fn form(desk: &Desk, rules: &Rules) -> ProgramForm {
    let mut offered: Vec<Vec<Signal>> = PRIORITIES.iter().map(|priority| priority.to_vec()).collect();
    if !offered.contains(&rules.priority) {
        offered.insert(0, rules.priority.clone());
    }
    let percent = match &rules.commission {
        Commission::Percent { rate } => rate.to_string(),
        Commission::Fixed { .. } => String::new(),
    };
    let counts_when = match rules.counts_when.as_slice() {
        counts if counts == COMPLETED => "completed",
        counts if counts == PAID => "paid",
        _ => "",
    };
    ProgramForm {
        action: "/admin/program".into(),
        csrf: desk.csrf(),
        percent,
        window_days: rules.window_days.to_string(),
        hold_days: rules.hold_days.to_string(),
        touch: if rules.touch == TouchPolicy::First { "first" } else { "last" }.into(),
        priority: words(&rules.priority),
        priorities: offered.iter().map(|one| (words(one), capital(&priority_words(one)))).collect(),
        counts_when: counts_when.into(),
        errors: Vec::new(),
    }
}

fn version(desk: &Desk, found: &Found, made: &VersionMade) -> Version {
    let rules = found.versions.iter().find(|version| version.number == made.number);
    let text = rules.map(|version| {
        let rules = &version.rules;
        format!(
            "{}, {} days, hold {} days, {}",
            commission_words(&rules.commission),
            rules.window_days,
            rules.hold_days,
            priority_words(&rules.priority)
        )
    });
    Version {
        number: made.number,
        since: desk.clock.exact(made.at),
        by: made.by.clone(),
        text: text.unwrap_or_default(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::presets::Preset;

    fn rules() -> Rules {
        Preset::named("reftrackr").unwrap().rules()
    }

    #[test]
    fn the_form_changes_what_it_says_and_nothing_else() {
        let mut changed = rules();
        let sent = b"percent=12.5&window_days=30&hold_days=14&touch=first&priority=coupon,last_click,cookie&counts_when=completed";
        put(&Fields::read(sent), &mut changed).unwrap();
        let expected = Rules {
            commission: Commission::Percent { rate: Rate::parse_percent("12.5").unwrap() },
            window_days: 30,
            hold_days: 14,
            touch: TouchPolicy::First,
            priority: vec![Signal::Coupon, Signal::LastClick, Signal::Cookie],
            counts_when: vec![Status::Completed],
            ..rules()
        };
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_slip_names_its_field() {
        for (sent, field) in [
            ("percent=120&window_days=7&hold_days=0", "/percent"),
            ("percent=10&window_days=-1&hold_days=0", "/window_days"),
            ("percent=10&window_days=7&hold_days=soon", "/hold_days"),
            ("percent=10&window_days=7&hold_days=0&priority=luck", "/priority"),
        ] {
            let error = put(&Fields::read(sent.as_bytes()), &mut rules()).unwrap_err();
            assert!(
                matches!(&error, Error::Invalid(fields) if fields[0].pointer == field),
                "{sent}: {error}"
            );
        }
    }

    #[test]
    fn every_offered_priority_reads_back() {
        for priority in PRIORITIES {
            assert_eq!(read_priority(&words(priority)).as_deref(), Some(priority));
        }
    }
}
