//! What forgetting clicks promises: raw rows go, figures stay, and whatever an order hangs on is derived as before.

use crate::own::Own;
use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tributary_core::{ClickId, LinkId, PartnerId};
use tributary_engine::click::{self, Click, Of};
use tributary_engine::db::Place;
use tributary_engine::replay::Apply;
use tributary_engine::retention::{self, Step};
use tributary_engine::{Error, audit, backup, link, order, pipeline, report, search, verify};

const HOUR: i64 = 60 * MINUTE;
/// Clicks are kept for so long here.
const KEEP_DAYS: u32 = 40;

/// A season of clicks, one an hour for ten days, each of a browser of its own but for a few.
#[derive(Debug)]
pub(crate) struct Season {
    pub(crate) scenario: Scenario,
    sara: PartnerId,
    link: LinkId,
    pub(crate) ids: Vec<ClickId>,
}

impl Season {
    pub(crate) fn new() -> Self {
        Self::on(Scenario::new(|rules| (rules.window_days, rules.hold_days) = (30, 7)))
    }

    pub(crate) fn on(scenario: Scenario) -> Self {
        let sara = scenario.partner("Sara", &[]);
        scenario.link(&sara, "sara", 0);
        let (tenant, program) = (scenario.tenant.clone(), scenario.program.clone());
        let link = scenario.engine.db.read_wait(move |tx| link::find(tx, &tenant, &program, "sara"));
        let mut season = Self { link: link.unwrap().unwrap().id, scenario, sara, ids: Vec::new() };
        for hour in 0..240 {
            // Every fiftieth comes from the browser of the one before it.
            let browser = if hour % 50 == 49 { hour - 1 } else { hour };
            season.click(hour * HOUR, &format!("browser-{browser}"));
        }
        season
    }

    pub(crate) fn made(&self, ms: i64, visitor: &str) -> Click {
        let key = self.scenario.engine.sealer.click_key();
        let of = Of {
            tenant: &self.scenario.tenant,
            program: &self.scenario.program,
            target: Some(self.link.as_str()),
        };
        let id = key.mint_of(&of).id(at(ms), true, tributary_engine::chance::bytes().unwrap());
        Click {
            link: Some(self.link.clone()),
            value: "sara".to_owned(),
            referrer: Some(format!("https://blog{}.example/", ms / DAY % 3)),
            ..self.scenario.clicked(id, &self.sara, visitor, ms)
        }
    }

    pub(crate) fn click(&mut self, ms: i64, visitor: &str) {
        let click = self.made(ms, visitor);
        self.ids.push(click.id.clone());
        self.comes(&click, ms);
    }

