//! The captured deliveries, as the listener heard them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs;
use std::sync::OnceLock;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/woocommerce");

/// Both shops; their order ids overlap.
pub(crate) const SHOPS: [&str; 2] = ["wc10", "wc10b"];

/// One captured delivery.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) file: String,
    pub(crate) shop: &'static str,
    pub(crate) topic: String,
    pub(crate) kind: String,
    pub(crate) secret: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Delivery {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Its body, where that is JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The id of the order it states whole.
    pub(crate) fn whole_order(&self) -> Option<String> {
        let whole = self.topic.starts_with("order.") && self.kind == "full";
        self.json().filter(|_| whole).map(|order| order["id"].to_string())
    }
}

/// All 271, in the order of their arrival.
pub(crate) fn deliveries() -> &'static [Delivery] {
    static ALL: OnceLock<Vec<Delivery>> = OnceLock::new();
    ALL.get_or_init(|| {
        let entries = fs::read_dir(format!("{FOLDER}/deliveries")).unwrap();
        let mut files: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        assert_eq!(files.len(), 271, "a delivery is missing");
        files.into_iter().map(load).collect()
    })
}

fn load(file: String) -> Delivery {
    let text = fs::read_to_string(format!("{FOLDER}/deliveries/{file}")).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let word = |name: &str| value[name].as_str().unwrap().to_owned();
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned());
    Delivery {
        shop: SHOPS.into_iter().find(|shop| *shop == value["store"]).unwrap(),
        topic: word("topic"),
        kind: word("kind"),
        secret: word("secret"),
        headers: value["headers"].as_array().unwrap().iter().map(pair).collect(),
        body: STANDARD.decode(word("body_base64")).unwrap(),
        file,
    }
}

/// All secrets with which a shop's webhooks were signed.
pub(crate) fn secrets(shop: &str) -> Vec<String> {
    let mut secrets: Vec<String> =
        deliveries().iter().filter(|d| d.shop == shop).map(|d| d.secret.clone()).collect();
    secrets.sort();
    secrets.dedup();
    secrets
}
