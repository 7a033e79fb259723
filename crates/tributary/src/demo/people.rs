//! The people of the demo: who works at the shop, what they decide, and who would like to promote it. What they do
//! goes the way their screens go, so the audit log tells it.

use super::{EMAIL, PASSWORD, Scene};
use crate::app::App;
use crate::call;
use crate::mail::Letter;
use crate::t;
use tributary_core::program::Rules;
use tributary_core::time::DAY_MS;
use tributary_core::{LinkId, PartnerId, Timestamp};
use tributary_engine::access::{self, NewUser, Role, hash_password};
use tributary_engine::application::{self, Answers};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::program::{self, Author, PublicPage};
use tributary_engine::setup::Installed;
use tributary_engine::view::{self, NewView};
use tributary_engine::{Engine, Result, link, mail, partner};

const MANAGER: &str = "manager@example.test";
/// Who works at the shop beside its owner: address, name, role.
const TEAM: [(&str, &str, Role); 2] =
    [(MANAGER, "Mo Keller", Role::Manager), ("viewer@example.test", "Vera Ruiz", Role::Viewer)];

/// Days before now, name, address, country, site, how they will promote, and why they were turned down, if they were.
type Applicant = (i64, [&'static str; 5], Option<&'static str>);

const APPLICANTS: [Applicant; 4] = [
    (
        9,
        ["Casey Bold", "casey@example.net", "US", "https://deals.example/", "Pop-unders and toolbars"],
        Some("We work with people who show what they use, not with pop-ups."),
    ),
    (
        3,
        [
            "Tuomas Virta",
            "tuomas@example.org",
            "Finland",
            "https://youtube.example/@tuomas",
            "Winter camping videos, one a month, with the tent in the first minute",
        ],
        None,
    ),
    (
        1,
        [
            "Rosa Iglesias",
            "rosa@example.org",
            "Spain",
            "https://instagram.example/rosa.climbs",
            "Stories from the rock, 18,000 followers",
        ],
        None,
    ),
    (
        0,
        [
            "Wild Paths",
            "hello@wildpaths.example",
            "United Kingdom",
            "https://wildpaths.example/",
            "A newsletter of 6,000 walkers; we would review the poles",
        ],
        None,
    ),
];

pub(super) fn owner(cast: &Installed) -> Actor {
    Actor::user(&cast.tenant, &cast.user, EMAIL)
}

/// Brings the team in, and opens the page on which people apply.
pub(super) async fn team(app: &App, cast: &Installed) -> Result<()> {
    let hash = call::slowly(|| hash_password(PASSWORD)).await?;
    let (cast, now) = (cast.clone(), app.now());
    let made = call::write(&app.engine, move |tx| {
        for (email, name, role) in TEAM {
            let (email, name, password_hash) = (email.to_owned(), name.to_owned(), hash.clone());
            access::create_user(tx, &owner(&cast), &NewUser { email, name, role, password_hash }, now)?;
        }
        let page = PublicPage { slug: "northwind".to_owned(), open: true, automatic: false };
        program::set_page(tx, &cast.tenant, &cast.program, &page)
    });
    made.await
}

/// The owner changes the rules, and says why.
pub(super) async fn rules(
    app: &App,
    cast: &Installed,
    why: &'static str,
    change: impl Fn(&mut Rules) + Send + 'static,
) -> Result<()> {
    let (cast, clock) = (cast.clone(), app.engine.clock.clone());
    let changed = call::write(&app.engine, move |tx| {
        let before = program::load(tx, &cast.tenant, &cast.program)?;
        let author = Author { by: EMAIL, note: why };
        let after = Engine::change_rules(tx, &cast.tenant, &cast.program, author, &clock, |rules| {
            change(rules);
            Ok(())
        })?;
        audit::rules_changed(tx, &owner(&cast), (&before, &after), clock.now())
    });
    changed.await?;
    call::refresh_snapshot(&app.engine).await
}

/// The team gives a link a name.
pub(super) async fn label(app: &App, cast: &Installed, id: &str, label: &'static str) -> Result<()> {
    let id = LinkId::parse(id).map_err(super::client::broken)?;
    let tenant = cast.tenant.clone();
    call::write(&app.engine, move |tx| link::relabel(tx, &tenant, &id, label)).await
}

/// The owner puts a partner away.
pub(super) async fn archive(app: &App, cast: &Installed, id: &str) -> Result<()> {
    let id = PartnerId::parse(id).map_err(super::client::broken)?;
    let (tenant, now) = (cast.tenant.clone(), app.now());
    call::write(&app.engine, move |tx| partner::archive(tx, &tenant, &id, now)).await?;
    call::refresh_snapshot(&app.engine).await
}

/// People apply; one was turned down.
pub(super) async fn applicants(app: &App, cast: &Installed, scene: Scene) -> Result<()> {
    for (days, answers, declined) in APPLICANTS {
        scene.set(app, scene.length_ms() - days * DAY_MS - 40 * 60_000);
        let (cast, now) = (cast.clone(), app.now());
        call::write(&app.engine, move |tx| apply(tx, &cast, (answers, declined), now)).await?;
    }
    scene.set(app, scene.length_ms());
    Ok(())
}

fn apply(
    tx: &mut Tx<'_>,
    cast: &Installed,
    ([name, email, country, site, promotes], declined): ([&'static str; 5], Option<&'static str>),
    now: Timestamp,
) -> Result<()> {
    let answers = Answers {
        name: name.to_owned(),
        email: email.to_owned(),
        country: country.to_owned(),
        site: site.to_owned(),
        promotes: promotes.to_owned(),
        language: "en".to_owned(),
    };
    let made = application::submit(tx, &cast.tenant, &cast.program, &answers, now)?;
    match declined {
        Some(reason) => application::decline(tx, &cast.tenant, &made.id, (EMAIL, reason), now),
        None => Ok(()),
    }
}

/// What a team leaves behind: a saved view, a key for the warehouse, somebody invited.
pub(super) async fn work(app: &App, cast: &Installed) -> Result<()> {
    let (cast, now) = (cast.clone(), app.now());
    let worked = call::write(&app.engine, move |tx| {
        let by = owner(&cast);
        let nobody = NewView {
            name: "Nobody credited".to_owned(),
            shared: true,
            query: "tab=unattributed&period=28d".to_owned(),
        };
        view::create(tx, (&cast.tenant, &cast.user), "orders", &nobody, now)?;
        access::create_key(tx, &by, "Warehouse", &["orders:read".to_owned()], now)?;
        access::invite(tx, &by, ("finance@example.test", Role::Viewer), now).map(drop)
    });
    worked.await
}

/// Mail of the last weeks: whom it was for, how long ago it was written, and the mail server's word if it refused.
const MAILS: [(&str, &str, i64, Option<&str>); 3] = [
    ("Sara Lind", "sara@example.org", 21, None),
    (
        "Casey Bold",
        "casey@example.net",
        8,
        Some("550 5.1.1 casey@example.net: there is no such mailbox here"),
    ),
    ("Lina Okafor", "lina@example.org", 5, None),
];

/// Mail that was written, and what became of it. The demo has no mail server, so its answers are told, too.
pub(super) async fn mails(app: &App, cast: &Installed, scene: Scene) -> Result<()> {
    for (name, to, days, refusal) in MAILS {
        scene.set(app, scene.length_ms() - days * DAY_MS - 25 * 60_000);
        let (tenant, sealer, now) = (cast.tenant.clone(), app.engine.sealer.clone(), app.now());
        let letter = Letter {
            subject: t!("{store}: your link and code", store = super::STORE),
            before: vec![t!("Hi {name},", name = name)],
            ..Letter::default()
        };
        let mail = letter.to(to);
        let written = call::write(&app.engine, move |tx| {
            mail::queue(tx, (&tenant, &sealer), &mail, now)?;
            for due in mail::claim(tx, &sealer, now, 1)? {
                match refusal {
                    None => mail::sent(tx, &due, now.plus_ms(900))?,
                    Some(word) => mail::failed(tx, &due, (word, true), now.plus_ms(900))?,
                }
            }
            Ok(())
        });
        written.await?;
    }
    scene.set(app, scene.length_ms());
    Ok(())
}
