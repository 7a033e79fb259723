//! What letters and the panel say where the owner has other words than ours: a subject and a body per kind and language,
//! with places such as `{LINK}` that are filled in.

use super::sql;
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Field, Result};
use crate::params;
use tributary_core::{TenantId, Timestamp};

/// A text has no more places than that.
pub const PLACES_MAX: usize = 50;
const SUBJECT_CHARS_MAX: usize = 200;
const BODY_CHARS_MAX: usize = 5_000;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// To a friend, for a customer.
    Invitation,
    /// The same once more.
    Nudge,
    /// To a customer: the link to share.
    YourLink,
    /// A friend has signed up.
    FriendJoined,
    /// A reward is earned and on hold.
    RewardPending,
    /// A reward can be spent.
    RewardReady,
    /// Store credit was spent.
    RewardUsed,
    /// A reward was taken back, and why.
    RewardCancelled,
    /// To a friend: the coupon for the first order.
    WelcomeCoupon,
    /// A promotion has begun.
    PromoStarts,
    /// To a partner: an order that they missed is theirs.
    ClaimAccepted,
    /// To a partner: an order that they miss is not theirs.
    ClaimDeclined,
    /// To a partner: a question about an order that they miss.
    ClaimAsked,
    /// To a partner whom the owner added: their link and code.
    PartnerInvite,
    /// To somebody who applied: it is kept.
    ApplicationReceived,
    /// They are a partner now.
    PartnerWelcome,
    /// They are none, and why.
    ApplicationDeclined,
    /// A partner asked for a link to sign in.
    PartnerSignIn,
    /// To a partner: a payout has left.
    PayoutPaid,
    /// It has not, after all.
    PayoutReopened,
    /// It was called off, and why.
    PayoutVoided,
    /// Nobody knows where a partner's money is to go.
    PayoutDetailsMissing,
    /// It goes elsewhere from now on.
    PayoutDetailsChanged,
    /// On the panel: what it is about, below its title.
    PanelAbout,
    /// On the panel: the first of three steps.
    PanelStep1,
    /// The second.
    PanelStep2,
    /// The third.
    PanelStep3,
    /// On the panel: what is shared, unless the customer changes it.
    ShareText,
}

