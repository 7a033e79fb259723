//! Whom a code of a customer leads to: both the redirect and the page that friends land on ask. Codes of customers are not in memory,
//! so this asks the database; where no program promises customers anything, nobody is asked.

use crate::app::App;
use crate::call;
use std::sync::Arc;
use tributary_core::TenantId;
use tributary_engine::click::Route;
use tributary_engine::customer::{self, Referrer};
use tributary_engine::db::Tx;
use tributary_engine::program;

/// As long as a code may be.
const CODE_CHARS_MAX: usize = 100;

/// The customer whose code this is, or was, and the program it counts in. An account's number stands for its customer where no
/// code is spelled so.
pub async fn found(app: &App, code: &str) -> Option<(Arc<Route>, Referrer)> {
    let snapshot = app.engine.snapshot();
    let routes: Vec<Arc<Route>> = snapshot.referring().cloned().collect();
    let code = code.trim().to_owned();
    if routes.is_empty() || code.is_empty() || code.chars().count() > CODE_CHARS_MAX {
        return None;
    }
    let now = app.engine.now();
    let (asked, text) = (routes.clone(), code.clone());
    let known = call::read(&app.engine, move |tx| {
        let mut tenants: Vec<&TenantId> = asked.iter().map(|route| &route.tenant).collect();
        tenants.dedup();
        for tenant in tenants {
            if let Some(found) = customer::referrer(tx, tenant, &text, now)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    });
    let found = match known.await.ok()? {
        Some(found) => found,
        None => by_number(app, routes.clone(), code).await?,
    };
    let route = routes.into_iter().find(|route| route.program == found.program)?;
    Some((route, found))
}

/// Whether a code is an account's number: a customer's code never is. Numbers can be counted through, so whoever follows one is told
/// nothing of the customer.
pub fn is_number(code: &str) -> bool {
    code.trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// Links from before there were codes name the account. Its customer gets a code, if there is none yet.
async fn by_number(app: &App, routes: Vec<Arc<Route>>, text: String) -> Option<Referrer> {
    if !is_number(&text) {
        return None;
    }
    let now = app.engine.now();
    let (asked, number) = (routes, text.clone());
    let has = move |tx: &mut Tx<'_>| {
        for route in &asked {
            let store = program::load(tx, &route.tenant, &route.program)?.store;
            if customer::by_account(tx, (&route.tenant, &store), &number)?.is_some() {
                return Ok(Some((route.tenant.clone(), store)));
            }
        }
        Ok(None)
    };
    // Looked up first: whoever types numbers that nobody has must not make us write.
    let (tenant, store) = call::read(&app.engine, has).await.ok()??;
    let made = call::write(&app.engine, move |tx| Referrer::of_account(tx, (&tenant, &store), &text, now));
    made.await.ok()?
}