    pub(crate) fn comes(&self, click: &Click, ms: i64) {
        let (tenant, click) = (self.scenario.tenant.clone(), click.clone());
        let taken = move |tx: &mut tributary_engine::db::Tx<'_>| {
            pipeline::clicked(tx, &tenant, std::slice::from_ref(&click), at(ms))
        };
        self.scenario.engine.db.write_wait(taken).unwrap();
    }

    /// Orders that name clicks, and one that names two of different browsers.
    pub(crate) fn orders(&self) {
        let id = |hour: usize| self.ids[hour].as_str();
        self.scenario.state(&Stated::new("1", 10_000, 49 * HOUR + MINUTE).click(id(48)));
        self.scenario.state(&Stated::new("2", 20_000, 100 * HOUR + MINUTE).click(id(99)).named(id(20)));
        let with_visitor = format!("{}.browser-7", id(7));
        self.scenario.state(&Stated::new("3", 30_000, 9 * DAY).click(&with_visitor).refund("r", 5_000));
    }

    /// Forgets as of so many milliseconds after the opening, in steps.
    pub(crate) fn forget(&self, ms: i64, most: i64) -> Step {
        let mut all = Step::default();
        loop {
            let tenant = self.scenario.tenant.clone();
            let step = self.scenario.engine.db.write_wait(move |tx| {
                let before = retention::cutoff(tx, KEEP_DAYS, at(ms))?;
                retention::forget(tx, &tenant, (before, most), at(ms))
            });
            let step = step.unwrap();
            all = Step {
                forgotten: all.forgotten + step.forgotten,
                kept: all.kept + step.kept,
                goes_on: false,
            };
            if !step.goes_on {
                return all;
            }
        }
    }

    pub(crate) fn count(&self, of: &str) -> i64 {
        self.scenario.own.count(&format!("SELECT COUNT(*) FROM {of}"))
    }

    /// Everything that pages and reports read of clicks and orders.
    fn figures(&self) -> Vec<Vec<Vec<String>>> {
        ["click_day", "click_sum", "order_sum", "orders", "order_line", "posting", "balance"]
            .map(|table| {
                let mut cells = self.scenario.own.cells(&format!("SELECT * FROM {table}"));
                cells.sort();
                cells
            })
            .to_vec()
    }

    /// Why each order stands as it does.
    pub(crate) fn why(&self) -> Vec<String> {
        let (tenant, rows) =
            (self.scenario.tenant.clone(), ["1", "2", "3"].map(|id| self.scenario.row(id).id));
        let told = self.scenario.engine.db.read_wait(move |tx| {
            rows.iter()
                .map(|id| {
                    let told = order::explain(tx, &tenant, id, at(90 * DAY))?;
                    Ok(format!("{:?} {:?}", told.decision, told.clicks))
                })
                .collect::<tributary_engine::Result<Vec<_>>>()
        });
        told.unwrap()
    }
}

/// Seven whole days before the cutoff in Stockholm: an hour of the first day is in February.
pub(crate) const AFTER: i64 = 47 * DAY;

#[test]
fn old_clicks_go_and_every_figure_and_whatever_an_order_hangs_on_stays() {
    let season = Season::new();
    season.orders();
    let (figures, why) = (season.figures(), season.why());
    let done = season.forget(AFTER, 50);
    // From noon of March 1 to midnight before March 8 in Stockholm.
    assert_eq!((done.forgotten + done.kept, season.count("click")), (155, 240 - done.forgotten));
    // Named: 48 with its browser's 49, 99 with its browser's 98, 20, 7.
    assert_eq!(done.kept, 6);
    for hour in [7, 20, 48, 49, 98, 99] {
        assert_eq!(season.count(&format!("click WHERE id = '{}'", season.ids[hour])), 1, "hour {hour}");
    }
    assert_eq!(season.figures(), figures);
    assert_eq!(season.why(), why);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
    assert_eq!(season.count("click_horizon"), 4, "50, 50, 50 and 5");
    for apply in [Apply::Show, Apply::Post] {
        assert!(season.scenario.replay(None, apply, 90 * DAY).differences.is_empty());
    }
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
    assert_eq!(season.forget(AFTER, 50), Step::default(), "once is enough");
}

#[test]
fn a_run_is_noted_once_in_the_audit_log_with_what_all_its_steps_came_to() {
    let season = Season::new();
    season.orders();
    let done = season.forget(AFTER, 20);
    season.forget(AFTER + MINUTE, 20);
    let later = season.forget(AFTER + 2 * DAY, 20);
    let tenant = season.scenario.tenant.clone();
    let noted = season.scenario.engine.db.read_wait(move |tx| {
        let filter = audit::Filter { action: Some("click.forgotten".to_owned()), ..audit::Filter::default() };
        audit::list(tx, &tenant, &filter, &tributary_engine::page::Cursor { after: None, limit: 10 })
    });
    let noted: Vec<i64> = noted
        .unwrap()
        .rows
        .iter()
        .map(|note| note.after.as_ref().unwrap()["clicks"].as_i64().unwrap())
        .collect();
    assert_eq!(noted, [later.forgotten, done.forgotten]);
    assert_eq!(later.forgotten + later.kept, 48);
}