impl Kind {
    /// All of them: letters to customers, letters to partners, then what stands on the panel.
    pub const ALL: [Self; 28] = [
        Self::YourLink,
        Self::FriendJoined,
        Self::RewardPending,
        Self::RewardReady,
        Self::RewardUsed,
        Self::RewardCancelled,
        Self::WelcomeCoupon,
        Self::PromoStarts,
        Self::Invitation,
        Self::Nudge,
        Self::ClaimAccepted,
        Self::ClaimDeclined,
        Self::ClaimAsked,
        Self::PartnerInvite,
        Self::ApplicationReceived,
        Self::PartnerWelcome,
        Self::ApplicationDeclined,
        Self::PartnerSignIn,
        Self::PayoutPaid,
        Self::PayoutReopened,
        Self::PayoutVoided,
        Self::PayoutDetailsMissing,
        Self::PayoutDetailsChanged,
        Self::PanelAbout,
        Self::PanelStep1,
        Self::PanelStep2,
        Self::PanelStep3,
        Self::ShareText,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Nudge => "nudge",
            Self::YourLink => "your_link",
            Self::FriendJoined => "friend_joined",
            Self::RewardPending => "reward_pending",
            Self::RewardReady => "reward_ready",
            Self::RewardUsed => "reward_used",
            Self::RewardCancelled => "reward_cancelled",
            Self::WelcomeCoupon => "welcome_coupon",
            Self::PromoStarts => "promo_starts",
            Self::ClaimAccepted => "claim_accepted",
            Self::ClaimDeclined => "claim_declined",
            Self::ClaimAsked => "claim_asked",
            Self::PartnerInvite => "partner_invite",
            Self::ApplicationReceived => "application_received",
            Self::PartnerWelcome => "partner_welcome",
            Self::ApplicationDeclined => "application_declined",
            Self::PartnerSignIn => "partner_sign_in",
            Self::PayoutPaid => "payout_paid",
            Self::PayoutReopened => "payout_reopened",
            Self::PayoutVoided => "payout_voided",
            Self::PayoutDetailsMissing => "payout_details_missing",
            Self::PayoutDetailsChanged => "payout_details_changed",
            Self::PanelAbout => "panel_about",
            Self::PanelStep1 => "panel_step_1",
            Self::PanelStep2 => "panel_step_2",
            Self::PanelStep3 => "panel_step_3",
            Self::ShareText => "share_text",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is mail; everything else stands on the panel.
    #[must_use]
    pub const fn is_mail(self) -> bool {
        !matches!(
            self,
            Self::PanelAbout | Self::PanelStep1 | Self::PanelStep2 | Self::PanelStep3 | Self::ShareText
        )
    }

    /// Whether partners read it, or who wants to be one.
    #[must_use]
    pub const fn is_to_partners(self) -> bool {
        matches!(
            self,
            Self::ClaimAccepted
                | Self::ClaimDeclined
                | Self::ClaimAsked
                | Self::PartnerInvite
                | Self::ApplicationReceived
                | Self::PartnerWelcome
                | Self::ApplicationDeclined
                | Self::PartnerSignIn
                | Self::PayoutPaid
                | Self::PayoutReopened
                | Self::PayoutVoided
                | Self::PayoutDetailsMissing
                | Self::PayoutDetailsChanged
        )
    }

    /// Whether it can be left unwritten. Without the others somebody could not sign in, or would not learn what they must know.
    #[must_use]
    pub const fn can_be_off(self) -> bool {
        let needed = self.is_to_partners()
            && !matches!(
                self,
                Self::ClaimAccepted
                    | Self::ClaimDeclined
                    | Self::ClaimAsked
                    | Self::ApplicationReceived
                    | Self::PayoutPaid
                    | Self::PayoutReopened
                    | Self::PayoutVoided
            );
        self.is_mail() && !needed
    }

    /// The places that its text may have.
    #[must_use]
    pub const fn places(self) -> &'static [&'static str] {
        match self {
            Self::Invitation | Self::Nudge => &["LINK", "SENDER", "MESSAGE", "OFFER", "GIFT", "SITE"],
            Self::YourLink => &["LINK", "NAME", "PROMISE", "GIFT", "REWARD", "SITE"],
            Self::FriendJoined => &["LINK", "NAME", "FRIEND", "PROMISE", "REWARD", "SITE"],
            Self::RewardPending | Self::RewardReady | Self::RewardUsed => &["LINK", "NAME", "AMOUNT", "SITE"],
            Self::RewardCancelled => &["LINK", "NAME", "AMOUNT", "REASON", "SITE"],
            Self::WelcomeCoupon => &["LINK", "NAME", "CODE", "GIFT", "CONDITIONS", "SITE"],
            Self::PromoStarts => &["LINK", "NAME", "PROMO", "TIMES", "UNTIL", "SITE"],
            Self::ClaimAccepted | Self::ClaimDeclined | Self::ClaimAsked => {
                &["LINK", "NAME", "ORDER", "ANSWER", "SITE"]
            }
            Self::PartnerInvite => &["LINK", "NAME", "OFFER", "SITE"],
            Self::PartnerWelcome | Self::PartnerSignIn => &["LINK", "NAME", "SITE"],
            Self::PayoutDetailsMissing | Self::PayoutDetailsChanged => &["LINK", "NAME", "SITE"],
            Self::ApplicationReceived => &["NAME", "SITE"],
            Self::ApplicationDeclined => &["NAME", "REASON", "SITE"],
            Self::PayoutPaid => &["LINK", "NAME", "AMOUNT", "DAY", "DESTINATION", "SITE"],
            Self::PayoutReopened => &["LINK", "NAME", "AMOUNT", "SITE"],
            Self::PayoutVoided => &["LINK", "NAME", "AMOUNT", "REASON", "SITE"],
            Self::PanelAbout | Self::PanelStep1 | Self::PanelStep2 | Self::PanelStep3 => {
                &["GIFT", "REWARD", "SITE"]
            }
            Self::ShareText => &["LINK", "GIFT", "SITE"],
        }
    }

