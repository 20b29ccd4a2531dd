//! Who may do what: one closed list of operations and one table. Every verb asks here before it does anything, and nowhere else.
//!
//! Uses the table of error codes. Who somebody is, `app::account` finds out.
//!
//! ```
//! use whatworks::app::actor::{Caller, Operation};
//! assert!(Caller::Anonymous.demand(Operation::Read, false).is_ok());
//! assert!(Caller::Anonymous.demand(Operation::Review, false).is_err());
//! ```

use super::Problem;
use crate::error::Code;
use std::fmt;
use std::net::IpAddr;

/// What an account may do beyond its own contributions. Each includes the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Contributor,
    Curator,
    Administrator,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Contributor, Self::Curator, Self::Administrator];

    /// The name in databases, tokens and on the command line; as an enum value in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Curator => "curator",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }
}

/// An account as far as permissions go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Opaque; the journal names people by it.
    pub id: String,
    pub role: Role,
    /// Whether the e-mail address is confirmed.
    pub verified: bool,
    pub suspended: bool,
}

/// A key of a partner's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: String,
    /// The account that made it, in whose name it acts.
    pub account: String,
    /// The operations that it was made for.
    pub scopes: Vec<Operation>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    Anonymous,
    /// Showed a token that was good once.
    Expired,
    Account(Account),
    Partner(Key),
}

/// Who asks, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub caller: Caller,
    /// Limits on attempts count per network.
    pub network: Option<IpAddr>,
}

impl Visitor {
    /// Somebody who asks from within the program.
    pub const STRANGER: Self = Self { caller: Caller::Anonymous, network: None };
}

/// A caller as the table sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    Anonymous,
    /// With a token that has run out or was revoked.
    Expired,
    Suspended,
    /// The e-mail address is not confirmed yet.
    Unverified,
    Contributor,
    /// A contributor to whom the submission or record in question belongs, or who has the part in the call that the operation asks for.
    Owner,
    Curator,
    Administrator,
    Partner,
}

impl Standing {
    pub const ALL: [Self; 9] =
        [Self::Anonymous, Self::Expired, Self::Suspended, Self::Unverified, Self::Contributor, Self::Owner, Self::Curator, Self::Administrator, Self::Partner];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::Unverified => "unverified",
            Self::Contributor => "contributor",
            Self::Owner => "owner",
            Self::Curator => "curator",
            Self::Administrator => "administrator",
            Self::Partner => "partner key",
        }
    }
}

/// Groups of callers, as rows of the table name them.
mod may {
    use super::Standing::{self, Administrator, Anonymous, Contributor, Curator, Owner, Partner, Suspended, Unverified};

    /// An expired token is refused everywhere: its owner is told, instead of being shown what strangers see.
    pub const EVERYBODY: &[Standing] = &[Anonymous, Suspended, Unverified, Contributor, Owner, Curator, Administrator, Partner];
    pub const STRANGERS: &[Standing] = &[Anonymous];
    pub const ACCOUNTS: &[Standing] = &[Suspended, Unverified, Contributor, Owner, Curator, Administrator];
    pub const UNSUSPENDED: &[Standing] = &[Unverified, Contributor, Owner, Curator, Administrator];
    pub const VERIFIED: &[Standing] = &[Contributor, Owner, Curator, Administrator];
    pub const VERIFIED_AND_PARTNERS: &[Standing] = &[Contributor, Owner, Curator, Administrator, Partner];
    pub const SENDERS: &[Standing] = &[Anonymous, Unverified, Contributor, Owner, Curator, Administrator];
    pub const OWNERS: &[Standing] = &[Owner];
    pub const OWNERS_AND_CURATORS: &[Standing] = &[Owner, Curator, Administrator];
    pub const CURATORS: &[Standing] = &[Curator, Administrator];
    pub const ADMINISTRATORS: &[Standing] = &[Administrator];
    pub const ADMINISTRATORS_AND_PARTNERS: &[Standing] = &[Administrator, Partner];
}

macro_rules! operations {
    ($($variant:ident $name:literal $may:ident $words:literal;)*) => {
        /// What can be done here. Closed: a new verb is a new row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation { $(#[doc = $words] $variant,)* }

        impl Operation {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As scopes and the published table name it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// One line for people.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// Who may do it.
            #[must_use]
            pub const fn may(self) -> &'static [Standing] {
                match self { $(Self::$variant => may::$may,)* }
            }
        }
    };
}