#[test]
fn clicks_stay_at_least_as_long_as_a_window_and_a_hold_of_any_rules() {
    let season = Season::new();
    season.scenario.rules(DAY, |rules| rules.hold_days = 20);
    season.scenario.rules(2 * DAY, |rules| (rules.window_days, rules.hold_days) = (1, 1));
    let db = &season.scenario.engine.db;
    assert_eq!(db.read_wait(retention::needed_days).unwrap(), 50, "30 and 20, whichever version has them");
    let cutoff = |days: u32| db.read_wait(move |tx| retention::cutoff(tx, days, at(100 * DAY))).unwrap();
    assert_eq!((cutoff(1), cutoff(50), cutoff(60)), (at(50 * DAY), at(50 * DAY), at(40 * DAY)));
}

#[test]
fn a_click_goes_only_behind_a_horizon_and_never_one_that_an_order_hangs_on() {
    let season = Season::new();
    season.orders();
    let own = &season.scenario.own;
    let refused = |deed: &str| {
        let refused = own.by_hand(deed).unwrap_err();
        assert!(
            ["clicks are never", "a horizon is never", "a named click is never"]
                .iter()
                .any(|why| refused.contains(why)),
            "{deed}: {refused}"
        );
    };
    refused(&format!("DELETE FROM click WHERE id = '{}'", season.ids[0]));
    season.forget(AFTER, 1000);
    refused("DELETE FROM click");
    for hour in [7, 20, 49, 200] {
        refused(&format!("DELETE FROM click WHERE id = '{}'", season.ids[hour]));
        refused(&format!("UPDATE click SET value = value WHERE id = '{}'", season.ids[hour]));
    }
    refused("UPDATE click_horizon SET kept = kept");
    refused("DELETE FROM click_horizon");
    refused("DELETE FROM named_click");
    refused("UPDATE named_click SET click_id = click_id");
}

#[test]
fn a_click_that_was_forgotten_says_so_where_it_is_named_and_no_other_does() {
    let season = Season::new();
    season.orders();
    let (forgotten, kept) = (season.ids[0].clone(), season.ids[7].clone());
    let ask = |id: &ClickId| {
        let (tenant, id) = (season.scenario.tenant.clone(), id.clone());
        season.scenario.engine.db.read_wait(move |tx| click::get(tx, &tenant, &id)).map(|click| click.id)
    };
    let never = season.made(3 * HOUR, "nobody").id;
    assert!(matches!(ask(&never), Err(Error::NotFound("click"))), "nothing was forgotten yet");
    season.forget(AFTER, 1000);
    assert!(matches!(ask(&forgotten), Err(Error::Gone("click"))));
    assert_eq!(ask(&kept).unwrap(), kept);
    assert!(matches!(ask(&season.made(200 * HOUR, "nobody").id), Err(Error::NotFound("click"))));
    let (tenant, sealer) = (season.scenario.tenant.clone(), season.scenario.engine.sealer.clone());
    let text = forgotten.to_string();
    let found =
        season.scenario.engine.db.read_wait(move |tx| search::find(tx, &tenant, &sealer, &text)).unwrap();
    assert!(matches!(&found[..], [hit] if hit.exact), "{found:?}");
    // An order that names it late: too old to win, as if it were there.
    season.scenario.state(&Stated::new("9", 1_000, 80 * DAY).click(forgotten.as_str()));
    assert_eq!(season.scenario.row("9").nobody.as_deref(), Some("outside_window"));
    assert_eq!(season.count("awaited_click"), 0, "it will not come");
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}

#[test]
fn days_counted_anew_on_another_calendar_keep_what_forgotten_clicks_came_to() {
    let season = Season::new();
    season.orders();
    season.forget(AFTER, 100);
    let total = || season.scenario.own.count("SELECT SUM(clicks) FROM click_day");
    for zone in ["America/Los_Angeles", "Asia/Tokyo", "Europe/Stockholm"] {
        season.scenario.own.by_hand(&format!("UPDATE store SET timezone = '{zone}'")).unwrap();
        let tenant = season.scenario.tenant.clone();
        season.scenario.engine.db.write_wait(move |tx| report::rebuild_days(tx, &tenant)).unwrap();
        assert_eq!(total(), 240, "{zone}");
        assert_eq!(season.scenario.findings(90 * DAY), [""; 0], "{zone}");
        season.forget(AFTER + DAY, 100);
        assert_eq!(season.scenario.findings(90 * DAY), [""; 0], "{zone}, and forgotten again");
    }
    assert_eq!(total(), 240);
}

