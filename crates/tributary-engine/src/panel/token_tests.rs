//! Every reason for which a token is refused has a test of its own.

use super::*;
use serde_json::json;

const SECRET: &str = "csec_one";
const NOW: Timestamp = Timestamp::from_ms(1_780_000_000_500);
const NOW_S: i64 = 1_780_000_000;

fn store() -> StoreId {
    StoreId::from_bits(7)
}

fn claims() -> Json {
    json!({
        "iss": store().as_str(), "sub": "42", "email": " bob@example.com ", "name": "Bob \u{7}Bell", "login": "bob",
        "lang": "ug", "iat": NOW_S, "exp": NOW_S + 3_600,
    })
}

fn taken(token: &str) -> std::result::Result<Claims, Refusal> {
    verify(token, &store(), &["csec_old".to_owned(), SECRET.to_owned()], NOW)
}

fn with(field: &str, value: Json) -> std::result::Result<Claims, Refusal> {
    let mut claims = claims();
    claims[field] = value;
    taken(&sign(SECRET, &claims).unwrap())
}

/// A token whose header is as given and whose signature fits it.
fn headed(head: &str) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims().to_string()));
    let mac = mac_of(SECRET, &signed).unwrap().finalize().into_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
}

#[test]
fn a_good_token_says_who_the_customer_is() {
    let token = sign(SECRET, &claims()).unwrap();
    assert_eq!(issuer(&token), Ok(Some(store().to_string())));
    let told = taken(&token).unwrap();
    assert_eq!((told.subject.as_str(), told.email.as_deref()), ("42", Some("bob@example.com")));
    assert_eq!((told.name.as_str(), told.login.as_str(), told.language.as_str()), ("Bob Bell", "bob", "ug"));
    assert_eq!(told.ends_at, Timestamp::from_ms((NOW_S + 3_600) * 1_000));
    assert_eq!(with("sub", json!(42)).unwrap().subject, "42", "shops number their customers");
    assert_eq!(
        with("iss", Json::Null).unwrap().subject,
        "42",
        "where there is only one store, none is named"
    );
}

/// The signature was made by another program.
#[test]
fn a_token_made_elsewhere_has_the_signature_that_we_expect() {
    let token = sign("your-256-bit-secret", &json!({ "sub": "1" })).unwrap();
    assert_eq!(
        token,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.rTCH8cLoGxAm_xw68z-zXVKi9ie6xJn9tnVWjd_9ftE"
    );
}

#[test]
fn a_token_of_another_algorithm_is_refused_even_where_its_signature_fits() {
    for head in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
    ] {
        assert_eq!(taken(&headed(head)), Err(Refusal::Algorithm), "{head}");
    }
    assert!(taken(&headed(r#"{"typ":"JWT","alg":"HS256"}"#)).is_ok());
}

#[test]
fn a_token_without_a_signature_or_with_a_wrong_one_is_refused() {
    let token = sign(SECRET, &claims()).unwrap();
    let (signed, mac) = token.rsplit_once('.').unwrap();
    let mut other = claims();
    other["sub"] = json!("43");
    let (forged, _) =
        sign(SECRET, &other).unwrap().rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    for wrong in [
        format!("{signed}."),
        format!("{signed}.{}", &mac[..10]),
        format!("{forged}.{mac}"),
        sign("csec_other", &claims()).unwrap(),
    ] {
        assert_eq!(taken(&wrong), Err(Refusal::Signature), "{wrong}");
    }
    assert_eq!(
        verify(&sign("", &claims()).unwrap(), &store(), &[String::new()], NOW),
        Err(Refusal::Signature)
    );
    assert_eq!(
        verify(&token, &store(), &[], NOW),
        Err(Refusal::Signature),
        "a store without a secret takes none"
    );
}

#[test]
fn a_token_that_has_ended_is_refused_to_the_second() {
    assert_eq!(with("exp", json!(NOW_S)), Err(Refusal::Expired));
    assert_eq!(with("exp", json!(NOW_S - 1)), Err(Refusal::Expired));
    assert!(with("exp", json!(NOW_S + 1)).is_ok());
}

#[test]
fn a_token_that_lasts_more_than_an_hour_is_refused() {
    assert_eq!(with("exp", json!(NOW_S + 3_601)), Err(Refusal::Lifetime));
    assert_eq!(with("exp", json!(i64::MAX)), Err(Refusal::Lifetime));
    assert_eq!(with("exp", Json::Null), Err(Refusal::Lifetime));
    assert_eq!(with("iat", Json::Null), Err(Refusal::Lifetime));
    assert_eq!(with("iat", json!(i64::MIN)), Err(Refusal::Lifetime));
    let mut ahead = claims();
    (ahead["iat"], ahead["exp"]) = (json!(NOW_S + 61), json!(NOW_S + 3_600));
    assert_eq!(taken(&sign(SECRET, &ahead).unwrap()), Err(Refusal::Lifetime), "it could be kept for later");
}

#[test]
fn a_token_of_another_store_is_refused() {
    let other = StoreId::from_bits(8);
    assert_eq!(with("iss", json!(other.as_str())), Err(Refusal::Store));
}

#[test]
fn a_token_that_does_not_say_who_the_customer_is_is_refused() {
    for sub in [
        Json::Null,
        json!(""),
        json!("  "),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(true),
        json!(["42"]),
        json!("x".repeat(201)),
    ] {
        assert_eq!(with("sub", sub.clone()), Err(Refusal::Subject), "{sub}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let token = sign(SECRET, &claims()).unwrap();
    for text in ["", ".", "..", "a.b.c", &token.replace('.', ""), &format!("{token}="), &"x".repeat(10_000)] {
        assert!(matches!(taken(text), Err(Refusal::Malformed)), "{text}");
    }
    let twice = URL_SAFE_NO_PAD.encode(r#"{"sub":"1","sub":"2","iat":1,"exp":2}"#);
    let head = token.split('.').next().unwrap();
    assert_eq!(taken(&format!("{head}.{twice}.AAAA")), Err(Refusal::Malformed), "which of both is meant?");
}
