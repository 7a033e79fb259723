//! Letters about promotions: many customers are told a page at a time, each once, and of many programs none is left out.

use crate::rewards::shop;
use crate::scenario::{DAY, HOUR, Scenario, at};
use std::collections::BTreeSet;
use tributary_core::referral::{Promo, Referral};
use tributary_core::{CustomerId, ProgramId};
use tributary_engine::customer::{self, Told};
use tributary_engine::letter::{self, About};
use tributary_engine::program::{self, NewProgram};
use tributary_engine::store::{self, NewStore};

fn week() -> Promo {
    Promo { name: "Week".to_owned(), starts_at: at(0), ends_at: at(7 * DAY), multiplier_percent: 200 }
}

/// So many customers with codes.
fn told_friends(s: &Scenario, many: usize) -> BTreeSet<CustomerId> {
    let (tenant, store, key) = (s.tenant.clone(), s.store.clone(), *s.engine.sealer.people_key());
    let made = s.engine.db.write_wait(move |tx| {
        let mut all = BTreeSet::new();
        for n in 0..many {
            let told = Told {
                external_id: Some(n.to_string()),
                email: Some(format!("c{n}@example.test")),
                ..Told::default()
            };
            let id = customer::find_or_create(tx, (&tenant, &store), &told, &key, at(0))?.id;
            customer::code_of(tx, &tenant, &id, at(0))?;
            all.insert(id);
        }
        Ok(all)
    });
    made.unwrap()
}

#[test]
fn many_customers_are_told_of_a_promotion_page_by_page_and_each_of_them_once() {
    let s = shop(|referral| referral.promos = vec![week()]);
    let all = told_friends(&s, 401);
    let mut next = Some(About::Promo(s.program.clone(), at(0)));
    let (mut told, mut pages) = (Vec::new(), Vec::new());
    while let Some(about) = next {
        assert_eq!(About::parse(&about.key()), Some(about.clone()), "it is kept between two pages");
        let (tenant, asked) = (s.tenant.clone(), about.clone());
        let page = s.engine.db.read_wait(move |tx| letter::occasions(tx, &tenant, &asked, at(HOUR)));
        let page = page.unwrap();
        next = letter::rest(&about, &page);
        pages.push(page.len());
        told.extend(page.into_iter().map(|one| one.customer.id));
    }
    assert_eq!(pages, [200, 200, 1]);
    assert_eq!(told.len(), all.len());
    assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), all);
    let over = About::Promo(s.program.clone(), at(0));
    let tenant = s.tenant.clone();
    let late = s.engine.db.read_wait(move |tx| letter::occasions(tx, &tenant, &over, at(7 * DAY)));
    assert!(late.unwrap().is_empty(), "nobody is told of one that is over");
}

#[test]
fn of_many_programs_each_whose_promotion_has_begun_is_looked_at() {
    let s = shop(|referral| referral.promos = vec![week()]);
    let tenant = s.tenant.clone();
    let made = s.engine.db.write_wait(move |tx| {
        let mut all = BTreeSet::new();
        for n in 0..204 {
            let new = NewStore {
                name: format!("Shop {n}"),
                url: format!("https://shop{n}.example/"),
                currency: crate::wallets::usd(),
                timezone: "UTC".to_owned(),
            };
            let store = store::create(tx, &tenant, &new, at(0))?;
            let new = NewProgram {
                name: format!("P{n}"),
                preset: "wallet-referral".to_owned(),
                by: "ada".to_owned(),
            };
            let id = program::create(tx, &tenant, &store, &new, at(0))?;
            let mut rules = program::load(tx, &tenant, &id)?.current.rules;
            rules.referral = Some(Referral {
                enabled: true,
                promos: vec![week()],
                ..Referral::new(crate::wallets::usd())
            });
            program::add_version(tx, &tenant, &id, &rules, "ada", at(1))?;
            all.insert(id);
        }
        Ok(all)
    });
    let mut all: BTreeSet<ProgramId> = made.unwrap();
    all.insert(s.program.clone());
    let begun = || s.engine.db.read_wait(move |tx| letter::begun(tx, at(HOUR))).unwrap();
    let of = |begun: Vec<(_, About)>| -> BTreeSet<ProgramId> {
        let id = |(_, about): (_, About)| match about {
            About::Promo(id, _) => id,
            other => panic!("{other:?}"),
        };
        begun.into_iter().map(id).collect()
    };
    let first = begun();
    assert_eq!(of(first.clone()), all);
    s.engine
        .db
        .write_wait(move |tx| {
            first.iter().try_for_each(|(tenant, about)| letter::ask_once(tx, tenant, about, at(HOUR)))
        })
        .unwrap();
    assert!(begun().is_empty(), "each is told once");
}
