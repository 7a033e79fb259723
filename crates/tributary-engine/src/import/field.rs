//! What a column can hold, and by which names of columns it is known.

use super::plan::System;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Partners, with their codes.
    Partners,
    /// Codes of partners that are there.
    Codes,
    /// Orders; rows with the same order are its lines.
    Orders,
}

impl Kind {
    /// All of them, in the order in which tables are taken: later ones name what is in earlier ones.
    pub const ALL: [Self; 3] = [Self::Partners, Self::Codes, Self::Orders];

    /// The word for it in the API and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partners => "partners",
            Self::Codes => "codes",
            Self::Orders => "orders",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Something that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in the API and on the command line.
    pub name: &'static str,
    /// What columns with it are called, folded: lower-case letters and digits alone.
    names: &'static [&'static str],
}

const fn field(name: &'static str, names: &'static [&'static str]) -> Field {
    Field { name, names }
}

const PARTNERS: [Field; 10] = [
    field("name", &["name", "fullname", "displayname", "partner", "partnername", "affiliate", "influencer"]),
    field("email", &["email", "emailaddress", "mail", "useremail", "paymentemail"]),
    field("code", &["code", "referralcode", "refcode", "referralslug", "slug"]),
    field("coupon", &["coupon", "couponcode", "discountcode", "vouchercode"]),
    field("status", &["status", "state"]),
    field("kind", &["kind", "type", "partnertype"]),
    field("group", &["group", "tier", "groupname", "tag"]),
    field("place", &["place", "country", "city", "location"]),
    field("note", &["note", "notes", "comment", "instagramhandle", "instagram", "website", "websiteurl"]),
    field("external_id", &["id", "externalid", "partnerid", "affiliateid", "influencerid"]),
];

const CODES: [Field; 3] = [
    field("code", &["code", "coupon", "couponcode", "discountcode", "referralcode", "slug"]),
    field(
        "partner",
        &[
            "partner",
            "email",
            "partneremail",
            "affiliate",
            "affiliateid",
            "influencer",
            "influencerid",
            "owner",
        ],
    ),
    field("kind", &["kind", "type"]),
];

const ORDERS: [Field; 26] = [
    field("order", &["order", "orderid", "ordernumber", "id", "name", "reference", "externalid"]),
    field("number", &["number", "displaynumber"]),
    field("status", &["status", "orderstatus", "financialstatus"]),
    field("currency", &["currency", "currencycode", "ordercurrency"]),
    field("placed_at", &["placedat", "date", "createdat", "orderdate", "datecreated", "created", "paidat"]),
    field("total", &["total", "ordertotal", "amount", "grandtotal", "ordersum"]),
    field("shipping", &["shipping", "shippingtotal", "shippingcost"]),
    field("tax", &["tax", "taxes", "taxtotal", "vat"]),
    field("refunded", &["refunded", "refundedamount", "refundtotal", "refunds"]),
    field(
        "partner",
        &["partner", "partneremail", "affiliate", "affiliateid", "influencer", "influencerid", "referredby"],
    ),
    field("coupon", &["coupon", "coupons", "couponcode", "couponused", "discountcode", "vouchers"]),
    field("email", &["email", "customeremail", "billingemail", "buyer"]),
    field("city", &["city", "billingcity"]),
    field("state", &["state", "region", "billingstate", "billingprovince"]),
    field("country", &["country", "billingcountry", "countrycode"]),
    field("line_name", &["linename", "productname", "product", "item", "itemname", "lineitemname"]),
    field("line_total", &["linetotal", "linesum", "itemtotal"]),
    field("quantity", &["quantity", "qty", "lineitemquantity"]),
    field("product", &["productid", "itemid"]),
    field("sku", &["sku", "lineitemsku"]),
    field("category", &["category", "categories"]),
    field("updated_at", &["updatedat", "modifiedat", "datemodified"]),
    field("commission", &["commission", "commissionamount", "referralamount"]),
    field("commission_status", &["commissionstatus", "referralstatus", "payoutstatus"]),
    field("note", &["note", "notes", "comment"]),
    field("external_id", &["referralid", "transactionid", "conversionid"]),
];

/// The fields of a kind, those that matter most first.
#[must_use]
pub const fn of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Partners => &PARTNERS,
        Kind::Codes => &CODES,
        Kind::Orders => &ORDERS,
    }
}

/// What has to be there: of each group one.
#[must_use]
pub const fn required(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Partners => &[&["name", "email"]],
        Kind::Codes => &[&["code"], &["partner"]],
        Kind::Orders => &[&["order"], &["placed_at"], &["total", "line_total", "commission"]],
    }
}

/// What the tables of another system call what we know: the end of the table's name, what its rows are, and its columns.
type Known = (&'static str, Kind, &'static [(&'static str, &'static str)]);

const REFTRACKR: [Known; 2] = [
    (
        "reftrackr_influencers",
        Kind::Partners,
        &[
            ("id", "external_id"),
            ("name", "name"),
            ("email", "email"),
            ("instagram_handle", "note"),
            ("coupon_code", "coupon"),
            ("referral_slug", "code"),
            ("status", "status"),
        ],
    ),
    (
        "reftrackr_orders",
        Kind::Orders,
        &[
            ("order_id", "order"),
            ("influencer_id", "partner"),
            ("product_id", "product"),
            ("product_name", "line_name"),
            ("order_total", "line_total"),
            ("city", "city"),
            ("state", "state"),
            ("coupon_used", "coupon"),
            ("order_status", "status"),
            ("created_at", "placed_at"),
        ],
    ),
];

