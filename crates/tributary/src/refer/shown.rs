//! What a customer sees, in words and without secrets: the answer of the API, and what is drawn.

use super::coupon::{self, CouponShown};
use super::share::{self, Target};
use super::{OwnWords, Reader, words};
use crate::lang::{self, Dir, date};
use crate::t;
use jiff::tz::TimeZone;
use serde::Serialize;
use tributary_core::referral::{Promo, Referral};
use tributary_core::{Currency, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::letter::Kind;
use tributary_engine::panel::{Friend, Line, Panel, Stage, State};
use utoipa::ToSchema;

/// An amount, and how it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferSum)]
pub struct Sum {
    /// Minor units.
    pub amount: i64,
    /// Of what, ISO 4217.
    #[schema(example = "SEK")]
    pub currency: String,
    /// In words.
    #[schema(example = "100 SEK")]
    pub text: String,
}

impl Sum {
    fn of(minor: i64, currency: Currency) -> Self {
        Self { amount: minor, currency: currency.to_string(), text: words::money(minor, currency) }
    }
}

/// A moment, and how it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferMoment)]
pub struct Moment {
    /// RFC 3339.
    pub at: String,
    /// The day, on the store's calendar.
    #[schema(example = "3 Jun")]
    pub text: String,
}

/// A promotion that runs now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferPromo)]
pub struct PromoShown {
    /// Its name.
    pub name: String,
    /// By how much rewards are multiplied, in hundredths.
    pub multiplier_percent: u32,
    /// In words.
    #[schema(example = "×2")]
    pub times: String,
    /// The first moment after it, RFC 3339.
    pub ends_at: String,
    /// What is left of it.
    #[schema(example = "1 d 03:12")]
    pub left: String,
}

/// One of three steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferStep)]
pub struct Step {
    /// Its heading.
    pub title: String,
    /// What happens.
    pub text: String,
}

/// A friend, as far as their name is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferFriend)]
pub struct FriendShown {
    /// What it is known by.
    pub id: String,
    /// The masked name.
    #[schema(example = "A•••• K.")]
    pub name: String,
    /// `sent`, `opened`, `joined`, `ordered` or `rewarded`.
    pub stage: &'static str,
    /// In a word.
    pub stage_text: String,
    /// How many of the four steps Opened, Joined, Ordered, Rewarded are done.
    pub steps_done: u8,
    /// When they came that far.
    pub since: Moment,
    /// What they earned.
    pub earned: Vec<Sum>,
    /// The invitation that can be sent once more now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nudge: Option<String>,
}

/// What it all came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferStats)]
pub struct StatsShown {
    /// What friends' orders brought.
    pub earned: Vec<Sum>,
    /// Friends invited.
    pub invited: i64,
    /// Friends who signed up.
    pub joined: i64,
    /// What of it is on hold.
    pub pending: Vec<Sum>,
}

/// Store credit of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferCredit)]
pub struct CreditShown {
    /// Ready to be spent.
    pub available: Sum,
    /// On hold.
    pub pending: Sum,
    /// Set aside for a purchase under way.
    pub held: Sum,
    /// Owed back, as what is below zero.
    pub debt: Sum,
}

/// One line of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferLine)]
pub struct LineShown {
    /// The transaction.
    pub id: String,
    /// When.
    pub when: Moment,
    /// What happened.
    pub what: String,
    /// By how much.
    pub change: Sum,
    /// Whether it is on hold.
    pub pending: bool,
}

/// How invitations can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferInvitations)]
pub struct InvitationsShown {
    /// How many on one day.
    pub per_day: u32,
    /// How many at once.
    pub per_submit: u32,
}

/// What a customer sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferPanel)]
pub struct Shown {
    /// `off`, `paused`, `cap_reached`, `no_activity` or `active`.
    pub state: &'static str,
    /// The language that everything is in.
    pub language: &'static str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The store's name.
    pub store: String,
    /// The store's address.
    pub store_url: String,
    /// The promise, as a title.
    #[schema(example = "Give 50 SEK, get 100 SEK")]
    pub title: String,
    /// The promise, in a sentence.
    pub about: String,
    /// What the friend gets.
    #[schema(required)]
    pub gift: Option<String>,
    /// What the customer gets.
    #[schema(required)]
    pub reward: Option<String>,
    /// The customer's code.
    #[schema(required, example = "BOB22")]
    pub code: Option<String>,
    /// The customer's link.
    #[schema(required)]
    pub link: Option<String>,
    /// What is shared, with `{link}` for the link.
    pub share_text: String,
    /// Where, with that text.
    pub share: Vec<Target>,
    /// The promotion that runs now.
    #[schema(required)]
    pub promo: Option<PromoShown>,
    /// How it works.
    pub steps: Vec<Step>,
    /// Friends, newest first.
    pub friends: Vec<FriendShown>,
    /// What it came to.
    pub stats: StatsShown,
    /// Store credit, per currency.
    pub credit: Vec<CreditShown>,
    /// What moved it, newest first.
    pub history: Vec<LineShown>,
    /// How invitations are sent; null where none are.
    #[schema(required)]
    pub invitations: Option<InvitationsShown>,
    /// The customer's own coupon; null where nobody sent them, or nothing was promised.
    #[schema(required)]
    pub coupon: Option<CouponShown>,
}

/// The store's calendar, for short dates.
struct Clock {
    zone: TimeZone,
    now: Timestamp,
}

impl Clock {
    fn date(&self, at: Timestamp) -> jiff::civil::Date {
        let stamp = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.zone.clone()).date()
    }

    fn day(&self, at: Timestamp) -> Moment {
        let day = self.date(at);
        let same_year = day.year() == self.date(self.now).year();
        let text = if same_year { date::day(day) } else { date::day_of_year(day) };
        Moment { at: rfc3339(at), text }
    }
}

