//! One account for programs of many tenants, and nothing of one tenant reachable from another.

use crate::own::Own;
use crate::scenario::{DAY, HOUR, Scenario, Stated, at};
use tributary_core::{ClickId, Currency, MembershipId, ProgramId, PublisherId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::click::{self, Click};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::program::{NewProgram, PublicPage};
use tributary_engine::publisher::{self, Filter, Membership, NewPublisher, State};
use tributary_engine::store::{self, NewStore};
use tributary_engine::{Error, Result, access, link, partner, program};

const KEY: [u8; 32] = [7; 32];

fn by(tenant: &TenantId) -> Actor {
    Actor::system(tenant, "ada")
}

fn all() -> Cursor {
    Cursor { after: None, limit: 100 }
}

impl Scenario {
    fn run<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.engine.db.write_wait(work)
    }

    fn publisher(&self, name: &str) -> PublisherId {
        let new = NewPublisher {
            name: name.to_owned(),
            email: format!("{}@pub.example", name.to_lowercase()),
            site: "https://pub.example".to_owned(),
        };
        self.run(move |tx| publisher::find_or_create(tx, &new, at(0))).unwrap().id
    }

    /// Another tenant's program, or this one's second.
    fn program_of(&self, tenant: Option<TenantId>, slug: &'static str) -> (TenantId, ProgramId) {
        let made = self.run(move |tx| {
            let tenant = match &tenant {
                Some(tenant) => tenant.clone(),
                None => access::create_tenant(tx, slug, at(0))?,
            };
            let shop = NewStore {
                name: slug.to_owned(),
                url: format!("https://{slug}.example/"),
                currency: Currency::parse("USD").unwrap(),
                timezone: "UTC".to_owned(),
            };
            let store = store::create(tx, &tenant, &shop, at(0))?;
            let new =
                NewProgram { name: slug.to_owned(), preset: "reftrackr".to_owned(), by: "eve".to_owned() };
            Ok((tenant.clone(), program::create(tx, &tenant, &store, &new, at(0))?))
        });
        let (tenant, program) = made.unwrap();
        self.open(&tenant, &program, slug);
        (tenant, program)
    }

    fn open(&self, tenant: &TenantId, program: &ProgramId, slug: &str) {
        let (tenant, program) = (tenant.clone(), program.clone());
        let page = PublicPage { slug: slug.to_owned(), open: true, automatic: false };
        self.run(move |tx| program::set_page(tx, &tenant, &program, &page)).unwrap();
    }

    fn own_program(&self) -> (TenantId, ProgramId) {
        self.open(&self.tenant, &self.program, "shop");
        (self.tenant.clone(), self.program.clone())
    }

    fn asks(&self, who: &PublisherId, (tenant, program): &(TenantId, ProgramId), now: i64) -> Membership {
        let (who, tenant, program) = (who.clone(), tenant.clone(), program.clone());
        self.run(move |tx| publisher::ask(tx, &who, (&tenant, &program), at(now))).unwrap()
    }

    fn accepts(&self, tenant: &TenantId, id: &MembershipId, now: i64) -> Result<Membership> {
        let (by, id) = (by(tenant), id.clone());
        self.run(move |tx| publisher::accept(tx, &by, &id, &KEY, at(now)))
    }

    fn declines(&self, tenant: &TenantId, id: &MembershipId, reason: &'static str) -> Result<Membership> {
        let (by, id) = (by(tenant), id.clone());
        self.run(move |tx| publisher::decline(tx, &by, &id, reason, at(DAY)))
    }

    fn ends(&self, tenant: &TenantId, id: &MembershipId) -> Result<Membership> {
        let (by, id) = (by(tenant), id.clone());
        self.run(move |tx| publisher::end(tx, &by, &id, "No more", at(DAY)))
    }
}

#[test]
fn an_address_is_one_account_whoever_asks_for_it_and_however_it_is_written() {
    let scenario = Scenario::new(|_| {});
    let first = scenario.publisher("Kick");
    let again = NewPublisher {
        name: "Other".to_owned(),
        email: " KICK@pub.example ".to_owned(),
        site: String::new(),
    };
    let found = scenario.run(move |tx| publisher::find_or_create(tx, &again, at(DAY))).unwrap();
    assert_eq!((&found.id, found.name.as_str()), (&first, "Kick"), "nobody renames somebody else's account");
    let bad = NewPublisher { email: "nobody".to_owned(), ..NewPublisher::default() };
    let refused = scenario.run(move |tx| publisher::find_or_create(tx, &bad, at(0)));
    let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields.iter().map(|field| field.pointer.as_str()).collect::<Vec<_>>(), ["/name", "/email"]);
}

