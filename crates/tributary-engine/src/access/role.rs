//! What people may do: a role each.

/// What somebody may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Owner,
    /// May do everything but what decides who gets in: team, keys and stores.
    Manager,
    /// May pay partners, and look at everything.
    Finance,
    /// May look at everything, and change the own account and own views.
    Viewer,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// To change what is one's own: account, views, signing out.
    Own,
    /// To work: partners, links, codes, programs, orders.
    Work,
    /// To pay partners: payouts, where money goes, the least that is paid.
    Pay,
    /// To make and revoke API keys.
    Keys,
    /// To change stores, how they are read and what their webhooks are signed with.
    Stores,
    /// To invite and remove people, and to say what they may do.
    Team,
}

impl Role {
    /// All of them, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Finance, Self::Viewer];

    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Finance => "finance",
            Self::Viewer => "viewer",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether it may do this.
    #[must_use]
    pub const fn may(self, act: Act) -> bool {
        match self {
            Self::Owner => true,
            Self::Manager => matches!(act, Act::Own | Act::Work | Act::Pay),
            Self::Finance => matches!(act, Act::Own | Act::Pay),
            Self::Viewer => matches!(act, Act::Own),
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::parse(&word).ok_or_else(|| format!("{word} is no role"))
    }
}
