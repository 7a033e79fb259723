//! Balances, their differences, and accounts as text.

use super::*;
use crate::scenario::{money, partner, program};

fn pending(name: &str) -> Account {
    Account::Partner(partner(name), Bucket::Pending)
}

fn pays(account: &Account, code: &str, minor: i64) -> Balances {
    let currency = money(code);
    let owed = Balances::default().add(account.clone(), currency, minor).unwrap();
    owed.add(Account::Expense(program()), currency, minor.checked_neg().unwrap()).unwrap()
}

fn together(one: &Balances, other: &Balances) -> Balances {
    other
        .iter()
        .fold(one.clone(), |sum, (owner, currency, minor)| sum.add(owner.clone(), currency, minor).unwrap())
}

#[test]
fn a_balance_never_holds_a_zero() {
    let owed = pays(&pending("sara"), "USD", 500);
    assert!(owed.minus(&owed).unwrap().is_empty());
    assert!(Balances::default().add(pending("sara"), money("USD"), 0).unwrap().is_empty());
    assert_eq!(together(&owed, &pays(&pending("sara"), "USD", -500)), Balances::default());
}

#[test]
fn the_difference_posted_on_top_of_what_was_posted_makes_what_is_due() {
    let payable = Account::Partner(partner("noor"), Bucket::Payable);
    let platform = Account::Platform(program(), Bucket::Pending);
    let lists = [
        Balances::default(),
        pays(&pending("sara"), "USD", 500),
        pays(&pending("sara"), "USD", 499),
        pays(&payable, "USD", 500),
        pays(&platform, "SEK", 7),
        together(&pays(&pending("sara"), "SEK", 3), &pays(&platform, "SEK", 4)),
    ];
    for due in &lists {
        for posted in &lists {
            let difference = due.minus(posted).unwrap();
            assert!(difference.is_balanced());
            assert_eq!(&together(posted, &difference), due);
        }
    }
}

#[test]
fn a_change_of_currency_takes_back_the_one_and_gives_the_other() {
    let (dollars, kronor) = (pays(&pending("sara"), "USD", 500), pays(&pending("sara"), "SEK", 4700));
    let difference = kronor.minus(&dollars).unwrap();
    let lines: Vec<_> =
        difference.iter().map(|(owner, c, minor)| (owner.clone(), c.to_string(), minor)).collect();
    let expense = Account::Expense(program());
    assert_eq!(
        lines,
        [
            (expense.clone(), "SEK".into(), -4700),
            (expense, "USD".into(), 500),
            (pending("sara"), "SEK".into(), 4700),
            (pending("sara"), "USD".into(), -500),
        ]
    );
    assert!(difference.is_balanced());
}

#[test]
fn currencies_do_not_balance_each_other() {
    let mixed = Balances::default().add(pending("sara"), money("USD"), 5).unwrap();
    assert!(!mixed.is_balanced());
    let mixed = mixed.add(Account::Expense(program()), money("SEK"), -5).unwrap();
    assert!(!mixed.is_balanced());
}

#[test]
fn what_does_not_fit_is_refused_and_never_wraps() {
    let full = Balances::default().add(pending("sara"), money("USD"), i64::MAX).unwrap();
    assert_eq!(full.clone().add(pending("sara"), money("USD"), 1), None);
    let low = Balances::default().add(pending("sara"), money("USD"), i64::MIN).unwrap();
    assert_eq!(full.minus(&low), None);
    assert_eq!(low.minus(&full), None);
    assert!(!low.is_balanced());
}

#[test]
fn an_account_reads_back_as_it_was_written() {
    for bucket in Bucket::ALL {
        for account in [
            Account::Expense(program()),
            Account::Partner(partner("sara"), bucket),
            Account::Platform(program(), bucket),
        ] {
            assert_eq!(Account::parse(&account.to_string()), Ok(account));
        }
    }
    let paid = Account::Payout(BatchId::from_bits(7));
    assert_eq!(Account::parse(&paid.to_string()), Ok(paid));
}

#[test]
fn what_is_no_account_is_refused() {
    let (sara, shop) = (partner("sara"), program());
    for bad in [
        String::new(),
        "expense".into(),
        format!("expense:{sara}"),
        format!("expense:{shop}:pending"),
        format!("partner:{sara}"),
        format!("partner:{shop}:pending"),
        format!("partner:{sara}:paid"),
        format!("partner:{sara}:pending:more"),
        format!("platform:{shop}"),
        format!("platform:{shop}:paid"),
        format!("payout:{sara}"),
        format!("wallet:{sara}:pending"),
    ] {
        assert_eq!(Account::parse(&bad), Err(BadAccount), "{bad}");
    }
}

#[test]
fn only_a_partners_account_has_a_partner() {
    assert_eq!(pending("sara").partner(), Some(&partner("sara")));
    assert_eq!(Account::Expense(program()).partner(), None);
    assert_eq!(Account::Platform(program(), Bucket::Payable).partner(), None);
}

#[test]
fn without_holds_a_party_has_one_sum_wherever_its_money_stands() {
    let payable = Account::Partner(partner("sara"), Bucket::Payable);
    let moved = together(&pays(&pending("sara"), "USD", -500), &pays(&payable, "USD", 500));
    assert!(!moved.is_empty(), "it moves from one bucket to the other");
    assert!(moved.without_holds().unwrap().is_empty(), "and nothing more or less is due");
    let owed = pays(&pending("sara"), "USD", 500);
    assert_eq!(owed.without_holds(), Some(pays(&payable, "USD", 500)));
}

#[test]
fn what_is_being_paid_is_no_part_of_what_orders_owe() {
    for payee in [Payee::Partner(partner("sara")), Payee::Platform(program())] {
        let (in_payout, payable) = (payee.account(Bucket::InPayout), payee.account(Bucket::Payable));
        let moved = together(&pays(&payable, "USD", -500), &pays(&in_payout, "USD", 500));
        assert!(moved.is_balanced());
        assert_eq!(moved.without_holds(), Some(moved));
    }
}