const AFFILIATEWP: [Known; 3] = [
    (
        "affiliate_wp_affiliates",
        Kind::Partners,
        &[
            ("affiliate_id", "external_id"),
            ("name", "name"),
            ("display_name", "name"),
            ("email", "email"),
            ("user_email", "email"),
            ("payment_email", "email"),
            ("username", "code"),
            ("user_login", "code"),
            ("status", "status"),
        ],
    ),
    ("affiliate_wp_coupons", Kind::Codes, &[("coupon_code", "code"), ("affiliate_id", "partner")]),
    (
        "affiliate_wp_referrals",
        Kind::Orders,
        &[
            ("reference", "order"),
            ("affiliate_id", "partner"),
            ("amount", "commission"),
            ("currency", "currency"),
            ("status", "commission_status"),
            ("date", "placed_at"),
            ("order_total", "total"),
            ("description", "line_name"),
            ("referral_id", "external_id"),
        ],
    ),
];

const fn known(system: System) -> &'static [Known] {
    match system {
        System::Csv => &[],
        System::RefTrackr => &REFTRACKR,
        System::AffiliateWp => &AFFILIATEWP,
    }
}

/// What the rows of a system's table are, by the table's name with any prefix; none of tables that are not taken.
#[must_use]
pub fn kind_of_table(system: System, table: &str) -> Option<Kind> {
    known(system).iter().find(|(name, ..)| table.ends_with(name)).map(|(_, kind, _)| *kind)
}

/// The same by the columns alone, for files that have no name of a table.
#[must_use]
pub fn kind_of_columns(system: System, columns: &[String]) -> Option<Kind> {
    let has = |name: &str| columns.iter().any(|column| fold(column) == fold(name));
    match system {
        System::Csv => None,
        System::RefTrackr if has("referral_slug") => Some(Kind::Partners),
        System::RefTrackr if has("order_id") && has("influencer_id") => Some(Kind::Orders),
        System::AffiliateWp if has("referral_id") => Some(Kind::Orders),
        System::AffiliateWp if has("coupon_code") => Some(Kind::Codes),
        System::AffiliateWp if has("affiliate_id") => Some(Kind::Partners),
        System::RefTrackr | System::AffiliateWp => None,
    }
}

/// Which column holds which field, as far as the names tell; each column once.
#[must_use]
pub(super) fn matched(system: System, kind: Kind, columns: &[String]) -> BTreeMap<String, usize> {
    let folded: Vec<String> = columns.iter().map(|column| fold(column)).collect();
    let mut mapping = BTreeMap::new();
    let of_system =
        known(system).iter().filter(|(_, known, _)| *known == kind).flat_map(|(.., names)| *names);
    for (column, field) in of_system {
        if let Some(at) = folded.iter().position(|name| *name == fold(column)) {
            take(&mut mapping, field, at);
        }
    }
    if system == System::Csv {
        // A field's first name is sought among all columns before its second one.
        for field in of(kind) {
            let found = field.names.iter().find_map(|name| {
                folded
                    .iter()
                    .enumerate()
                    .find(|(at, column)| *column == name && !mapping.values().any(|taken| taken == at))
            });
            if let Some((at, _)) = found {
                take(&mut mapping, field.name, at);
            }
        }
    }
    mapping
}

fn take(mapping: &mut BTreeMap<String, usize>, field: &str, at: usize) {
    if !mapping.values().any(|taken| *taken == at) {
        mapping.entry(field.to_owned()).or_insert(at);
    }
}

/// A name of a column as it is compared.
#[must_use]
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_are_known_by_their_names_in_any_spelling_and_each_once() {
        let found = matched(
            System::Csv,
            Kind::Partners,
            &columns(&["Full name", "E-MAIL address", "Referral_Code", "Age"]),
        );
        let wanted = [("code", 2), ("email", 1), ("name", 0)].map(|(name, at)| (name.to_owned(), at));
        assert_eq!(found, BTreeMap::from(wanted));
        let twice = matched(System::Csv, Kind::Orders, &columns(&["id", "date", "total"]));
        assert_eq!(twice.get("order"), Some(&0));
        assert_eq!(twice.get("external_id"), None);
    }

    #[test]
    fn tables_of_other_systems_are_known_with_any_prefix() {
        assert_eq!(kind_of_table(System::RefTrackr, "wp7_reftrackr_orders"), Some(Kind::Orders));
        assert_eq!(kind_of_table(System::RefTrackr, "wp_reftrackr_clicks"), None);
        assert_eq!(kind_of_table(System::AffiliateWp, "affiliate_wp_affiliates"), Some(Kind::Partners));
        let orders =
            columns(&["id", "influencer_id", "order_id", "product_name", "order_total", "created_at"]);
        assert_eq!(kind_of_columns(System::RefTrackr, &orders), Some(Kind::Orders));
        let mapping = matched(System::RefTrackr, Kind::Orders, &orders);
        assert_eq!((mapping.get("order"), mapping.get("line_total")), (Some(&2), Some(&4)));
    }
}
