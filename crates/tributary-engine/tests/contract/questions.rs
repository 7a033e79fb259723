//! Rewards about which somebody outside is asked: nothing is granted before the answer, and where none comes the rules' own amount is.

use crate::rewards::{friends_order, shop};
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, at, refund_of_line};
use serde_json::{Value as Json, json};
use tributary_core::order::Status;
use tributary_core::referral::{Referral, RewardWebhook};
use tributary_engine::referral::{self, Asked};
use tributary_engine::replay::Apply;
use tributary_engine::webhook::{self, Answer};

fn asks(referral: &mut Referral) {
    referral.webhook = Some(RewardWebhook {
        url: "https://shop.example/rewards".to_owned(),
        least_percent: 50,
        most_percent: 200,
        wait_minutes: 60,
        secret: 1,
    });
}

impl Scenario {
    fn questions(&self, now: i64) -> Vec<Asked> {
        let sealer = self.engine.sealer.clone();
        self.engine.db.write_wait(move |tx| referral::claim(tx, &sealer, at(now), 10)).unwrap()
    }

    fn answer(&self, asked: &Asked, answer: Answer, now: i64) {
        let asked = asked.clone();
        self.engine.db.write_wait(move |tx| referral::record(tx, &asked, &answer, at(now))).unwrap();
    }
}

fn said(status: i64, body: &str) -> Answer {
    Answer { status: Some(status), body: body.to_owned(), ..Answer::default() }
}

#[test]
fn a_reward_waits_for_its_answer_and_then_is_what_was_answered() {
    let s = shop(asks);
    let ada = s.friend_of_ada();
    s.state(&friends_order("1", 40_00, HOUR));
    assert_eq!(s.purses(&ada), [0; 4]);
    assert_eq!(s.findings(2 * HOUR), [""; 0]);
    let asked = s.questions(HOUR + MINUTE);
    assert_eq!((asked.len(), s.questions(HOUR + MINUTE).len()), (1, 0), "one who claims it keeps it");
    let request = asked[0].request();
    let body: Json = serde_json::from_str(&request.body).unwrap();
    let data = &body["data"];
    assert_eq!((&body["type"], &body["id"]), (&json!("reward.asked"), &json!(request.id)));
    assert_eq!(data["object"]["external_id"], "1");
    let amounts = ["reward", "least", "most"].map(|name| data[name]["amount"].as_i64().unwrap());
    assert_eq!((amounts, &data["sponsor"]), ([10_000, 5_000, 20_000], &json!(ada.as_str())));
    let secret = referral::secret(&s.engine.sealer, (&s.tenant, &s.program), 1);
    let message = (request.id.as_str(), request.at_s, request.body.as_str());
    assert!(webhook::verify(&secret, message, &request.signatures, request.at_s));
    s.answer(&asked[0], said(200, r#"{"amount": 12500, "currency": "USD"}"#), HOUR + MINUTE);
    assert_eq!(s.purses(&ada), [0, 12_500, 0, 0]);
    // The same answer once more, and another one, change nothing.
    s.answer(&asked[0], said(200, r#"{"amount": 9000}"#), HOUR + 2 * MINUTE);
    assert_eq!(s.purses(&ada), [0, 12_500, 0, 0]);
    s.tell("1", refund_of_line("r1", 10_00), 2 * HOUR);
    assert_eq!(s.purses(&ada), [0, 9_375, 0, 0], "a quarter went back, and so does a quarter of it");
    assert_eq!(s.findings(DAY), [""; 0]);
    assert_eq!(s.replay(None, Apply::Show, DAY).differences, []);
}

#[test]
fn without_an_answer_the_own_amount_stands_when_the_wait_is_over() {
    let s = shop(asks);
    let ada = s.friend_of_ada();
    s.state(&friends_order("1", 40_00, HOUR));
    let begun = HOUR + 500;
    let (mut now, mut tries) = (begun, 0);
    while s.purses(&ada)[1] == 0 {
        for asked in s.questions(now) {
            s.answer(&asked, said(503, ""), now);
            tries += 1;
        }
        assert!(now <= begun + 61 * MINUTE, "it goes on waiting");
        now += MINUTE;
    }
    assert_eq!(
        (s.purses(&ada), tries),
        ([0, 10_000, 0, 0], 7),
        "1, 2, 4, 8, 16 minutes apart, and at the end"
    );
    assert!(now > begun + 60 * MINUTE);
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn an_answer_beyond_the_bounds_is_cut_and_an_order_that_was_called_off_is_asked_about_no_further() {
    let s = shop(asks);
    let ada = s.friend_of_ada();
    s.state(&friends_order("1", 40_00, HOUR));
    s.state(&friends_order("1", 40_00, HOUR).status(Status::Cancelled).modified(2 * HOUR));
    assert!(s.questions(3 * HOUR).is_empty());
    s.state(&friends_order("1", 40_00, HOUR).modified(4 * HOUR));
    let asked = s.questions(5 * HOUR);
    assert_eq!(asked.len(), 1, "it earns again, and is asked about again");
    s.answer(&asked[0], said(200, r#"{"amount": 999999}"#), 5 * HOUR);
    assert_eq!(s.purses(&ada), [0, 20_000, 0, 0]);
    assert_eq!(s.findings(DAY), [""; 0]);
}