#[test]
fn a_sign_in_link_works_once_and_not_for_ever_and_a_session_ends_with_signing_out() {
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let id = who.clone();
    let (works, late, token) = scenario
        .run(move |tx| {
            let late = publisher::link(tx, &id, (at(0), HOUR))?;
            let token = publisher::link(tx, &id, (at(0), HOUR))?;
            let works = publisher::link_works(tx, &token, at(HOUR - 1))?;
            Ok((works, publisher::enter(tx, &late, at(HOUR))?, token))
        })
        .unwrap();
    assert!(works && late.is_none());
    let entered = scenario.run(move |tx| {
        let first = publisher::enter(tx, &token, at(1))?.unwrap();
        assert_eq!(publisher::enter(tx, &token, at(2))?, None, "a link works once");
        let session = publisher::session_of(tx, &first, at(DAY))?.unwrap();
        assert_eq!(
            publisher::session_of(tx, &session.csrf, at(DAY))?,
            None,
            "the guard of forms lets nobody in"
        );
        assert_eq!(publisher::session_of(tx, &first, at(31 * DAY))?, None);
        publisher::end_session(tx, &first)?;
        assert_eq!(publisher::session_of(tx, &first, at(DAY))?, None);
        Ok(session.publisher)
    });
    assert_eq!(entered.unwrap(), who);
}

#[test]
fn a_token_is_shown_once_and_only_its_owner_revokes_it() {
    let scenario = Scenario::new(|_| {});
    let (kick, other) = (scenario.publisher("Kick"), scenario.publisher("Other"));
    scenario
        .run(move |tx| {
            let made = publisher::create_key(tx, &kick, " Nightly ", at(0))?;
            assert!(made.secret.starts_with("tributary_pub_") && made.secret.len() > 40);
            let key = publisher::key_of(tx, &made.secret)?.unwrap();
            assert_eq!((&key.publisher, key.name.as_str()), (&kick, "Nightly"));
            assert!(access::key_of(tx, &made.secret)?.is_none(), "it is no store's key");
            let used = key.unnoted(at(1)).unwrap();
            publisher::note_key_use(tx, &used)?;
            let key = publisher::key_of(tx, &made.secret)?.unwrap();
            assert_eq!((key.unnoted(at(59_999)), key.used_at), (None, Some(at(1))), "to the minute");
            let foreign = publisher::revoke_key(tx, &other, &made.id, at(2));
            assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
            assert!(publisher::list_keys(tx, &other)?.is_empty());
            publisher::revoke_key(tx, &kick, &made.id, at(2))?;
            assert!(publisher::key_of(tx, &made.secret)?.is_none());
            assert_eq!(publisher::list_keys(tx, &kick)?.len(), 1, "what was revoked is still listed");
            Ok(())
        })
        .unwrap();
}

#[test]
fn whoever_is_accepted_is_a_partner_with_a_link_to_the_shop_and_in_a_second_program_the_same_partner() {
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let own = scenario.own_program();
    let second = scenario.program_of(Some(own.0.clone()), "second");
    let asked = scenario.asks(&who, &own, 0);
    assert_eq!((asked.state, &asked.partner, &asked.link), (State::Asked, &None, &None));
    assert_eq!(scenario.asks(&who, &own, DAY), asked, "asking again while it waits changes nothing");
    let active = scenario.accepts(&own.0, &asked.id, 1).unwrap();
    let twice = scenario.accepts(&own.0, &asked.id, 2);
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    let also = scenario.asks(&who, &second, 3);
    let also = scenario.accepts(&own.0, &also.id, 4).unwrap();
    assert_eq!(active.partner, also.partner);
    assert_ne!(active.link, also.link);
    let (tenant, own_partner) = (own.0, active.partner.unwrap());
    let own_link = active.link.unwrap();
    let (made, link, back) = scenario
        .run(move |tx| {
            let back = publisher::membership_of_partner(tx, &tenant, &own_partner)?;
            Ok((partner::load(tx, &tenant, &own_partner)?, link::load(tx, &tenant, &own_link)?, back))
        })
        .unwrap();
    assert_eq!((made.kind.as_str(), made.name.as_str(), made.paused), ("publisher", "Kick", false));
    assert_eq!((link.destination.as_str(), link.slug.len()), ("https://shop.example/", 8));
    assert_eq!(back.unwrap().publisher, who);
}

