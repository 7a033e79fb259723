//! Paying partners: from what is due to a statement, and what partners see of it.

use crate::browser::{Browser, Reply};
use crate::pdf;
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use axum::http::StatusCode;
use tributary::worker::tell_partners;
use tributary_core::order::Status;
use tributary_core::{Currency, PartnerId, Timestamp};
use tributary_engine::{mail, partner, portal};

const IBAN: &str = "SE45 5000 0000 0583 9825 7466";

/// A shop whose owner has added Sara, and her id.
pub(crate) async fn shop_with_sara() -> (Shop, Browser, PartnerId) {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let fields =
        [("name", "Sara Lind"), ("email", "sara@example.org"), ("code", "sara"), ("coupon", "SARA10")];
    owner.submit("/admin/partners/new", "/admin/partners", &fields).await;
    let tenant = shop.tenant();
    let all = shop.app.engine.db.read_wait(move |tx| partner::all(tx, &tenant)).unwrap();
    let sara = all[0].id.clone();
    (shop, owner, sara)
}

/// An order of hers whose hold is over.
pub(crate) fn sold(shop: &Shop, id: &str) {
    shop.order(with_coupons(order(id, shop.now().plus_ms(-40 * DAY_MS)), &["sara10"]));
}

pub(crate) async fn bank_of(owner: &mut Browser, partner: &PartnerId) -> Reply {
    let page = format!("/admin/partners/{partner}?tab=payouts");
    let fields = [("method", "bank"), ("account_name", "Sara Lind"), ("iban", IBAN), ("bic", "ESSESESS")];
    owner.submit(&page, &format!("/admin/payouts/details/{partner}"), &fields).await
}

/// Sara's own browser.
pub(crate) async fn own_pages(shop: &Shop, partner: &PartnerId) -> Browser {
    let (tenant, id, now) = (shop.tenant(), partner.clone(), shop.now());
    let token =
        shop.app.engine.db.write_wait(move |tx| portal::link(tx, &tenant, &id, (now, DAY_MS))).unwrap();
    let mut browser = shop.browser();
    let link = format!("/partner/enter?token={token}");
    let entered = browser.submit(&link, "/partner/enter", &[("token", &token)]).await;
    assert_eq!(entered.location(), "/partner", "{}", entered.text());
    browser
}

/// The texts of mails that wait, by subject.
pub(crate) fn mails(shop: &Shop) -> Vec<(String, String)> {
    let (engine, now) = (shop.app.engine.clone(), Timestamp::from_ms(shop.now().ms() + 1));
    let due = shop.app.engine.db.write_wait(move |tx| mail::claim(tx, &engine.sealer, now, 50)).unwrap();
    due.into_iter().map(|due| (due.mail.subject, due.mail.text)).collect()
}

