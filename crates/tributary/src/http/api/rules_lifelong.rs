//! Customers bound to a code for life, as the API writes it.

use super::body::words;
use super::shape::Text100;
use crate::promises;
use serde::{Deserialize, Serialize};
use tributary_core::referral::{Lifelong as CoreLifelong, LifelongMode as CoreMode};
use tributary_engine::{Error, Result};

words! {
    /// What binds a customer for life: nothing (`off`), the first coupon with which an order is placed, or a code typed at the sign-up, or later while there is none.
    LifelongMode = CoreMode { "off" => Off, "first_coupon" => FirstCoupon, "typed_code" => TypedCode }
}

/// Whether a code binds customers for life.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct LifelongRules {
    /// What binds. For a bound customer's code to win an order, `binding` must stand in `priority`.
    mode: LifelongMode,
    /// Coupons that bind, in any spelling; empty: all do.
    listed: Vec<String>,
}

impl From<CoreLifelong> for LifelongRules {
    fn from(lifelong: CoreLifelong) -> Self {
        Self { mode: lifelong.mode.into(), listed: lifelong.listed }
    }
}

/// What to change about it; what is missing stays.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LifelongChange {
    /// What binds.
    mode: Option<LifelongMode>,
    /// Coupons that bind, in any spelling; empty: all do.
    #[schema(value_type = Option<Vec<Text100>>, max_items = 500, example = json!(["SARA10"]))]
    listed: Option<Vec<String>>,
}

impl LifelongChange {
    /// What stood there, changed.
    ///
    /// # Errors
    /// [`Error::Invalid`] names each field that cannot be used.
    pub(super) fn upon(&self, old: &CoreLifelong) -> Result<CoreLifelong> {
        let trimmed = |all: &Vec<String>| all.iter().map(|one| one.trim().to_owned()).collect();
        let new = CoreLifelong {
            mode: self.mode.map_or(old.mode, Into::into),
            listed: self.listed.as_ref().map_or_else(|| old.listed.clone(), trimmed),
        };
        let mut faults = promises::judge_lifelong(&new);
        faults.iter_mut().for_each(|fault| fault.pointer.insert_str(0, "/lifelong"));
        if faults.is_empty() { Ok(new) } else { Err(Error::Invalid(faults)) }
    }
}
