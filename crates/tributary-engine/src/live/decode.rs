//! From rows to happenings. An order is shown as its event says it was, not as it is now.

use super::{Clicked, Happening, Place, Told, What};
use crate::click;
use crate::db::Row;
use crate::error::{Error, Result};
use serde_json::Value as Json;
use tributary_core::Currency;

pub(super) fn click(row: &Row<'_>) -> Result<Happening> {
    let click = click::decode(row)?;
    let name = row.opt_text(18)?;
    Ok(Happening {
        place: Place { click: row.int(17)?, behind: 0 },
        at: click.at,
        partner: click.partner.clone().zip(name),
        what: What::Click(Box::new(Clicked {
            new_visitor: row.int(19)? == 1,
            duplicate: row.int(20)? == 1,
            click,
        })),
    })
}

pub(super) fn told(row: &Row<'_>) -> Result<Happening> {
    let data: Json = row.json(6)?;
    let object = &data["object"];
    let amount = |of: &Json, name: &str| of[name]["amount"].as_i64().unwrap_or_default();
    let currency = object["total"]["currency"].as_str().unwrap_or_default();
    let word = |name: &str| object[name].as_str().map(str::to_owned);
    Ok(Happening {
        place: Place { click: row.int(0)?, behind: row.int(1)? },
        at: row.time(5)?,
        partner: row.opt_parse(3)?.zip(row.opt_text(4)?),
        what: What::Order(Box::new(Told {
            kind: row.text(2)?,
            order: row.parse(7)?,
            number: row.text(8)?,
            city: row.text(9)?,
            country: row.text(10)?,
            currency: Currency::parse(currency).map_err(|e| Error::Broken(e.to_string()))?,
            total_minor: amount(object, "total"),
            given_back_minor: amount(object, "refunded") - amount(&data["previous"], "refunded"),
            commission_minor: amount(object, "commission"),
            status: word("status").unwrap_or_default(),
            via: word("via"),
            raw: data.clone(),
        })),
    })
}
