//! "Why no reward?": the checks as the engine answers them, in words.

use super::{href, words};
use crate::lang;
use crate::t;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::orders::reason_sentence;
use crate::web::admin::programs::words::{counts_words, status_word};
use crate::web::view::customers::detail::{Answered, Check as Shown, Part};
use tributary_core::order::Status;
use tributary_engine::customer::list::Person;
use tributary_engine::db::Tx;
use tributary_engine::referral::{Answer, Behind, Check, Line, Why};
use tributary_engine::{Error, customer};

/// The checks of a friend.
pub(super) fn shown(tx: &mut Tx<'_>, desk: &Desk, why: &Why) -> Result<Vec<Shown>, Error> {
    let mut all = Vec::with_capacity(why.lines.len());
    for line in &why.lines {
        all.push(check(tx, desk, line)?);
    }
    Ok(all)
}

fn check(tx: &mut Tx<'_>, desk: &Desk, line: &Line) -> Result<Shown, Error> {
    let mut parts = Vec::new();
    for behind in &line.behind {
        parts.push(part(tx, desk, behind)?);
    }
    let answered = match line.answer {
        Answer::Yes => Answered::Yes,
        Answer::No => Answered::No,
        Answer::Unknown => Answered::Unknown,
    };
    Ok(Shown { question: lang::text(question(line.check)).to_owned(), answered, parts })
}

const fn question(check: Check) -> &'static str {
    match check {
        Check::ReferralOn => lang::msg("Was telling friends rewarded?"),
        Check::Clicked => lang::msg("Did the friend come by a link?"),
        Check::SignedUp => lang::msg("Did the friend sign up?"),
        Check::Bound => lang::msg("Is the friend a customer's, and was before the order?"),
        Check::SponsorActive => lang::msg("Was whoever sent them active?"),
        Check::SomebodyElse => lang::msg("Are they two different people?"),
        Check::OrderKnown => lang::msg("Has the friend ordered?"),
        Check::SameAddress => lang::msg("Was the order placed with the friend's own address?"),
        Check::OrderCounts => lang::msg("Has the order reached a status that earns?"),
        Check::FirstOrder => lang::msg("Is it the friend's first such order?"),
        Check::Earns => lang::msg("Is there something in it to take a reward of?"),
        Check::NotTakenBack => lang::msg("Does the order stand, not paid back or called off?"),
        Check::WithinCap => lang::msg("Did the cap leave the reward as it was?"),
        Check::WithinBudget => lang::msg("Had the budget room for it?"),
        Check::Paid => lang::msg("Is it in the wallet, ready to be spent?"),
    }
}

fn part(tx: &mut Tx<'_>, desk: &Desk, behind: &Behind) -> Result<Part, Error> {
    Ok(match behind {
        Behind::At(at) => Part::When(desk.clock.stamp(*at)),
        Behind::Click(id) => Part::Link(t!("Click").to_owned(), format!("/admin/clicks/{id}")),
        Behind::Code(code) => Part::Code(code.clone()),
        Behind::Via(via) => Part::Text(words::via(via).to_owned()),
        Behind::Customer(id) => {
            let person = Person::from(&customer::load(tx, desk.tenant(), id)?);
            Part::Link(person.called().to_owned(), href(id))
        }
        Behind::Order(id, number) => Part::Link(number.clone(), format!("/admin/orders/{id}")),
        Behind::OtherOrder(external_id) => {
            Part::Text(t!("Order {number} counted first", number = external_id))
        }
        Behind::Status(status) => Part::Text(status_word(&Status::parse(status))),
        Behind::Statuses(all) => {
            let all: Vec<Status> = all.iter().map(|status| Status::parse(status)).collect();
            Part::Text(t!("earns when {status}", status = counts_words(&all)))
        }
        Behind::Amount(minor, currency) => Part::Money(amount(*minor, *currency)),
        Behind::Reason(reason) => Part::Text(reason_sentence(*reason).to_owned()),
    })
}