#[test]
fn whoever_was_declined_or_left_out_may_ask_again_and_keeps_partner_and_link() {
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let own = scenario.own_program();
    let asked = scenario.asks(&who, &own, 0);
    let silent = scenario.declines(&own.0, &asked.id, " ");
    assert!(matches!(silent, Err(Error::Invalid(_))), "a reason is owed");
    let declined = scenario.declines(&own.0, &asked.id, "Not yet").unwrap();
    assert_eq!((declined.state, declined.reason.as_deref()), (State::Declined, Some("Not yet")));
    let again = scenario.asks(&who, &own, 2 * DAY);
    assert_eq!((again.state, again.reason, &again.id), (State::Asked, None, &asked.id));
    let active = scenario.accepts(&own.0, &asked.id, 2 * DAY).unwrap();
    let ended = scenario.ends(&own.0, &asked.id).unwrap();
    assert_eq!((ended.state, &ended.link), (State::Ended, &active.link));
    assert!(matches!(scenario.ends(&own.0, &asked.id), Err(Error::Conflict(_))));
    scenario.asks(&who, &own, 3 * DAY);
    let back = scenario.accepts(&own.0, &asked.id, 3 * DAY).unwrap();
    assert_eq!((back.partner, back.link), (active.partner, active.link), "what it had, it has again");
    assert_eq!(scenario.findings(4 * DAY), [""; 0]);
}

#[test]
fn of_many_who_ask_and_accept_at_once_there_is_one_membership_one_partner_and_one_link() {
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let own = scenario.own_program();
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                let asked = scenario.asks(&who, &own, 0);
                drop(scenario.accepts(&own.0, &asked.id, 1));
            });
        }
    });
    assert_eq!(scenario.own.count("SELECT COUNT(*) FROM membership WHERE state = 'active'"), 1);
    assert_eq!(scenario.own.count("SELECT COUNT(*) FROM partner WHERE kind = 'publisher'"), 1);
    assert_eq!(scenario.own.count("SELECT COUNT(*) FROM link"), 1);
}

