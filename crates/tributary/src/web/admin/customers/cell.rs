//! What stands in a row of the lists: once for the screen, once for a file.

use super::{href, told_apart, words};
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::export;
use crate::web::kit::chip::Status;
use crate::web::view::customers::list as view;
use tributary_core::{Currency, OrderId, Timestamp};
use tributary_engine::customer::list::{Coupon, Person, Stage};

/// One cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// A customer.
    Who(Person),
    /// A code to copy.
    Code(Option<String>),
    /// How many, and where they are.
    Count(i64, Option<String>),
    /// How much.
    Money(i64, Currency),
    /// When.
    When(Option<Timestamp>),
    /// How far a friend has come.
    Stage(Stage),
    /// A friend's coupon.
    Coupon(Option<Coupon>),
    /// An order.
    Order(Option<(OrderId, String)>),
    /// Words; a dash for none.
    Text(String),
}

impl Cell {
    /// For the screen.
    pub(super) fn shown(&self, desk: &Desk) -> view::Cell {
        match self {
            Self::Who(person) => view::Cell::Who {
                href: href(&person.id),
                name: person.called().to_owned(),
                note: Some(told_apart(person)).filter(|note| note != person.called()).unwrap_or_default(),
            },
            Self::Code(code) => view::Cell::Code(code.clone()),
            Self::Count(count, href) => {
                view::Cell::Count(crate::lang::number::count(*count), href.clone().filter(|_| *count > 0))
            }
            Self::Money(minor, currency) => view::Cell::Money(amount(*minor, *currency)),
            Self::When(at) => view::Cell::When(at.map(|at| desk.clock.stamp(at))),
            Self::Stage(stage) => {
                let (status, word) = stage_chip(*stage);
                view::Cell::Stage { step: step(*stage), chip: (status, word.to_owned()) }
            }
            Self::Coupon(coupon) => view::Cell::Coupon(
                coupon
                    .as_ref()
                    .map(|one| (one.code.clone(), words::coupon(one, desk.clock.now()).to_owned())),
            ),
            Self::Order(order) => view::Cell::Order(
                order.as_ref().map(|(id, number)| (format!("/admin/orders/{id}"), number.clone())),
            ),
            Self::Text(text) => view::Cell::Text(text.clone()),
        }
    }

    /// For a file.
    pub(super) fn of_file(&self, now: Timestamp) -> export::Cell {
        use export::Cell as C;
        match self {
            Self::Who(person) => C::text(person.called()),
            Self::Code(code) => C::text(code.clone().unwrap_or_default()),
            Self::Count(count, _) => C::Count(*count),
            Self::Money(minor, currency) => C::Money(*minor, *currency),
            Self::When(at) => at.map_or(C::Empty, C::At),
            Self::Stage(stage) => C::text(stage_chip(*stage).1),
            Self::Coupon(coupon) => {
                let told = coupon.as_ref().map(|one| format!("{} ({})", one.code, words::coupon(one, now)));
                C::text(told.unwrap_or_default())
            }
            Self::Order(order) => {
                C::text(order.as_ref().map(|(_, number)| number.clone()).unwrap_or_default())
            }
            Self::Text(text) => C::text(text),
        }
    }
}

/// How many of four dots are filled: opened, joined, ordered, rewarded.
const fn step(stage: Stage) -> u8 {
    match stage {
        Stage::Joined => 2,
        Stage::Ordered | Stage::TakenBack => 3,
        Stage::Rewarded => 4,
    }
}

fn stage_chip(stage: Stage) -> (Status, &'static str) {
    let status = match stage {
        Stage::Joined => Status::Info,
        Stage::Ordered => Status::Pending,
        Stage::Rewarded => Status::Paid,
        Stage::TakenBack => Status::Reversed,
    };
    (status, words::stage(stage))
}
