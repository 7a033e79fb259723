//! The documents that go with the program, as they are: `/docs/{name}.md`, and `/llms.txt`, which lists them.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Name, title, text.
const PAPERS: [(&str, &str, &str); 19] = [
    (
        "presets.md",
        "Presets: programs that start like a system you know",
        include_str!("../../../../../docs/presets.md"),
    ),
    (
        "migrating.md",
        "Migrating: partners, codes and orders from elsewhere",
        include_str!("../../../../../docs/migrating.md"),
    ),
    (
        "woocommerce.md",
        "WooCommerce: the plugin for the shop",
        include_str!("../../../../../docs/woocommerce.md"),
    ),
    ("zencart.md", "Zen Cart: the plugin for the shop", include_str!("../../../../../docs/zencart.md")),
    ("webhooks.md", "Webhooks: being told what happens", include_str!("../../../../../docs/webhooks.md")),
    ("developers.md", "Keys, test mode and logs", include_str!("../../../../../docs/developers.md")),
    (
        "conversions.md",
        "Conversions: sales, leads, and who tells of them",
        include_str!("../../../../../docs/conversions.md"),
    ),
    ("wallet.md", "Store credit and welcome coupons", include_str!("../../../../../docs/wallet.md")),
    ("script.md", "The script in the shop's pages", include_str!("../../../../../docs/script.md")),
    (
        "share-panel.md",
        "The share panel in the shop's pages",
        include_str!("../../../../../docs/share-panel.md"),
    ),
    (
        "redirect-page.md",
        "The page that keeps a click for the shop",
        include_str!("../../../../../docs/redirect-page.md"),
    ),
    (
        "postbacks-in.md",
        "Postbacks of other networks and trackers",
        include_str!("../../../../../docs/postbacks-in.md"),
    ),
    (
        "publishers.md",
        "Publishers: many stores through one account",
        include_str!("../../../../../docs/publishers.md"),
    ),
    (
        "publisher-api.md",
        "A publisher's API and postbacks",
        include_str!("../../../../../docs/publisher-api.md"),
    ),
    (
        "creatives.md",
        "Creatives, and orders that partners miss",
        include_str!("../../../../../docs/creatives.md"),
    ),
    (
        "plugin-api.md",
        "A plugin for a shop: connecting, visits, orders, tests",
        include_str!("../../../../../docs/plugin-api.md"),
    ),
    ("operations.md", "Running a server", include_str!("../../../../../docs/operations.md")),
    ("scaling.md", "More than one machine", include_str!("../../../../../docs/scaling.md")),
    ("performance.md", "What was measured", include_str!("../../../../../docs/performance.md")),
];

/// Title and address of each.
#[must_use]
pub fn list() -> Vec<(String, String)> {
    PAPERS.iter().map(|(name, title, _)| ((*title).to_owned(), format!("/docs/{name}"))).collect()
}

/// The program that checks a webhook's signature, out of its document.
#[must_use]
pub fn signature_recipe() -> String {
    let paper = PAPERS.iter().find(|(name, ..)| *name == "webhooks.md");
    let text = paper.map_or("", |(_, _, text)| text);
    let program = text.split("```python\n").nth(1).and_then(|rest| rest.split("```").next());
    program.unwrap_or_default().trim().to_owned()
}

/// `GET /docs/{name}`
pub async fn paper(Path(name): Path<String>) -> Response {
    match PAPERS.iter().find(|(known, ..)| *known == name) {
        Some((_, _, text)) => {
            ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], *text).into_response()
        }
        None => crate::web::admin::not_found().await,
    }
}

/// `GET /llms.txt`
pub async fn index() -> Response {
    let mut text = String::from(
        "# Tributary\n\n> A self-hosted server for affiliate and referral programs: clicks and orders go in, commissions \
         and events come out. One HTTP API with bearer keys; keys that begin with tributary_test_sk_ are of test mode.\n\n\
         ## API\n\n- [OpenAPI 3.1](/api/v1/openapi.json): every operation, for machines\n\
         - [API reference](/docs/api): the same for people\n\n## Documents\n\n",
    );
    for (name, title, _) in PAPERS {
        text.push_str("- [");
        text.push_str(title);
        text.push_str("](/docs/");
        text.push_str(name);
        text.push_str(")\n");
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_that_another_leads_to_is_there() {
        for (name, _, text) in PAPERS {
            for to in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(to, _)| to) {
                let file = to.split('#').next().unwrap_or_default();
                let elsewhere = file.contains(['/', ':']) || file.is_empty() || !file.ends_with(".md");
                assert!(elsewhere || PAPERS.iter().any(|(known, ..)| *known == file), "{name} leads to {to}");
            }
        }
    }

    #[test]
    fn the_recipe_for_signatures_is_found_in_its_document() {
        let recipe = signature_recipe();
        assert!(recipe.starts_with("import base64") && recipe.contains("compare_digest"), "{recipe}");
    }
}
