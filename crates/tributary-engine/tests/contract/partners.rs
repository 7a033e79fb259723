//! What a team changes about partners, links and codes moves no money, and what is hidden keeps working.

use crate::scenario::{DAY, Scenario, Stated, at};
use tributary_core::program::SelfPurchase;
use tributary_engine::code::{self, Kind};
use tributary_engine::partner::{self, Profile};
use tributary_engine::{Error, ledger, link, person};

fn profile(email: Option<&str>) -> Profile {
    Profile {
        name: "Sara Lind".to_owned(),
        email: email.map(str::to_owned),
        group: "Runners".to_owned(),
        place: "Lund".to_owned(),
        note: "Posts on Fridays.".to_owned(),
    }
}

#[test]
fn a_new_address_tells_own_purchases_from_then_on_and_the_old_one_still_does() {
    let scenario = Scenario::new(|rules| rules.self_purchase = SelfPurchase::Reject);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let key = *scenario.engine.sealer.people_key();
    let own = |email: &str| person::email_key(&key, email);
    let buy = |id: &str, email: &str, ms: i64| {
        scenario.state(&Stated::new(id, 10_00, ms).coupon("sara10").customer(&own(email)));
        scenario.row(id).nobody
    };
    let change = |email: &'static str, ms: i64| {
        let (tenant, id) = (scenario.tenant.clone(), sara.clone());
        let changed = scenario
            .engine
            .db
            .write_wait(move |tx| partner::change(tx, &tenant, &id, &profile(Some(email)), (&key, at(ms))));
        changed.unwrap();
    };
    assert_eq!(buy("1", "sara@one.example", DAY), None, "nobody knew the address");
    change("sara@one.example", 2 * DAY);
    assert_eq!(buy("2", "sara@one.example", 3 * DAY).as_deref(), Some("self_purchase"));
    change("sara@two.example", 4 * DAY);
    assert_eq!(buy("3", "sara@one.example", 5 * DAY).as_deref(), Some("self_purchase"));
    assert_eq!(buy("4", "sara@two.example", 5 * DAY).as_deref(), Some("self_purchase"));
    assert_eq!(scenario.findings(6 * DAY), [""; 0], "what was decided stays decided");
    assert_eq!(scenario.row("1").nobody, None);
}

#[test]
fn a_profile_is_kept_as_written_and_refused_by_field() {
    let scenario = Scenario::new(|_| {});
    let (tenant, sara) = (scenario.tenant.clone(), scenario.partner("Sara", &[]));
    let key = *scenario.engine.sealer.people_key();
    let kept = scenario.engine.db.write_wait(move |tx| {
        partner::change(tx, &tenant, &sara, &profile(Some(" sara@one.example ")), (&key, at(0)))?;
        let refused =
            |profile: &Profile, tx: &mut _| match partner::change(tx, &tenant, &sara, profile, (&key, at(0)))
            {
                Err(Error::Invalid(fields)) => fields[0].pointer.clone(),
                other => format!("{other:?}"),
            };
        let long = "x".repeat(101);
        assert_eq!(refused(&Profile { name: String::new(), ..profile(None) }, tx), "/name");
        assert_eq!(refused(&profile(Some("nobody")), tx), "/email");
        assert_eq!(refused(&Profile { group: long, ..profile(None) }, tx), "/group");
        partner::invited(tx, &tenant, &sara, at(5))?;
        partner::load(tx, &tenant, &sara)
    });
    let kept = kept.unwrap();
    assert_eq!(kept.email.as_deref(), Some("sara@one.example"));
    assert_eq!((kept.group.as_str(), kept.place.as_str()), ("Runners", "Lund"));
    assert_eq!((kept.note.as_str(), kept.invited_at), ("Posts on Fridays.", Some(at(5))));
}

