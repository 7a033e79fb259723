//! The captured deliveries and REST answers of WooCommerce 10.0.2, for the tests of this folder.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/woocommerce");

/// One captured webhook delivery.
pub(super) struct Delivery {
    pub(super) file: String,
    pub(super) kind: String,
    pub(super) secret: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Delivery {
    /// A header's value, whatever the case of its name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(format!("{FOLDER}/{folder}")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn load(file: &str) -> Delivery {
    let text = fs::read_to_string(format!("{FOLDER}/deliveries/{file}")).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let word = |name: &str| value[name].as_str().unwrap().to_owned();
    let headers = value["headers"].as_array().unwrap().iter();
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned());
    Delivery {
        file: file.to_owned(),
        kind: word("kind"),
        secret: word("secret"),
        headers: headers.map(pair).collect(),
        body: STANDARD.decode(word("body_base64")).unwrap(),
    }
}

/// All deliveries in the order of their arrival.
pub(super) fn deliveries() -> Vec<Delivery> {
    let all: Vec<Delivery> = names("deliveries").iter().map(|file| load(file)).collect();
    assert_eq!(all.len(), 271, "a delivery is missing");
    all
}

/// The delivery of this sequence number.
pub(super) fn delivery(number: &str) -> Delivery {
    let file = names("deliveries").into_iter().find(|file| file.starts_with(number)).unwrap();
    load(&file)
}

/// The rows of `INDEX.tsv` by column name.
pub(super) fn index() -> Vec<std::collections::BTreeMap<String, String>> {
    let text = fs::read_to_string(format!("{FOLDER}/INDEX.tsv")).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let row = |line: &str| {
        columns.iter().map(|c| (*c).to_owned()).zip(line.split('\t').map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

/// The texts of all REST captures, by file name.
pub(super) fn rest_texts() -> Vec<(String, String)> {
    let read = |file: String| {
        let text = fs::read_to_string(format!("{FOLDER}/rest/{file}")).unwrap();
        (file, text)
    };
    names("rest").into_iter().map(read).collect()
}

/// The body of the REST capture whose file name starts so, as bytes.
pub(super) fn rest(start: &str) -> Vec<u8> {
    let (_, text) = rest_texts().into_iter().find(|(file, _)| file.starts_with(start)).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let body = value.get("body").unwrap_or(&value);
    serde_json::to_vec(body).unwrap()
}