#[test]
fn clicks_that_come_in_meanwhile_are_all_there_and_late_ones_of_forgotten_days_count() {
    let season = Arc::new(Season::new());
    season.orders();
    let stop = Arc::new(AtomicBool::new(false));
    let (visitors, told) = (Arc::clone(&season), Arc::clone(&stop));
    let clicking = std::thread::spawn(move || {
        let mut made = 0;
        while !told.load(Ordering::Relaxed) || made < 20 {
            made += 1;
            visitors.comes(&visitors.made(AFTER + made * SECOND, &format!("new-{made}")), AFTER);
            // From a node that was cut off for weeks.
            visitors.comes(&visitors.made(made * SECOND, &format!("late-{made}")), AFTER);
        }
        made
    });
    let done = season.forget(AFTER, 5);
    stop.store(true, Ordering::Relaxed);
    let made = clicking.join().unwrap();
    assert_eq!(season.count("click"), 240 + 2 * made - done.forgotten);
    assert_eq!(season.count("click WHERE visitor LIKE 'new-%'"), made);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
    // Behind younger ones the late go when these are old as well.
    season.forget(AFTER + 60 * DAY, 1000);
    assert_eq!((season.count("click"), season.count("click WHERE visitor LIKE 'late-%'")), (6, 0));
    assert_eq!(season.scenario.own.count("SELECT SUM(clicks) FROM click_day"), 240 + 2 * made);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}

#[test]
fn a_click_with_a_clock_ahead_keeps_nothing_from_being_forgotten() {
    let mut season = Season::new();
    season.click(9_000 * DAY, "from-2050");
    season.click(11 * DAY, "last");
    let done = season.forget(AFTER + 30 * DAY, 100);
    assert_eq!((done.forgotten, done.kept), (241, 1));
    assert_eq!(season.count("click"), 1);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}

#[test]
fn a_shop_that_forgot_moves_from_engine_to_engine_and_goes_on_forgetting() {
    let season = Season::new();
    season.orders();
    season.forget(AFTER, 60);
    let shelf = tempfile::tempdir().unwrap();
    let (one, two) = (shelf.path().join("one"), shelf.path().join("two"));
    let engine = &season.scenario.engine;
    backup::make((engine.data.as_path(), engine.db.place()), &one, at(90 * DAY)).unwrap();
    let data = shelf.path().join("file");
    let file = Place::File(data.join("tributary.db"));
    backup::restore(&one, (&data, &file), at(90 * DAY)).unwrap();
    backup::make((data.as_path(), &file), &two, at(90 * DAY)).unwrap();
    let other = Own::new();
    let restored = backup::restore(&two, (other.folder(), &other.place()), at(90 * DAY)).unwrap();
    assert!(restored.report.is_clean());
    let same = |table: &str| {
        let sorted = |own: &Own| {
            let mut cells = own.cells(&format!("SELECT * FROM {table}"));
            cells.sort();
            cells
        };
        assert_eq!(sorted(&other), sorted(&season.scenario.own), "{table}");
    };
    ["click", "click_horizon", "click_day", "named_click", "orders"].iter().for_each(|table| same(table));
    let refused = other.by_hand("DELETE FROM click").unwrap_err();
    assert!(refused.contains("clicks are never"), "{refused}");
    let tenant = season.scenario.tenant.clone();
    let engine = other.engine();
    let step =
        engine.db.write_wait(move |tx| retention::forget(tx, &tenant, (at(9 * DAY), 1000), at(60 * DAY)));
    assert!(step.unwrap().forgotten > 40);
    let report = engine.db.read_wait(|tx| verify::verify(tx, at(90 * DAY))).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}
