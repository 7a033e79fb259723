//! Mails to customers and their friends: our words or the owner's, filled in. Start at [`write`]. Those to partners about orders that
//! they miss are made of the same parts.

use super::{Letter, partner};
use crate::lang::{self, Lang, date, msg};
use crate::refer::{self, words};
use crate::t;
use jiff::tz::TimeZone;
use tributary_core::referral::Referral;
use tributary_core::{TenantId, Timestamp};
use tributary_engine::customer::Customer;
use tributary_engine::db::Tx;
use tributary_engine::invitation::stop::{self, Scope, Stop};
use tributary_engine::invitation::{self, Invitation};
use tributary_engine::letter::{self, Kind, Matter, Occasion, Text};
use tributary_engine::mail::Mail;
use tributary_engine::seal::Sealer;
use tributary_engine::store::Store;
use tributary_engine::{Result, customer, panel, person};

/// A mail about a reward is of no more use after so long.
const USEFUL_MS: i64 = 3 * 24 * 3_600_000;

/// Our words for a kind of mail, in the language that is being rendered; nothing for what stands on the panel.
#[must_use]
pub fn our_text(kind: Kind) -> Option<Text> {
    let (subject, body) = match kind {
        Kind::YourLink => (
            t!("Your link at {SITE}"),
            t!(
                "Here is your link to share. {PROMISE}\n\n{LINK}\n\nSend it to one person who would like {SITE}."
            ),
        ),
        Kind::FriendJoined => (
            t!("{FRIEND} has signed up"),
            t!(
                "{FRIEND} has signed up at {SITE} through your link. When their first order is done, your reward comes: {REWARD}.\n\n{LINK}"
            ),
        ),
        Kind::RewardPending => (
            t!("{AMOUNT} is on its way"),
            t!(
                "A friend has ordered at {SITE}, and you have earned {AMOUNT} of store credit. It can be spent once the time for returns is over.\n\n{LINK}"
            ),
        ),
        Kind::RewardReady => (
            t!("{AMOUNT} is ready to spend"),
            t!("You have {AMOUNT} more of store credit at {SITE}. Spend it with your next order.\n\n{LINK}"),
        ),
        Kind::RewardUsed => (
            t!("{AMOUNT} of store credit used"),
            t!(
                "You have paid {AMOUNT} with store credit at {SITE}. If that was not you, write to the shop.\n\n{LINK}"
            ),
        ),
        Kind::RewardCancelled => (
            t!("{AMOUNT} was taken back"),
            t!("A reward of {AMOUNT} at {SITE} was taken back. {REASON}\n\n{LINK}"),
        ),
        Kind::WelcomeCoupon => (
            t!("{GIFT} off your first order at {SITE}"),
            t!("Welcome! Here is your coupon:\n\n{CODE}\n\n{CONDITIONS}\n\n{LINK}"),
        ),
        Kind::PromoStarts => {
            (t!("{PROMO} at {SITE}"), t!("Rewards for friends count {TIMES} until {UNTIL}.\n\n{LINK}"))
        }
        Kind::Invitation => (
            t!("{SENDER} invites you to {SITE}"),
            t!("{SENDER} thinks you would like {SITE}.\n\n{MESSAGE}\n\n{OFFER}\n\n{LINK}"),
        ),
        Kind::Nudge => (
            t!("{SENDER} would still like to show you {SITE}"),
            t!(
                "{SENDER} invited you to {SITE} some days ago. The link still works.\n\n{MESSAGE}\n\n{OFFER}\n\n{LINK}"
            ),
        ),
        to_partners => return partner::our_text(to_partners),
    };
    Some(Text { subject: subject.to_owned(), body: body.to_owned() })
}

/// What the button of a mail says.
fn press(kind: Kind) -> &'static str {
    match kind {
        to_partners if to_partners.is_to_partners() => partner::press(to_partners),
        Kind::Invitation | Kind::Nudge | Kind::WelcomeCoupon => t!("To the shop"),
        Kind::YourLink => t!("Your link"),
        _ => t!("See my rewards"),
    }
}