    /// Whether its text is of no use without the link.
    #[must_use]
    pub const fn needs_link(self) -> bool {
        matches!(
            self,
            Self::Invitation
                | Self::Nudge
                | Self::YourLink
                | Self::ShareText
                | Self::ClaimAsked
                | Self::PartnerInvite
                | Self::PartnerWelcome
                | Self::PartnerSignIn
                | Self::PayoutDetailsMissing
        )
    }
}

/// The owner's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The line above: a mail's subject, a step's heading.
    pub subject: String,
    /// The text; paragraphs are apart by an empty line.
    pub body: String,
}

impl Text {
    /// With the places filled in.
    #[must_use]
    pub fn filled(&self, values: &[(&str, &str)]) -> Self {
        Self { subject: filled(&self.subject, values), body: filled(&self.body, values) }
    }
}

/// One pass, so that no value is taken for a place.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let name = after.split('}').next().unwrap_or_default();
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if after.len() > name.len() => {
                out.push_str(value);
                rest = &after[name.len() + 1..];
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Gathers what is wrong, each said as every other refusal is.
fn refuse(wrong: &mut Vec<Field>, error: Error) {
    if let Error::Invalid(fields) = error {
        wrong.extend(fields);
    }
}

/// The same at another place.
fn refuse_at(wrong: &mut Vec<Field>, pointer: &str, error: Error) {
    if let Error::Invalid(fields) = error {
        wrong.extend(fields.into_iter().map(|field| Field { pointer: pointer.to_owned(), ..field }));
    }
}

/// What stands in curly brackets.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .take(PLACES_MAX + 1)
        .filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
}

