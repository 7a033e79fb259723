//! The OpenAPI document: what the handlers say of themselves, and what holds for all of them.

use super::resources;
use super::reworded::{DubProblem, RetrackProblem};
use super::shape;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::{clicks, stores};
use axum::body::Bytes;
use std::sync::LazyLock;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Type,
    tag::TagBuilder,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const ABOUT: &str = "\
Records who sent whom, decides who earned what, says why, and keeps the money straight.\n\n\
**Money** is `{\"amount\": 500, \"currency\": \"USD\"}` in minor units, rates are texts such as `\"12.5\"`, times \
are RFC 3339. **Lists** are newest first; send `next_cursor` back as `cursor` for the next page. **Problems** are \
RFC 9457 documents that name each wrong field by its JSON pointer. **Retries** are safe with an \
`Idempotency-Key`: the same key and body get the same answer, another body gets a 409. Words in answers may grow \
in number: treat unknown ones as such.";

const TAGS: [(&str, &str); 27] = [
    ("stores", "Shops that report orders, and the secrets they share with us."),
    ("connections", "How a shop's plugin gets its key, and what it may ask about itself."),
    ("programs", "The rules by which a store's orders are judged; each change is a new version."),
    ("partners", "Anyone who promotes."),
    ("memberships", "Publishers in a program: who asks, who is in, and since when."),
    ("codes", "What a partner tells people to type, at the checkout or in an address."),
    ("links", "Addresses that lead to a page of the shop and say whose click it was."),
    ("creatives", "Pictures and texts that partners post, each with where it leads."),
    ("clicks", "Every click, whoever made it."),
    ("orders", "Orders as shops state them, and why they stand as they do."),
    ("products", "What stores sell, and readings of it, batch by batch."),
    ("leads", "Sign-ups, enquiries and other events without an amount."),
    ("customers", "People who buy at a store, the code with which each refers friends, and who sent them."),
    ("refunds", "What was given back of an order."),
    ("commissions", "What partners earn, order by order."),
    ("payouts", "What partners are paid: what is due, batches of it, and what became of each payout."),
    ("ledger", "The money, as balanced transactions that name their cause."),
    (
        "wallets",
        "Customers' store credit: what there is, line by line, and setting it aside while somebody buys.",
    ),
    ("welcome_coupons", "What friends of customers were given for their first order."),
    ("imports", "Rows of files from elsewhere: understood, tried out, carried out, and taken back."),
    ("events", "What happened."),
    ("postbacks", "Who tells of sales by calling an address, in the words of another system."),
    ("webhooks", "Whom to tell what happens, and what became of each telling."),
    (
        "retrack",
        "Transactions and leads as Retrack's API has them. Requests are camelCase (snake_case is taken too), answers are \
         snake_case, amounts are whole minor units. The same paths are answered without `/v2`.",
    ),
    (
        "dub",
        "Leads and sales as Dub's API has them: its published SDKs work with this server as `serverURL`.",
    ),
    (
        "refer",
        "For shops' own pages, with a token that the shop signs for each customer: what customers see of telling friends.",
    ),
    (
        "publisher",
        "For publishers, with a token of their own: what became of what they sent, in all their programs.",
    ),
];

/// What needs no idempotency key: a code is good once, and a test changes nothing.
const PLAIN: [&str; 2] = ["/api/v1/connections", "/api/v1/connection/test"];

/// The document.
pub fn openapi() -> OpenApi {
    let mut document = resources().to_openapi();
    let keyed = document.paths.paths.iter_mut().filter(|(path, _)| !PLAIN.contains(&path.as_str()));
    keyed.for_each(|(_, item)| accept_idempotency_key(item));
    document.merge(elsewhere().to_openapi());
    shape::describe_cursors(&mut document);
    shape::describe_together(&mut document);
    let title = "Tributary API";
    document.info =
        InfoBuilder::new().title(title).version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT)).build();
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    document.tags = Some(tags.to_vec());
    let components = document.components.get_or_insert_with(Components::new);
    add_problem::<Problem>(components);
    add_problem::<RetrackProblem>(components);
    add_problem::<DubProblem>(components);
    add_problem::<shape::EndpointRef>(components); // only parameters name it, and those bring no shapes along
    add_problem::<shape::BatchRef>(components);
    add_problem::<shape::ReferralReading>(components);
    add_problem::<shape::ImportVerdict>(components);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "An API key: `tributary_live_sk_…`. Each has scopes, `noun:read` or `noun:write`.",
    ));
    components.add_security_scheme("key", SecurityScheme::Http(bearer.build()));
    let publisher = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "A publisher's token: `tributary_pub_…`. It reads and changes what is the publisher's own, with all stores.",
    ));
    components.add_security_scheme("publisher", SecurityScheme::Http(publisher.build()));
    let customer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
        "A customer token: a JWT, HS256, signed by the shop with the store's customer secret, good for an hour at most.",
    ));
    components.add_security_scheme("customer", SecurityScheme::Http(customer.build()));
    document.security = Some(vec![SecurityRequirement::new("key", Vec::<String>::new())]);
    for (path, item) in &mut document.paths.paths {
        let all = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in all {
            operation.iter_mut().for_each(|operation| {
                operation.operation_id = Some(named(method, path));
                may_fail(operation, path);
            });
        }
    }
    document
}

/// Operations whose handlers live beside this folder.
fn elsewhere() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(clicks::report))
        .routes(routes!(stores::reconcile))
        .merge(crate::http::refer::resources())
}

/// `post_orders_id_refunds`
fn named(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1").trim_start_matches("/api");
    let words = path.trim_start_matches('/').split('/').map(|word| word.trim_matches(['{', '}']));
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}

/// The document as it is served; it is the same for every server.
pub(super) fn json() -> Bytes {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| {
        let text = openapi().to_json().unwrap_or_else(|error| {
            tracing::error!(%error, "the OpenAPI document cannot be written");
            String::from("{}")
        });
        Bytes::from(text)
    });
    TEXT.clone()
}

fn add_problem<P: ToSchema>(components: &mut Components) {
    components.schemas.insert(P::name().into_owned(), P::schema());
    let mut named = Vec::new();
    P::schemas(&mut named);
    components.schemas.extend(named);
}

/// Any operation may answer with a problem, in the words of whose API it is.
fn may_fail(operation: &mut Operation, path: &str) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = if status == "201" { "Made" } else { "As asked" }.to_owned();
        }
    }
    let (name, content_type) = match path {
        path if path.starts_with("/api/v2/") => (RetrackProblem::name(), "application/problem+json"),
        path if path.starts_with("/track/") => (DubProblem::name(), "application/json"),
        _ => (Problem::name(), "application/problem+json"),
    };
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).build();
    let response = ResponseBuilder::new().description("A problem").content(content_type, content);
    operation.responses.responses.insert("default".to_owned(), response.build().into());
}

fn accept_idempotency_key(item: &mut PathItem) {
    let changing = [&mut item.post, &mut item.patch, &mut item.put, &mut item.delete];
    for operation in changing.into_iter().flatten() {
        operation.parameters.get_or_insert_default().push(idempotency_key().into());
    }
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("Makes a retry safe: any text that is new for each new request."))
        .schema(Some(text))
        .build()
}