/// What fills the places of a mail.
#[derive(Debug, Clone, Default)]
pub struct Values(Vec<(&'static str, String)>);

impl Values {
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    fn link(&self) -> String {
        let link = self.0.iter().find(|(name, _)| *name == "LINK");
        link.map(|(_, link)| link.clone()).unwrap_or_default()
    }

    /// Made-up values, to see what a text looks like.
    #[must_use]
    pub fn sample(store: &Store, base: &str) -> Self {
        let sum = words::money(10_000, store.currency);
        let gift = words::money(5_000, store.currency);
        let mut values = Self::default();
        values.set("SITE", &store.name);
        values.set("LINK", format!("{base}/r/BOB22"));
        values.set("NAME", "Bob");
        values.set("SENDER", "Bob");
        values.set("FRIEND", "A•••• K.");
        values.set("MESSAGE", t!("You will like this one."));
        values.set("OFFER", t!("You get {gift} off your first order.", gift = gift));
        values.set("PROMISE", t!("Give {gift}, get {reward}", gift = gift, reward = sum));
        values.set("GIFT", gift);
        values.set("REWARD", &sum);
        values.set("AMOUNT", sum);
        values.set("REASON", t!("The friend's order was refunded."));
        values.set("CODE", "WELCOME-7K3M9Q-2TRB8X");
        values.set("CONDITIONS", t!("For your first order."));
        values.set("PROMO", t!("Double week"));
        values.set("TIMES", "×2");
        values.set("UNTIL", date::day(jiff::civil::date(2026, 6, 8)));
        values
    }
}

/// A letter of a text and what fills it: paragraphs are apart by an empty line, empty ones go, and a paragraph that is
/// nothing but the link becomes what is pressed.
#[must_use]
pub fn letter(kind: Kind, text: &Text, values: &Values, store: &Store) -> Letter {
    let pairs: Vec<(&str, &str)> = values.0.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let filled = text.filled(&pairs);
    let link = values.link();
    let mut letter = Letter {
        subject: filled.subject.split_whitespace().collect::<Vec<_>>().join(" "),
        from: format!("{} · {}", store.name, store.url),
        ..Letter::default()
    };
    for paragraph in
        filled.body.replace("\r\n", "\n").split("\n\n").map(str::trim).filter(|text| !text.is_empty())
    {
        if paragraph == link && letter.button.is_none() {
            letter.button = Some((press(kind).to_owned(), link.clone()));
        } else if letter.button.is_none() {
            letter.before.push(paragraph.to_owned());
        } else {
            letter.after.push(paragraph.to_owned());
        }
    }
    letter
}

/// The text in force for a kind and language: the owner's, else ours.
///
/// # Errors
/// What the database says.
pub fn text_of(tx: &mut Tx<'_>, tenant: &TenantId, (kind, language): (Kind, Lang)) -> Result<Text> {
    let own = letter::text(tx, tenant, (kind, language.tag()))?;
    Ok(own.or_else(|| lang::within(language, || our_text(kind))).unwrap_or_default())
}

/// Where mails are written.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Opens sealed addresses.
    pub sealer: &'a Sealer,
    /// This server's address, without a trailing slash.
    pub base: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// The mail that an occasion asks for; nothing when nobody can or wants to be written.
///
/// # Errors
/// What the database says.
pub fn write(tx: &mut Tx<'_>, desk: Desk<'_>, one: &Occasion) -> Result<Option<Mail>> {
    let tenant = &one.store.tenant;
    let (_, rules) = panel::rules_of(tx, (tenant, &one.store.id))?;
    let invitation = match &one.matter {
        Matter::Invitation { id } => Some(invitation::load(tx, tenant, id)?),
        _ => None,
    };
    let Some(to) = addressee(tx, desk, (one, invitation.as_ref()))? else { return Ok(None) };
    let code = match (&one.kind, &invitation) {
        (Kind::Invitation | Kind::Nudge, Some(_)) => {
            Some(customer::code_of(tx, tenant, &one.customer.id, desk.now)?.code)
        }
        _ => None,
    };
    let spoken = invitation.as_ref().map_or(one.customer.language.as_str(), |one| one.language.as_str());
    let language = refer::language(None, spoken, one.store.language.as_deref());
    let text = text_of(tx, tenant, (one.kind, language))?;
    Ok(Some(lang::within(language, || {
        let about = About { one, referral: rules.referral.as_ref(), invitation: invitation.as_ref(), code };
        let letter = letter(one.kind, &text, &about.values(desk.base), &one.store);
        let letter = Letter {
            unsubscribe: unsubscribe(desk, (one, &to)),
            useful_until: Some(desk.now.plus_ms(USEFUL_MS)),
            ..letter
        };
        letter.to(&to)
    })))
}

fn addressee(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (one, invitation): (&Occasion, Option<&Invitation>),
) -> Result<Option<String>> {
    let tenant = &one.store.tenant;
    if let Some(invitation) = invitation {
        return invitation::address(tx, tenant, (invitation, desk.sealer));
    }
    let Some(address) = one.customer.email.clone() else { return Ok(None) };
    let key = person::email_key(desk.sealer.people_key(), &address);
    let unwanted = one.kind == Kind::PromoStarts && stop::is_unwanted(tx, (tenant, &key), Scope::News)?;
    Ok((!unwanted).then_some(address))
}

/// Where mails of this kind are stopped; those about somebody's own money are not.
fn unsubscribe(desk: Desk<'_>, (one, to): (&Occasion, &str)) -> Option<String> {
    let scope = match one.kind {
        Kind::Invitation | Kind::Nudge => Scope::Invitations,
        Kind::PromoStarts => Scope::News,
        _ => return None,
    };
    let people_key = desk.sealer.people_key();
    let address_key = person::email_key(people_key, to);
    let wish = Stop { tenant: one.store.tenant.clone(), scope, address_key };
    Some(format!("{}/refer/stop/{}", desk.base, wish.token(people_key)))
}

/// What a mail is about, all of it read.
struct About<'a> {
    one: &'a Occasion,
    referral: Option<&'a Referral>,
    invitation: Option<&'a Invitation>,
    code: Option<String>,
}

impl About<'_> {
    fn values(&self, base: &str) -> Values {
        let Occasion { customer, store, .. } = self.one;
        let mut values = Values::default();
        values.set("SITE", &store.name);
        values.set("NAME", name_of(customer).unwrap_or_default());
        let gift = self.referral.and_then(words::gift);
        let offer = gift.as_ref().map(|gift| t!("You get {gift} off your first order.", gift = gift));
        values.set("OFFER", offer.unwrap_or_default());
        values.set("GIFT", gift.unwrap_or_default());
        values.set("REWARD", self.referral.map(words::reward).unwrap_or_default());
        values
            .set("PROMISE", self.referral.map(|rules| words::about(rules, &store.name)).unwrap_or_default());
        self.own(&mut values, base);
        values
    }

    /// What only this kind of mail has.
    fn own(&self, values: &mut Values, base: &str) {
        let Occasion { customer, store, matter, .. } = self.one;
        let rewards = format!("{base}/refer?store={}", store.id);
        match matter {
            Matter::Link { code } => values.set("LINK", format!("{base}/r/{code}")),
            Matter::Friend { name } => {
                let masked = words::masked(name);
                values.set("FRIEND", if masked.is_empty() { t!("A friend").to_owned() } else { masked });
                values.set("LINK", rewards);
            }
            Matter::Credit { minor, currency, reason } => {
                values.set("AMOUNT", words::money(*minor, *currency));
                values.set("REASON", reason_words(reason));
                values.set("LINK", rewards);
            }
            Matter::Invitation { id } => {
                let code = self.code.clone().unwrap_or_default();
                values.set("LINK", format!("{base}/r/{code}?ref={id}"));
                values.set("SENDER", name_of(customer).unwrap_or_else(|| t!("A friend").to_owned()));
                values.set("MESSAGE", self.invitation.map(|one| one.message.clone()).unwrap_or_default());
            }
            Matter::Coupon { code, .. } => {
                values.set("CODE", code);
                let welcome = self.referral.and_then(|rules| rules.welcome.as_ref());
                values.set("CONDITIONS", welcome.map(words::conditions).unwrap_or_default());
                values.set("LINK", &store.url);
            }
            Matter::Promo { promo } => {
                values.set("PROMO", &promo.name);
                values.set("TIMES", words::times(promo));
                values.set("UNTIL", moment(store, promo.ends_at));
                values.set("LINK", rewards);
            }
        }
    }
}

/// What friends read of a customer: a first name, or what they chose to be called.
fn name_of(customer: &Customer) -> Option<String> {
    let name = customer.shown_name().trim();
    (!name.is_empty() && !name.contains('@')).then(|| name.to_owned())
}

/// The moment on the store's clock: `2 Jun 18:00`.
fn moment(store: &Store, at: Timestamp) -> String {
    let zone = TimeZone::get(&store.timezone).unwrap_or(TimeZone::UTC);
    let stamp = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let local = stamp.to_zoned(zone);
    format!("{} {}", date::day(local.date()), local.strftime("%H:%M"))
}

fn reason_words(reason: &str) -> &'static str {
    lang::text(match reason {
        "refunded" => msg("The friend's order was refunded."),
        "" => msg("The friend's order does not count any more."),
        _ => msg("The friend's order was called off."),
    })
}