/// Puts a panel into the reader's words; to be called in their language.
#[must_use]
pub fn shown(panel: &Panel, own: &OwnWords, base_url: &str, now: Timestamp) -> Shown {
    let clock = Clock { zone: TimeZone::get(&panel.store.timezone).unwrap_or(TimeZone::UTC), now };
    let referral = panel.referral.as_ref().filter(|referral| referral.enabled);
    let is_open = !matches!(panel.state, State::Off);
    let link = panel.code.as_ref().filter(|_| is_open).map(|code| format!("{base_url}/r/{code}"));
    let promise = Promise { panel, own, referral };
    let share_text = promise.share_text();
    let title = promise.title();
    Shown {
        state: panel.state.as_str(),
        language: lang::current().tag(),
        dir: if lang::current().dir() == Dir::Rtl { "rtl" } else { "ltr" },
        store: panel.store.name.clone(),
        store_url: panel.store.url.clone(),
        about: promise.about(),
        gift: referral.and_then(words::gift),
        reward: referral.map(words::reward),
        code: panel.code.clone().filter(|_| is_open),
        share: link.as_ref().map(|link| share::targets(&share_text, (link, &title))).unwrap_or_default(),
        title,
        share_text,
        link,
        promo: panel.promo.as_ref().filter(|_| referral.is_some()).map(|promo| promo_shown(promo, now)),
        steps: promise.steps(),
        friends: panel.friends.iter().map(|friend| friend_shown(&clock, friend)).collect(),
        stats: stats(panel),
        credit: panel.credit.iter().map(credit_shown).collect(),
        history: panel.history.iter().map(|line| line_shown(&clock, line)).collect(),
        invitations: invitations(panel, referral),
        coupon: panel.coupon.as_ref().and_then(|coupon| coupon::shown(coupon, now)),
    }
}

/// What is promised, in the owner's words where there are some.
struct Promise<'a> {
    panel: &'a Panel,
    own: &'a OwnWords,
    referral: Option<&'a Referral>,
}

impl Promise<'_> {
    fn filled(&self, kind: Kind) -> Option<tributary_engine::letter::Text> {
        let gift = self.referral.and_then(words::gift).unwrap_or_default();
        let reward = self.referral.map(words::reward).unwrap_or_default();
        let values = [
            ("GIFT", gift.as_str()),
            ("REWARD", &reward),
            ("SITE", &self.panel.store.name),
            ("LINK", share::LINK),
        ];
        self.own.of(kind).map(|text| text.filled(&values))
    }

    fn title(&self) -> String {
        match (self.panel.state, self.referral) {
            (State::Off, _) | (_, None) => t!("Refer a friend").to_owned(),
            (_, Some(referral)) => words::title(referral),
        }
    }

    fn about(&self) -> String {
        let Some(referral) = self.referral else { return String::new() };
        let own = self.filled(Kind::PanelAbout).map(|text| text.body);
        own.unwrap_or_else(|| words::about(referral, &self.panel.store.name))
    }

    fn share_text(&self) -> String {
        let Some(referral) = self.referral else { return share::LINK.to_owned() };
        let own = self.filled(Kind::ShareText).map(|text| text.body);
        own.unwrap_or_else(|| {
            format!("{} {}", words::share_text(referral, &self.panel.store.name), share::LINK)
        })
    }

    fn steps(&self) -> Vec<Step> {
        let Some(referral) = self.referral else { return Vec::new() };
        let kinds = [Kind::PanelStep1, Kind::PanelStep2, Kind::PanelStep3];
        let both = kinds.into_iter().zip(words::steps(referral));
        let step = |(kind, (title, text)): (Kind, (String, String))| match self.filled(kind) {
            Some(own) if own.subject.is_empty() => Step { title, text: own.body },
            Some(own) => Step { title: own.subject, text: own.body },
            None => Step { title, text },
        };
        both.map(step).collect()
    }
}