// The table: operation, name, who may, in words.
operations! {
    Read "read" EVERYBODY "Reads what is published.";
    Register "register" STRANGERS "Makes an account.";
    SignIn "signIn" EVERYBODY "Shows who one is by a password, and a second factor where there is one.";
    Confirm "confirm" EVERYBODY "Uses a link from a mail: confirms an address, sets a new password.";
    ViewSelf "viewer" ACCOUNTS "Sees and exports what is kept about oneself.";
    ChangeSelf "changeSelf" UNSUSPENDED "Changes one's password, address, second factor, consents and sessions.";
    EraseSelf "eraseSelf" ACCOUNTS "Has one's personal data erased.";
    ManageKeys "manageKeys" VERIFIED "Makes and revokes keys for programs.";
    SaveDraft "saveDraft" UNSUSPENDED "Keeps, resumes and discards drafts of one's own.";
    Submit "submit" VERIFIED_AND_PARTNERS "Proposes a new record, or a change of any record.";
    Amend "amend" OWNERS "Changes, resubmits or withdraws a submission of one's own, or appeals.";
    ReadSubmission "readSubmission" OWNERS_AND_CURATORS "Sees a submission that is not published.";
    Comment "comment" OWNERS_AND_CURATORS "Adds to the conversation about a submission.";
    Endorse "endorse" VERIFIED "Says that a claim agrees with one's own experience.";
    Report "report" EVERYBODY "Tells curators that something is wrong, out of date or to be removed.";
    ClaimOwnership "claimOwnership" VERIFIED "Asks to be the owner of a record.";
    Consent "consent" OWNERS_AND_CURATORS "Sees to which fields of a record about a person that person agrees, and takes it back.";
    ReadQueue "readQueue" CURATORS "Sees every submission and its history.";
    Review "review" CURATORS "Decides about submissions.";
    Curate "curate" CURATORS "Restores, merges, deprecates and withdraws what is published.";
    Erase "erase" ADMINISTRATORS "Removes for good all that is kept of a record, such as one about a person who asks for it.";
    SendIn "sendIn" SENDERS "Sends something in to an open call, with or without an account.";
    AskReminder "askReminder" UNSUSPENDED "Has a mail sent before a call closes.";
    FollowCall "followCall" OWNERS_AND_CURATORS "Sees how a call goes. In a call: who has any part in it.";
    Organise "organise" OWNERS_AND_CURATORS "Extends a call, takes what came late, gives parts in it. In a call: its organisers.";
    Code "code" OWNERS "Codes what was sent in to a call. In a call: its coders.";
    Synthesise "synthesise" OWNERS_AND_CURATORS "Settles codings, and says what became of each contribution. In a call: its editors.";
    Subscribe "subscribe" EVERYBODY "Hears of published changes.";
    SaveSearch "saveSearch" VERIFIED "Has matches of a saved search sent by mail.";
    ComeToEvent "comeToEvent" VERIFIED "Registers for an event, takes it back, and sees where one is registered.";
    ReadAttendees "readAttendees" OWNERS_AND_CURATORS "Sees who comes to an event, and what they need.";
    ManageWebhooks "manageWebhooks" ADMINISTRATORS_AND_PARTNERS "Has a program told of published changes, over webhooks.";
    ManageAccounts "manageAccounts" ADMINISTRATORS "Gives roles, suspends and reinstates accounts.";
}

impl Operation {
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.name() == name)
    }
}

impl Caller {
    /// The opaque identifier under which the journal keeps what the caller does.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        match self {
            Self::Anonymous | Self::Expired => None,
            Self::Account(account) => Some(&account.id),
            Self::Partner(key) => Some(&key.account),
        }
    }

    /// As the table sees the caller; `owns`: what is asked about belongs to them.
    #[must_use]
    pub const fn standing(&self, owns: bool) -> Standing {
        match self {
            Self::Anonymous => Standing::Anonymous,
            Self::Expired => Standing::Expired,
            Self::Partner(_) => Standing::Partner,
            Self::Account(Account { suspended: true, .. }) => Standing::Suspended,
            Self::Account(Account { verified: false, .. }) => Standing::Unverified,
            Self::Account(Account { role: Role::Administrator, .. }) => Standing::Administrator,
            Self::Account(Account { role: Role::Curator, .. }) => Standing::Curator,
            Self::Account(_) if owns => Standing::Owner,
            Self::Account(_) => Standing::Contributor,
        }
    }

    /// Whether the table lets the caller do it to anything at all: what is theirs, the verb finds out and demands again.
    ///
    /// # Errors
    /// As [`Caller::demand`].
    pub fn approach(&self, operation: Operation) -> Result<(), Problem> {
        self.demand(operation, false).or_else(|problem| self.demand(operation, true).map_err(|_| problem))
    }

    /// Whether the table lets the caller do it. An owner who curates is both.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`] where signing in could help, else [`Code::Forbidden`].
    pub fn demand(&self, operation: Operation, owns: bool) -> Result<(), Problem> {
        let standing = self.standing(owns);
        let may = operation.may();
        let both = owns && matches!(standing, Standing::Curator | Standing::Administrator) && may.contains(&Standing::Owner);
        let scoped = if let Self::Partner(key) = self { operation == Operation::Read || key.scopes.contains(&operation) } else { true };
        if (may.contains(&standing) || both) && scoped {
            return Ok(());
        }
        Err(match standing {
            Standing::Anonymous => Problem::new(Code::Unauthenticated, format!("{operation} needs an account; sign in first")),
            Standing::Expired => Problem::new(Code::Unauthenticated, "the token has run out or was revoked; refresh it or sign in again"),
            Standing::Suspended => Problem::new(Code::Forbidden, format!("this account is suspended; {operation} is not open to it")),
            Standing::Unverified => Problem::new(Code::Forbidden, format!("{operation} needs a confirmed e-mail address; follow the link that was sent")),
            Standing::Partner => Problem::new(Code::Forbidden, format!("this key was not made for {operation}")),
            Standing::Contributor | Standing::Owner | Standing::Curator | Standing::Administrator => {
                Problem::new(Code::Forbidden, format!("{operation} is not open to {}s here", standing.name()))
            }
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_names_of_their_own() {
        for operation in Operation::ALL {
            assert_eq!(Operation::named(operation.name()), Some(*operation));
            assert!(!operation.may().contains(&Standing::Expired), "{operation}");
        }
    }

    #[test]
    fn a_curator_keeps_what_belongs_to_owners() {
        let curator = Caller::Account(Account { id: "a".to_owned(), role: Role::Curator, verified: true, suspended: false });
        assert!(curator.demand(Operation::Amend, true).is_ok());
        assert_eq!(curator.demand(Operation::Amend, false).map_err(|problem| problem.code), Err(Code::Forbidden));
    }
}
