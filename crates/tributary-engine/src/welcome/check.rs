//! Whether a code can be used now, for a shop's checkout. Unknown, used, foreign and ended ones are told apart by nobody: each gets the
//! same answer, by the same one question to the database.

use super::{decode, sql};
use crate::code::{Discount, fold};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{StoreId, TenantId, Timestamp};

/// Who wants to use a code, for how much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question<'a> {
    /// The code, as it was typed.
    pub code: &'a str,
    /// What makes equal addresses equal.
    pub email_key: Option<&'a str>,
    /// The store's own id of the account.
    pub account: Option<&'a str>,
    /// What is in the cart, before discounts; not told: not looked at.
    pub goods_minor: Option<i64>,
}

/// What the code takes off if it can be used now.
///
/// # Errors
/// What the database says.
pub fn is_usable(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    question: &Question<'_>,
    now: Timestamp,
) -> Result<Option<Discount>> {
    let asked = params![tenant, store, fold(question.code), question.email_key];
    let found = tx.row(sql::CHECK, asked, |row| {
        Ok((decode(row)?, row.opt_text(18)?, row.int(19)? == 1, row.int(20)? == 1))
    })?;
    Ok(found.and_then(|(coupon, account, by_address, has_ordered)| {
        let by_account = question.account.is_some() && account.as_deref() == question.account;
        let theirs = by_address || by_account;
        let ended = coupon.void_at.or(coupon.expires_at).is_some_and(|end| now >= end);
        let enough = match (coupon.minimum_minor, question.goods_minor) {
            (Some(minimum), Some(goods)) => goods >= minimum,
            _ => true,
        };
        let usable = theirs && !ended && !has_ordered && enough && coupon.used_by.is_none();
        usable.then_some(coupon.discount)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{self, Told};
    use crate::db::asked;
    use crate::order::{NewFact, OrderKey};
    use crate::program::{self, NewProgram};
    use crate::store::{self, NewStore};
    use crate::{Engine, access, pipeline, welcome};
    use tributary_core::fact::{Customer, OrderFact, OrderKind, OrderStated, Origin, Place};
    use tributary_core::order::Status;
    use tributary_core::referral::{Gift, Welcome};
    use tributary_core::{Currency, Money};

    /// An account's first order, with a coupon.
    fn bought(account: &str, coupon: &str, (currency, now): (Currency, Timestamp)) -> OrderFact {
        let customer = Customer { external_id: Some(account.to_owned()), ..Customer::default() };
        let order = OrderStated {
            external_id: "1".to_owned(),
            number: "1".to_owned(),
            status: Status::Completed,
            currency,
            placed_at: now,
            placed_step_ms: 1,
            modified_at: None,
            paid_at: Some(now),
            total_minor: 10_000,
            shipping_minor: 0,
            tax_minor: 0,
            fees: Vec::new(),
            lines: Vec::new(),
            coupons: vec![coupon.to_owned()],
            refunds: None,
            customer,
            place: Place::default(),
            evidence: Vec::new(),
            rounded: Vec::new(),
            kind: OrderKind::Order,
            event: None,
        };
        OrderFact::Stated { order: Box::new(order), origin: Origin::Api, restored: false }
    }

    /// What differs in time differs in what is asked: each of these is one question.
    #[test]
    fn unknown_used_foreign_and_ended_codes_cost_the_same_questions() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(folder.path()).unwrap();
        let usd = Currency::parse("USD").unwrap();
        let now = Timestamp::from_ms(1_772_366_400_000);
        let asked = engine.db.write_wait(move |tx| {
            let tenant = access::create_tenant(tx, "Shop", now)?;
            let shop = NewStore {
                name: "Shop".to_owned(),
                url: "https://shop.example/".to_owned(),
                currency: usd,
                timezone: "UTC".to_owned(),
            };
            let store = store::create(tx, &tenant, &shop, now)?;
            let new =
                NewProgram { name: "P".to_owned(), preset: "reftrackr".to_owned(), by: "ada".to_owned() };
            program::create(tx, &tenant, &store, &new, now)?;
            let promised = |days| Welcome {
                gift: Gift::Fixed { amount: Money::new(100, usd) },
                minimum: None,
                valid_days: Some(days),
            };
            let mut codes = vec![("WELCOME-000000-000000".to_owned(), "bo"), ("SARA10".to_owned(), "bo")];
            codes.push((String::new(), "bo"));
            let mut given = Vec::new();
            for (account, days) in [("bo", 30), ("kim", 0), ("lea", 30)] {
                let told = Told { external_id: Some(account.to_owned()), ..Told::default() };
                let friend = customer::find_or_create(tx, (&tenant, &store), &told, &[0; 32], now)?.id;
                let id = welcome::give(tx, (&tenant, &store), (&friend, &friend), &promised(days), now)?;
                given.push(welcome::load(tx, &tenant, &id)?);
                codes.push((given.last().unwrap().code.clone(), account));
            }
            codes.push((given[0].code.clone(), "kim"));
            let order =
                OrderKey { tenant: tenant.clone(), store: store.clone(), external_id: "1".to_owned() };
            let fact = bought("lea", &given[2].code, (usd, now));
            let new = NewFact { order, fact, source: "test".to_owned(), occasion: "1".to_owned() };
            pipeline::apply(tx, &new, now)?;
            let mut counts = Vec::new();
            for (code, account) in &codes {
                let before = asked::so_far();
                let question = Question { code, account: Some(account), ..Question::default() };
                let usable = is_usable(tx, (&tenant, &store), &question, now)?.is_some();
                counts.push((usable, asked::so_far() - before));
            }
            Ok((counts, welcome::load(tx, &tenant, &given[2].id)?.used_by.is_some()))
        });
        let (asked, is_used) = asked.unwrap();
        assert!(is_used, "the order uses it");
        // Three that nobody was given, Bo's own, an ended one, a used one, and Bo's asked for by somebody else.
        let no = (false, 1);
        assert_eq!(asked, [no, no, no, (true, 1), no, no, no]);
    }
}