fn promo_shown(promo: &Promo, now: Timestamp) -> PromoShown {
    PromoShown {
        name: promo.name.clone(),
        multiplier_percent: promo.multiplier_percent,
        times: words::times(promo),
        ends_at: rfc3339(promo.ends_at),
        left: words::left(promo.ends_at, now),
    }
}

/// A stage in a word.
#[must_use]
pub fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Sent => t!("Invited"),
        Stage::Opened => t!("Opened"),
        Stage::Joined => t!("Joined"),
        Stage::Ordered => t!("Ordered"),
        Stage::Rewarded => t!("Rewarded"),
    }
}

fn friend_shown(clock: &Clock, friend: &Friend) -> FriendShown {
    FriendShown {
        id: friend.id.clone(),
        name: friend_name(friend),
        stage: friend.stage.as_str(),
        stage_text: stage_word(friend.stage).to_owned(),
        steps_done: match friend.stage {
            Stage::Sent => 0,
            Stage::Opened => 1,
            Stage::Joined => 2,
            Stage::Ordered => 3,
            Stage::Rewarded => 4,
        },
        since: clock.day(friend.at),
        earned: friend.earned.iter().map(|(currency, minor)| Sum::of(*minor, *currency)).collect(),
        nudge: friend.invitation.as_ref().filter(|_| friend.can_be_nudged).map(ToString::to_string),
    }
}

/// Whoever was invited by mail is known by the address that the customer typed; who came by a link, by the first letters.
fn friend_name(friend: &Friend) -> String {
    let masked = words::masked(&friend.name);
    let local = friend.hint.split('…').next().unwrap_or_default();
    match (masked.is_empty(), friend.stage) {
        (false, _) => masked,
        (true, Stage::Sent | Stage::Opened) => friend.hint.replace('…', "••••"),
        (true, _) if !local.is_empty() => words::masked(local),
        (true, _) => t!("A friend").to_owned(),
    }
}

fn stats(panel: &Panel) -> StatsShown {
    let sums = |of: &std::collections::BTreeMap<Currency, i64>| {
        let own = panel.store.currency;
        let mut all: Vec<Sum> = of
            .iter()
            .filter(|(currency, minor)| **minor != 0 || **currency == own)
            .map(|(currency, minor)| Sum::of(*minor, *currency))
            .collect();
        if all.is_empty() {
            all.push(Sum::of(0, own));
        }
        all
    };
    StatsShown {
        earned: sums(&panel.stats.earned),
        invited: panel.stats.invited,
        joined: panel.stats.joined,
        pending: sums(&panel.stats.pending),
    }
}

fn credit_shown(one: &tributary_engine::panel::Credit) -> CreditShown {
    let sum = |minor| Sum::of(minor, one.currency);
    CreditShown {
        available: sum(one.available_minor),
        pending: sum(one.pending_minor),
        held: sum(one.held_minor),
        debt: sum(one.debt_minor),
    }
}

fn line_shown(clock: &Clock, line: &Line) -> LineShown {
    let total = line.pending_minor + line.ready_minor;
    let is_ripe = line.pending_minor < 0 && line.ready_minor > 0 && total == 0;
    let what = match (line.cause.as_str(), line.of_order) {
        _ if is_ripe => t!("A reward is ready to be spent"),
        ("reservation", _) if total < 0 => t!("Paid with store credit"),
        ("reservation", _) => t!("Given back to store credit"),
        ("adjustment", _) => t!("Changed by the store"),
        ("expiry", _) => t!("Ended unspent"),
        ("debt", _) => t!("Owed back"),
        (_, true) if total < 0 => t!("A reward was taken back"),
        (_, true) => t!("A friend's first order"),
        _ if total < 0 => t!("Taken off"),
        _ => t!("Credited"),
    };
    LineShown {
        id: line.id.to_string(),
        when: clock.day(line.at),
        what: what.to_owned(),
        change: Sum::of(if is_ripe { line.ready_minor } else { total }, line.currency),
        pending: line.pending_minor > 0,
    }
}

fn invitations(panel: &Panel, referral: Option<&Referral>) -> Option<InvitationsShown> {
    let is_open = matches!(panel.state, State::NoActivity | State::Active);
    let limits = referral?.invitations;
    let shown = InvitationsShown { per_day: limits.per_day, per_submit: limits.per_submit };
    (is_open && limits.enabled).then_some(shown)
}

/// A panel as its reader sees it.
///
/// # Errors
/// What the database says.
pub async fn of(app: &crate::app::App, reader: &Reader, base_url: &str) -> tributary_engine::Result<Shown> {
    let (panel, own) = super::panel(app, reader).await?;
    Ok(lang::within(reader.language, || shown(&panel, &own, base_url, app.now())))
}