#[test]
fn a_program_that_is_not_open_is_asked_by_nobody_and_its_owner_can_still_invite() {
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let (tenant, program) = (scenario.tenant.clone(), scenario.program.clone());
    let (id, of) = (who.clone(), (tenant.clone(), program.clone()));
    let refused = scenario.run(move |tx| publisher::ask(tx, &id, (&of.0, &of.1), at(0)));
    assert!(matches!(refused, Err(Error::NotFound("program"))), "{refused:?}");
    let new = |email: &str| NewPublisher {
        name: "Wanted".to_owned(),
        email: email.to_owned(),
        site: String::new(),
    };
    let (known, fresh) = (new("kick@pub.example"), new("new@pub.example"));
    let invited = scenario.run(move |tx| {
        let one = publisher::invite(tx, &by(&tenant), (&program, &known), &KEY, at(0))?;
        let two = publisher::invite(tx, &by(&tenant), (&program, &fresh), &KEY, at(0))?;
        Ok((one, two, publisher::list(tx, &tenant, &Filter::default(), &all())?.rows))
    });
    let (one, two, listed) = invited.unwrap();
    assert_eq!((&one.publisher, one.state, two.state), (&who, State::Active, State::Active));
    let mut names: Vec<&str> = listed.iter().map(|row| row.publisher.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Kick", "Wanted"]);
}

#[test]
fn nothing_of_one_tenant_is_reachable_from_a_membership_of_another() {
    let scenario = Scenario::new(|_| {});
    let (kick, other) = (scenario.publisher("Kick"), scenario.publisher("Other"));
    let (ours, theirs) = (scenario.own_program(), scenario.program_of(None, "theirs"));
    let mine = scenario.asks(&kick, &ours, 0);
    let at_theirs = scenario.asks(&kick, &theirs, 0);
    for attempt in [
        scenario.accepts(&theirs.0, &mine.id, 1),
        scenario.declines(&theirs.0, &mine.id, "no"),
        scenario.ends(&theirs.0, &mine.id),
    ] {
        assert!(matches!(attempt, Err(Error::NotFound("membership"))), "{attempt:?}");
    }
    let mine = scenario.accepts(&ours.0, &mine.id, 1).unwrap();
    let at_theirs = scenario.accepts(&theirs.0, &at_theirs.id, 1).unwrap();
    assert_ne!(mine.partner, at_theirs.partner);
    let crossed = (ours.0.clone(), theirs.1.clone());
    let (who, told) = (kick.clone(), crossed.clone());
    let foreign = scenario.run(move |tx| publisher::ask(tx, &who, (&told.0, &told.1), at(2)));
    assert!(matches!(foreign, Err(Error::NotFound(_))), "a program of another tenant: {foreign:?}");
    let invited = scenario.run(move |tx| {
        let new =
            NewPublisher { name: "X".to_owned(), email: "x@pub.example".to_owned(), site: String::new() };
        publisher::invite(tx, &by(&crossed.0), (&crossed.1, &new), &KEY, at(2))
    });
    assert!(matches!(invited, Err(Error::NotFound(_))), "{invited:?}");
    let (ids, tenants) = ((mine, at_theirs), (ours.0, theirs.0));
    scenario
        .run(move |tx| {
            let (our_partner, their_partner) =
                (ids.0.partner.clone().unwrap(), ids.1.partner.clone().unwrap());
            assert!(publisher::membership_of_partner(tx, &tenants.1, &our_partner)?.is_none());
            assert!(partner::load(tx, &tenants.0, &their_partner).is_err());
            assert!(link::load(tx, &tenants.0, &ids.1.link.clone().unwrap()).is_err());
            for (tenant, own) in [(&tenants.0, &ids.0), (&tenants.1, &ids.1)] {
                let rows = publisher::list(tx, tenant, &Filter::default(), &all())?.rows;
                assert_eq!(rows.iter().map(|row| &row.membership.id).collect::<Vec<_>>(), [&own.id]);
            }
            let both: Vec<TenantId> =
                publisher::memberships_of(tx, &kick)?.into_iter().map(|one| one.tenant).collect();
            assert_eq!(both.len(), 2, "the publisher sees both");
            assert!(publisher::memberships_of(tx, &other)?.is_empty());
            let foreign = publisher::own_membership(tx, &other, &ids.0.id);
            assert!(matches!(foreign, Err(Error::NotFound("membership"))), "{foreign:?}");
            let foreign = publisher::leave(tx, &other, &ids.0.id, at(3));
            assert!(matches!(foreign, Err(Error::NotFound("membership"))), "{foreign:?}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_order_is_never_won_by_a_click_without_consent_or_after_a_membership_has_ended() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    let visitor = "a".repeat(32);
    for (number, outcome, visitor, reason) in
        [(1, "no_consent", "", "no_consent"), (2, "ended", visitor.as_str(), "membership_ended")]
    {
        let id = ClickId::from_bits(number);
        let click = Click { outcome: outcome.to_owned(), ..scenario.clicked(id, &sara, visitor, 0) };
        let (tenant, named) = (scenario.tenant.clone(), click.id.to_string());
        scenario.run(move |tx| click::record(tx, &tenant, &click)).unwrap();
        let order = format!("{number}");
        scenario.state(&Stated::new(&order, 10_000, HOUR).click(&named));
        let row = scenario.row(&order);
        assert_eq!((row.partner, row.nobody.as_deref()), (None, Some(reason)));
    }
    // Nor by way of the browser, which a later click of somebody else names.
    let omar = scenario.partner("Omar", &[]);
    let later = scenario.click(3, &omar, 'a', 2 * HOUR);
    scenario.state(&Stated::new("3", 10_000, 3 * HOUR).click(&later));
    assert_eq!(scenario.row("3").partner, Some(omar.clone()));
    let mei = scenario.partner("Mei", &[]);
    scenario.pause(&mei, "paused", 0);
    scenario.pause(&omar, "paused", 4 * HOUR);
    let paused = scenario.click(4, &mei, 'a', 4 * HOUR);
    scenario.state(&Stated::new("4", 10_000, 5 * HOUR).click(&paused));
    assert_eq!(
        scenario.row("4").nobody.as_deref(),
        Some("partner_paused"),
        "what has ended is no second choice"
    );
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn on_a_server_every_node_hears_of_a_membership_that_began_or_ended() {
    if !Own::is_on_a_server() {
        return;
    }
    let scenario = Scenario::new(|_| {});
    let who = scenario.publisher("Kick");
    let own = scenario.own_program();
    let version = || scenario.own.count("SELECT COALESCE(MAX(number), 0) FROM snapshot_version");
    let asked = scenario.asks(&who, &own, 0);
    scenario.accepts(&own.0, &asked.id, 1).unwrap();
    let before = version();
    scenario.ends(&own.0, &asked.id).unwrap();
    assert!(version() > before);
}