#[tokio::test]
async fn an_owner_pays_undoes_pays_and_voids_and_history_keeps_it_all() {
    let (shop, mut owner, sara) = shop_with_sara().await;
    sold(&shop, "1");
    let due = owner.get("/admin/payouts").await;
    assert!(due.text().contains("Payout details missing") && !due.body.contains("Create payout</button>"));
    let wrong = [("method", "bank"), ("account_name", ""), ("iban", "SE46"), ("bic", "x")];
    let page = format!("/admin/partners/{sara}?tab=payouts");
    let action = format!("/admin/payouts/details/{sara}");
    let refused = owner.submit(&page, &action, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["account_name-error", "iban-error", "bic-error", "value=\"SE46\""] {
        assert!(refused.body.contains(field), "{field}");
    }
    assert!(bank_of(&mut owner, &sara).await.location().contains("did=saved"));
    let shown = owner.get(&page).await;
    assert!(shown.text().contains("SE45…7466") && !shown.body.contains("SE4550000000058398257466"));

    let due = owner.get("/admin/payouts").await.text();
    assert!(due.contains("10.00 USD in 1 payout"), "{due}");
    let made = owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    let draft = owner.get(&batch).await;
    assert!(draft.text().contains("Draft") && !draft.body.contains("/file?"), "a draft has no files");
    owner.submit(&batch, &format!("{batch}/approve"), &[]).await;
    let ready = owner.get(&batch).await;
    assert!(ready.text().contains("Bank transfers, USD") && ready.text().contains("1 row, 10.00 USD"));
    let file = owner.get(&format!("{batch}/file?kind=bank&currency=USD&part=1")).await;
    assert!(
        file.body.contains("Sara Lind,SE4550000000058398257466,ESSESESS,10.00,USD,pay-"),
        "{}",
        file.body
    );
    let name = file.headers["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(name, "attachment; filename=\"payout-1-bank-USD.csv\"");
    assert_eq!(
        owner.get(&format!("{batch}/file?kind=paypal&currency=USD")).await.status,
        StatusCode::NOT_FOUND
    );

    let early = owner.submit(&batch, &format!("{batch}/pay"), &[("paid_on", "2126-01-01")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pay = [("paid_on", "2026-06-02"), ("reference", "TX-1")];
    let paid = owner.submit(&batch, &format!("{batch}/pay"), &pay).await;
    let toast = owner.get(paid.location()).await;
    assert!(toast.text().contains("Payout marked paid.") && toast.body.contains("data-toast"));
    owner.submit(paid.location(), &format!("{batch}/undo"), &[]).await;
    assert!(owner.get(&batch).await.text().contains("Ready to be paid"));
    owner.submit(&batch, &format!("{batch}/pay"), &pay).await;
    let unsaid = owner.submit(&batch, &format!("{batch}/void"), &[("reason", "")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    owner.submit(&batch, &format!("{batch}/void"), &[("reason", "Wrong account")]).await;
    let text = owner.get(&batch).await.text();
    let history = text.split("History").nth(1).unwrap();
    let mut at = 0;
    for step in [
        "Payout made",
        "Payout approved",
        "File of a payout taken away",
        "Payout marked paid",
        "Payment of a payout undone",
        "Payout marked paid",
        "Payout voided",
        "Wrong account",
    ] {
        at += history[at..].find(step).unwrap_or_else(|| panic!("{step} in {history}")) + step.len();
    }
    assert!(owner.get("/admin/payouts").await.text().contains("10.00 USD in 1 payout"), "it is due again");
    assert!(owner.get("/admin/payouts?tab=batches").await.text().contains("Voided"));
    let account = owner.get(&format!("/admin/partners/{sara}?tab=earnings")).await.text();
    for line in ["Put into a payout", "Not paid after all", "Payout voided: ready again"] {
        assert!(account.contains(line), "{line}: {account}");
    }
}

#[tokio::test]
async fn a_draft_is_looked_through_and_says_what_went_back_since() {
    let (shop, mut owner, sara) = shop_with_sara().await;
    bank_of(&mut owner, &sara).await;
    sold(&shop, "1");
    let made = owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    shop.refund("1", 6_250);
    let warned = owner.get(&batch).await;
    assert!(
        warned.text().contains("Since this payout was made, 5.00 USD was taken back from Sara Lind."),
        "{}",
        warned.text()
    );
    let payout =
        warned.body.split("name=\"payout\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    owner.submit(&batch, &format!("{batch}/exclude"), &[("payout", &payout)]).await;
    let empty = owner.get(&batch).await.text();
    assert!(
        empty.contains("Nobody is left in this payout.")
            && empty.contains("Taken out while it was looked through")
    );
    assert!(owner.get("/admin/payouts").await.text().contains("5.00 USD in 1 payout"));
}

#[tokio::test]
async fn what_is_below_the_minimum_waits_and_who_said_nothing_is_asked_once() {
    let (shop, mut owner, sara) = shop_with_sara().await;
    sold(&shop, "1");
    let asked = owner.submit("/admin/payouts", "/admin/payouts/remind", &[]).await;
    assert!(owner.get(asked.location()).await.text().contains("1 partner was asked by mail."));
    let again = owner.get("/admin/payouts").await;
    assert!(!again.body.contains("/admin/payouts/remind"), "once a week at most");
    let (subject, text) = mails(&shop).pop().unwrap();
    assert!(subject.contains("Northwind wants to pay you") && text.contains("/partner/payouts"), "{text}");
    bank_of(&mut owner, &sara).await;
    let page = "/admin/payouts?tab=minimums";
    let wrong = [("currency", "USD"), ("minimum-USD", "much")];
    let refused = owner.submit(page, "/admin/payouts/minimum", &wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("value=\"much\""));
    let fields = [("currency", "USD"), ("minimum-USD", "10.01")];
    owner.submit(page, "/admin/payouts/minimum", &fields).await;
    let due = owner.get("/admin/payouts").await;
    assert!(due.text().contains("1 below the minimum") && !due.body.contains("Create payout</button>"));
    let mut own = own_pages(&shop, &sara).await;
    let why = own.get("/partner/payouts").await.text();
    assert!(why.contains("10.00 USD is ready. It is paid once it reaches 10.01 USD."), "{why}");
}

#[tokio::test]
async fn a_partner_sees_earnings_payouts_and_statements_of_their_own_alone() {
    let (shop, mut owner, sara) = shop_with_sara().await;
    sold(&shop, "1");
    let mut unpaid = order("2", shop.now().plus_ms(-DAY_MS));
    unpaid.status = Status::OnHold;
    shop.order(with_coupons(unpaid, &["sara10"]));
    let mut own = own_pages(&shop, &sara).await;
    let earnings = own.get("/partner/earnings").await.text();
    assert!(earnings.contains("#A-1") && earnings.contains("Payable on"), "{earnings}");
    let only = own.get("/partner/earnings?state=pending").await.text();
    assert!(only.contains("#A-2") && !only.contains("#A-1"));
    let fields = [("method", "paypal"), ("paypal_email", "sara@pay.example")];
    let saved = own.submit("/partner/payouts", "/partner/payouts", &fields).await;
    assert_eq!(saved.location(), "/partner/payouts?did=saved", "{}", saved.text());
    assert!(
        mails(&shop).iter().all(|(subject, _)| !subject.contains("was changed")),
        "the first is no change"
    );
    let made = owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    owner.submit(&batch, &format!("{batch}/approve"), &[]).await;
    owner.submit(&batch, &format!("{batch}/pay"), &[("paid_on", "2026-06-02")]).await;
    assert_eq!(tell_partners(&shop.app).await.unwrap(), 0, "not while it can be a slip of the finger");
    shop.app.engine.clock.shift(20_000);
    assert_eq!(tell_partners(&shop.app).await.unwrap(), 1);
    let (subject, text) = mails(&shop).pop().unwrap();
    assert_eq!(subject, "10.00 USD from Northwind is on its way");
    assert!(text.contains("to s…@pay.example") && text.contains("2 Jun 2026"), "{text}");
    let link = text.split_whitespace().find(|word| word.contains("/partner/payouts/pay_")).unwrap();
    let link = link[link.find("/partner").unwrap()..].to_owned();
    let statement = own.get(&link).await.text();
    for part in ["Statement 1-", "#A-1", "10.00 USD", "Northwind", "Sara Lind"] {
        assert!(statement.contains(part), "{part}: {statement}");
    }
    as_a_file(&mut own, &link).await;
    let payouts = own.get("/partner/payouts").await.text();
    assert!(payouts.contains("Payout 1") && payouts.contains("Paid"), "{payouts}");
    let earnings = own.get("/partner/earnings").await.text();
    assert!(earnings.contains("Payout 1, 2 Jun 2026"), "{earnings}");
    let file = own.get("/partner/earnings.csv").await;
    assert!(file.body.contains("A-1") && file.body.contains(",paid,2026-06-02"), "{}", file.body);

    let fields = [("name", "Bo Ek"), ("email", "bo@example.org"), ("code", "bo")];
    owner.submit("/admin/partners/new", "/admin/partners", &fields).await;
    let tenant = shop.tenant();
    let all = shop.app.engine.db.read_wait(move |tx| partner::all(tx, &tenant)).unwrap();
    let bo = all.iter().find(|one| one.name == "Bo Ek").unwrap().id.clone();
    let mut other = own_pages(&shop, &bo).await;
    for hers in [link.clone(), format!("{link}/statement.pdf")] {
        assert_eq!(other.get(&hers).await.status, StatusCode::NOT_FOUND);
    }
    assert!(other.get("/partner/earnings").await.text().contains("No earnings yet."));
}

/// Her statement as a file, in English and from right to left.
async fn as_a_file(own: &mut Browser, statement: &str) {
    let address = format!("{statement}/statement.pdf");
    assert!(own.get(statement).await.body.contains(&format!("href=\"{address}\"")));
    let file = own.get(&address).await;
    assert_eq!(file.headers["content-type"], "application/pdf");
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment; filename=\"statement-1-")
    );
    let lines = pdf::pages(&file.bytes).concat();
    for part in ["Northwind", "Sara Lind", "PayPal s…@pay.example", "2 Jun 2026", "#A-1", "Total"] {
        assert!(lines.iter().any(|line| line == part), "{part}: {lines:?}");
    }
    assert_eq!(
        lines.iter().filter(|line| *line == "10.00 USD").count(),
        2,
        "its one order, and the total: {lines:?}"
    );
    assert_eq!(file.bytes, own.get(&address).await.bytes, "the same statement is the same file");

    let english = own.headers.clone();
    own.headers.push(("accept-language", "ug".to_owned()));
    let lines = pdf::pages(&own.get(&address).await.bytes).concat();
    own.headers = english;
    assert!(lines.iter().any(|line| pdf::reversed(line) == "جەمئىي"), "{lines:?}");
    for part in ["Sara Lind", "#A-1"] {
        assert!(lines.iter().any(|line| line == part), "{part}: {lines:?}");
    }
}

#[tokio::test]
async fn money_that_a_partner_sends_elsewhere_waits_and_they_hear_of_it() {
    let (shop, mut owner, sara) = shop_with_sara().await;
    sold(&shop, "1");
    bank_of(&mut owner, &sara).await;
    let mut own = own_pages(&shop, &sara).await;
    let fields = [("method", "paypal"), ("paypal_email", "thief@pay.example")];
    own.submit("/partner/payouts", "/partner/payouts", &fields).await;
    let told = mails(&shop);
    assert!(told.iter().any(|(subject, _)| subject.contains("sends your money was changed")), "{told:?}");
    let waits = own.get("/partner/payouts").await.text();
    assert!(waits.contains("for safety it waits until"), "{waits}");
    assert!(owner.get("/admin/payouts").await.text().contains("Details changed: from"));
    let refused = owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Nothing is due to anybody now."));
}

#[tokio::test]
async fn transfers_in_euro_are_a_file_for_sepa_whose_sum_is_the_ledger_s() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    for (name, code) in [("Åsa Öberg", "asa"), ("ئالىم", "alim")] {
        let fields = [("name", name), ("email", ""), ("code", code), ("coupon", code)];
        owner.submit("/admin/partners/new", "/admin/partners", &fields).await;
        let mut sold = order(code, shop.now().plus_ms(-40 * DAY_MS));
        sold.currency = Currency::parse("EUR").unwrap();
        shop.order(with_coupons(sold, &[code]));
    }
    let tenant = shop.tenant();
    let all = shop.app.engine.db.read_wait(move |tx| partner::all(tx, &tenant)).unwrap();
    for one in &all {
        let action = format!("/admin/payouts/details/{}", one.id);
        let page = format!("/admin/partners/{}?tab=payouts", one.id);
        let fields = [("method", "bank"), ("account_name", one.name.as_str()), ("iban", IBAN), ("bic", "")];
        assert!(owner.submit(&page, &action, &fields).await.location().contains("did=saved"));
    }
    let made = owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    owner.submit(&batch, &format!("{batch}/approve"), &[]).await;
    assert_eq!(owner.get(&format!("{batch}/sepa?part=1")).await.status, StatusCode::NOT_FOUND, "nobody pays");

    let settings = "/admin/payouts?tab=minimums";
    let wrong = [("account_name", "Northwind"), ("iban", "DE1"), ("bic", "")];
    let refused = owner.submit(settings, "/admin/payouts/debtor", &wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("value=\"DE1\""));
    let account =
        [("account_name", "Nörthwind & Co"), ("iban", "DE89370400440532013000"), ("bic", "DEUTDEFF")];
    let saved = owner.submit(settings, "/admin/payouts/debtor", &account).await;
    assert_eq!(saved.location(), "/admin/payouts?tab=minimums&did=account");
    let shown = owner.get(settings).await;
    assert!(shown.text().contains("DE89…3000") && !shown.body.contains("DE89370400440532013000"));

    let page = owner.get(&batch).await.text();
    assert!(page.contains("SEPA transfers (pain.001) 2 rows"), "{page}");
    assert!(page.contains("Åsa Öberg → Asa Oberg") && page.contains("ئالىم → alim"), "{page}");
    let file = owner.get(&format!("{batch}/sepa?part=1")).await;
    assert_eq!(file.headers["content-type"], "application/xml");
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("payout-1-sepa-EUR.xml"));
    let sepa = |letter: char| letter.is_ascii_alphanumeric() || " /-?:().,'+<>=\"_\n".contains(letter);
    assert!(file.body.chars().all(sepa), "{}", file.body);
    assert_eq!(tags(&file.body), SCHEMA, "{}", file.body);
    for part in [
        "<NbOfTxs>2</NbOfTxs><CtrlSum>20.00</CtrlSum>",
        "<Dbtr><Nm>Northwind + Co</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id>",
        "<InstdAmt Ccy=\"EUR\">10.00</InstdAmt>",
        "<Cdtr><Nm>Asa Oberg</Nm></Cdtr><CdtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></CdtrAcct>",
        "<Cdtr><Nm>alim</Nm></Cdtr>",
        "<Ustrd>Northwind 1</Ustrd>",
    ] {
        assert!(file.body.contains(part), "{part}: {}", file.body);
    }
    let ledger =
        "SELECT SUM(minor) FROM balance WHERE currency = 'EUR' AND account LIKE 'partner:%:in_payout'";
    assert_eq!(shop.own().count(ledger), 2_000);
    assert!(owner.get("/admin/settings/audit").await.text().contains("Account that pays changed"));
}

/// The elements in the order of pain.001.001.09, as far as there are two transfers without a code of their bank.
const SCHEMA: &str = "Document CstmrCdtTrfInitn GrpHdr MsgId CreDtTm NbOfTxs CtrlSum InitgPty Nm PmtInf PmtInfId PmtMtd NbOfTxs CtrlSum \
    PmtTpInf SvcLvl Cd ReqdExctnDt Dt Dbtr Nm DbtrAcct Id IBAN Ccy DbtrAgt FinInstnId BICFI ChrgBr CdtTrfTxInf PmtId EndToEndId Amt \
    InstdAmt Cdtr Nm CdtrAcct Id IBAN RmtInf Ustrd CdtTrfTxInf PmtId EndToEndId Amt InstdAmt Cdtr Nm CdtrAcct Id IBAN RmtInf Ustrd";

fn tags(xml: &str) -> String {
    let opened = xml.split('<').skip(1).filter(|part| !part.starts_with(['/', '?']));
    let names = opened.map(|part| part.split(['>', ' ']).next().unwrap());
    names.collect::<Vec<_>>().join(" ")
}