#[test]
fn what_is_archived_is_hidden_and_keeps_crediting() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    scenario.link(&sara, "sara-shoes", 0);
    let (tenant, id) = (scenario.tenant.clone(), sara.clone());
    let (code, link) = scenario
        .engine
        .db
        .write_wait(move |tx| {
            partner::archive(tx, &tenant, &id, at(DAY))?;
            partner::archive(tx, &tenant, &id, at(2 * DAY))?;
            assert_eq!(partner::load(tx, &tenant, &id)?.archived_at, Some(at(DAY)), "the first time counts");
            let code = code::all(tx, &tenant, Kind::Coupon, Some(&id))?.remove(0);
            let link = link::all(tx, &tenant, Some(&id))?.remove(0);
            code::archive(tx, &tenant, &code.id, at(DAY))?;
            link::archive(tx, &tenant, &link.id, at(DAY))?;
            link::relabel(tx, &tenant, &link.id, " Shoes ")?;
            assert!(!link::is_free(tx, "SARA-shoes")?, "a slug is never given again");
            Ok((code::load(tx, &tenant, &code.id)?, link::load(tx, &tenant, &link.id)?))
        })
        .unwrap();
    assert_eq!((code.archived_at, link.archived_at), (Some(at(DAY)), Some(at(DAY))));
    assert_eq!(link.label, "Shoes");
    scenario.state(&Stated::new("1", 10_00, 3 * DAY).coupon("sara10"));
    assert_eq!(scenario.row("1").partner, Some(sara.clone()));
    let (tenant, link) = (scenario.tenant.clone(), link.id);
    scenario
        .engine
        .db
        .write_wait(move |tx| {
            partner::restore(tx, &tenant, &sara)?;
            code::restore(tx, &tenant, &code.id)?;
            link::restore(tx, &tenant, &link)?;
            assert_eq!(partner::load(tx, &tenant, &sara)?.archived_at, None);
            assert_eq!(code::load(tx, &tenant, &code.id)?.archived_at, None);
            assert_eq!(link::load(tx, &tenant, &link)?.archived_at, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_order_uses_a_coupon_once_however_many_lines_it_has() {
    let scenario = Scenario::new(|_| {});
    scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let mut order = Stated::new("1", 30_00, 0).coupon("sara10").coupon("SARA10");
    let line = order.0.lines[0].clone();
    order.0.lines.extend([line.clone(), line]);
    scenario.state(&order);
    scenario.state(&Stated::new("2", 10_00, 0).coupon("Sara10").coupon("other"));
    let (tenant, store) = (scenario.tenant.clone(), scenario.store.clone());
    let uses = scenario.engine.db.read_wait(move |tx| code::uses(tx, &tenant, &store)).unwrap();
    assert_eq!(uses.into_iter().collect::<Vec<_>>(), [("other".to_owned(), 1), ("sara10".to_owned(), 2)]);
}

#[test]
fn a_partner_s_account_runs_from_line_to_line_and_ends_at_the_balance() {
    let scenario = Scenario::new(|rules| rules.hold_days = 14);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    scenario.state(&Stated::new("1", 10_00, 0).coupon("sara10"));
    scenario.state(&Stated::new("2", 50_00, DAY).coupon("sara10").currency("EUR"));
    scenario.state(&Stated::new("3", 20_00, 2 * DAY).coupon("sara10"));
    scenario.state(&Stated::new("3", 20_00, 2 * DAY).coupon("sara10").modified(3 * DAY).refund("r", 10_00));
    scenario.end_holds(14 * DAY);
    let (tenant, id) = (scenario.tenant.clone(), sara);
    let read = move |skip, limit| {
        let (tenant, id) = (tenant.clone(), id.clone());
        let lines =
            scenario.engine.db.read_wait(move |tx| ledger::statement(tx, (&tenant, &id), (skip, limit)));
        let told = lines.unwrap().into_iter().map(|line| {
            let currency = line.currency.code().to_owned();
            (line.number, currency, line.pending_minor, line.payable_minor, line.owed_minor)
        });
        told.collect::<Vec<_>>()
    };
    let all = read(0, 50);
    let of = |number: &str, currency: &str, pending, payable, owed| {
        (number.to_owned(), currency.to_owned(), pending, payable, owed)
    };
    assert_eq!(
        all,
        [
            of("1", "USD", -100, 100, 200),
            of("3", "USD", -100, 0, 200),
            of("3", "USD", 200, 0, 300),
            of("2", "EUR", 500, 0, 500),
            of("1", "USD", 100, 0, 100),
        ]
    );
    assert_eq!(read(1, 2), all[1..3], "a page shows the same lines");
}