fn check(kind: Kind, text: &Text) -> Result<()> {
    let mut wrong = Vec::new();
    let (subject, body) = (text.subject.trim(), text.body.trim());
    let wants_subject = kind.is_mail();
    if (wants_subject && subject.is_empty()) || subject.chars().count() > SUBJECT_CHARS_MAX {
        refuse(&mut wrong, Error::field("/subject", "length", "Write a subject of 1 to 200 characters."));
    }
    if body.is_empty() || body.chars().count() > BODY_CHARS_MAX {
        refuse(&mut wrong, Error::field("/body", "length", "Write a text of 1 to 5,000 characters."));
    }
    for (pointer, text) in [("/subject", subject), ("/body", body)] {
        if places(text).any(|name| !kind.places().contains(&name)) {
            refuse_at(
                &mut wrong,
                pointer,
                Error::field(
                    "/body",
                    "unknown_place",
                    "There is a place in curly brackets here that this text does not have. The ones it has are listed below it.",
                ),
            );
        }
    }
    if subject.contains("{MESSAGE}") || subject.chars().any(char::is_control) {
        refuse(&mut wrong, Error::field("/subject", "format", "The subject is one line, without {MESSAGE}."));
    }
    if kind.needs_link() && !places(body).any(|name| name == "LINK") {
        refuse(
            &mut wrong,
            Error::field("/body", "no_link", "Put {LINK} into the text: without it nobody can follow."),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// The owner's words for something; nothing where ours stand.
///
/// # Errors
/// What the database says.
pub fn text(tx: &mut Tx<'_>, tenant: &TenantId, (kind, language): (Kind, &str)) -> Result<Option<Text>> {
    tx.row(sql::TEXT, params![tenant, kind.as_str(), language], |row| {
        Ok(Text { subject: row.text(0)?, body: row.text(1)? })
    })
}

/// Which texts the owner wrote, in which languages.
///
/// # Errors
/// What the database says.
pub fn texts(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(Kind, String)>> {
    let rows = tx.rows(sql::TEXTS, params![tenant], |row| Ok((Kind::parse(&row.text(0)?), row.text(1)?)))?;
    Ok(rows.into_iter().filter_map(|(kind, language)| Some((kind?, language))).collect())
}

/// Puts the owner's words in place of ours; `None` takes them away.
///
/// # Errors
/// [`Error::Invalid`] names what is wrong with them.
pub fn set_text(
    tx: &mut Tx<'_>,
    by: &Actor,
    (kind, language): (Kind, &str),
    text: Option<&Text>,
    now: Timestamp,
) -> Result<()> {
    match text {
        Some(text) => {
            check(kind, text)?;
            let (subject, body) = (text.subject.trim(), text.body.trim());
            let row = params![&by.tenant, kind.as_str(), language, subject, body, now];
            tx.exec(sql::SET_TEXT, row)?;
        }
        None => {
            tx.exec(sql::DROP_TEXT, params![&by.tenant, kind.as_str(), language])?;
        }
    }
    let action = if text.is_some() { "letter.changed" } else { "letter.reset" };
    audit::note(tx, by, &Note::on(action, kind.as_str()).named(language), now).map(drop)
}

/// Whether a kind of letter is not written.
///
/// # Errors
/// What the database says.
pub fn is_off(tx: &mut Tx<'_>, tenant: &TenantId, kind: Kind) -> Result<bool> {
    Ok(switched_off(tx, tenant)?.contains(&kind))
}

/// The kinds of letters that are not written.
///
/// # Errors
/// What the database says.
pub fn switched_off(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<Kind>> {
    let rows = tx.rows(sql::OFF, params![tenant], |row| Ok(Kind::parse(&row.text(0)?)))?;
    Ok(rows.into_iter().flatten().collect())
}

/// Writes a kind of letter from now on, or does not.
///
/// # Errors
/// [`Error::Conflict`] for letters that people need.
pub fn set_off(tx: &mut Tx<'_>, by: &Actor, (kind, off): (Kind, bool), now: Timestamp) -> Result<()> {
    if off && !kind.can_be_off() {
        return Err(Error::Conflict("people need this mail: it cannot be switched off".to_owned()));
    }
    let statement = if off { sql::SWITCH_OFF } else { sql::SWITCH_ON };
    tx.exec(statement, params![&by.tenant, kind.as_str()])?;
    let action = if off { "letter.switched_off" } else { "letter.switched_on" };
    audit::note(tx, by, &Note::on(action, kind.as_str()), now).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(subject: &str, body: &str) -> Text {
        Text { subject: subject.to_owned(), body: body.to_owned() }
    }

    #[test]
    fn places_are_filled_once_and_no_value_is_a_place() {
        let text = of("{SENDER} at {SITE}", "{MESSAGE}\n\n{LINK} {OTHER} { {SITE");
        let told = text.filled(&[
            ("SENDER", "{SITE}"),
            ("SITE", "Shop"),
            ("MESSAGE", "{LINK}"),
            ("LINK", "https://x"),
        ]);
        assert_eq!(told, of("{SITE} at Shop", "{LINK}\n\nhttps://x {OTHER} { {SITE"));
    }

    #[test]
    fn a_text_without_its_link_or_with_a_place_that_there_is_not_is_refused() {
        let codes = |kind, subject, body| match check(kind, &of(subject, body)) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.code).collect(),
            _ => Vec::new(),
        };
        assert!(codes(Kind::Invitation, "{SENDER}", "{MESSAGE} {LINK}").is_empty());
        assert_eq!(codes(Kind::Invitation, "Hi", "Come"), ["no_link"]);
        assert_eq!(codes(Kind::Invitation, "", "{LINK} {AMOUNT}"), ["length", "unknown_place"]);
        assert_eq!(codes(Kind::Invitation, "{MESSAGE}", "{LINK}"), ["format"]);
        assert_eq!(codes(Kind::RewardReady, "{SENDER}", ""), ["length", "unknown_place"]);
        assert!(codes(Kind::PanelAbout, "", "Give {GIFT}").is_empty());
        assert!(Kind::ALL.iter().all(|kind| Kind::parse(kind.as_str()) == Some(*kind)));
    }

    #[test]
    fn letters_that_people_need_cannot_be_left_unwritten() {
        let off = |kind: Kind| kind.can_be_off();
        assert!(off(Kind::Invitation) && off(Kind::PayoutPaid) && off(Kind::ApplicationReceived));
        for needed in [Kind::PartnerSignIn, Kind::PartnerWelcome, Kind::PayoutDetailsChanged] {
            assert!(!off(needed), "{needed:?}");
        }
        assert!(!off(Kind::PanelAbout), "it is no letter");
    }
}
