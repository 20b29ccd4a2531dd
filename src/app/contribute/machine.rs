//! What can be done with a submission in which state, and by whom: one closed table. A verb asks [`permit`] before it does anything.
//!
//! ```text
//! draft → submitted → in review → published | rejected
//!             ↑ ↓         ↓
//!         changes requested          (retracting: → withdrawn, from every open state)
//!
//! submitted | in review | changes requested → quarantined → appealed
//!                     submitted ← release ← quarantined | appealed → rejected
//! ```

use crate::app::Problem;
use crate::app::actor::{Caller, Operation};
use crate::error::Code;
use crate::ledger::EventKind;
use crate::views::queue::{State, Submission};

macro_rules! actions {
    ($($variant:ident $name:literal $kind:ident $operation:ident [$($from:ident)*] $reason:literal $words:literal;)*) => {
        /// What can be done with a submission.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $(#[doc = $words] $variant,)* }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// One line for people.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The event that it leaves, which makes the next state.
            #[must_use]
            pub const fn kind(self) -> EventKind {
                match self { $(Self::$variant => EventKind::$kind,)* }
            }

            /// What permissions are asked for.
            #[must_use]
            pub const fn operation(self) -> Operation {
                match self { $(Self::$variant => Operation::$operation,)* }
            }

            /// The states in which it can be done.
            #[must_use]
            pub const fn from(self) -> &'static [State] {
                match self { $(Self::$variant => &[$(State::$from,)*],)* }
            }

            /// Whether it needs a reason, for its author to hear.
            #[must_use]
            pub const fn needs_reason(self) -> bool {
                match self { $(Self::$variant => $reason,)* }
            }
        }
    };
}

// The table: action, name, event, permission, from which states, whether a reason is needed, in words.
actions! {
    Amend "amend" Amended Amend [Submitted ChangesRequested] false "Changes the proposal, which waits again.";
    Retract "retract" Retracted Amend [Submitted InReview ChangesRequested Quarantined Appealed] false "Takes it back.";
    Appeal "appeal" Appealed Amend [Quarantined] true "Asks for another look at what is held as possible spam.";
    Comment "comment" Commented Comment [Submitted InReview ChangesRequested Published Rejected Withdrawn Quarantined Appealed] true "Says something about it.";
    Take "take" Taken Review [Submitted InReview] false "Looks at it; until then its author can change it.";
    Accept "accept" Accepted Review [Submitted InReview] false "Publishes it, whole or in part.";
    Return "return" Returned Review [Submitted InReview] true "Asks its author for a change.";
    Reject "reject" Rejected Review [Submitted InReview ChangesRequested Quarantined Appealed] true "Does not accept it.";
    Quarantine "quarantine" Quarantined Review [Submitted InReview ChangesRequested] true "Holds it as possible spam.";
    Release "release" Released Review [Quarantined Appealed] false "Holds it no longer.";
}

impl Action {
    /// The state after it.
    #[must_use]
    pub const fn to(self, from: State) -> State {
        from.after(self.kind())
    }
}

/// Whether the caller may do it, and whether it can be done.
///
/// # Errors
/// [`Code::Forbidden`] or [`Code::Unauthenticated`] by the table of permissions, else [`Code::WrongState`].
pub fn permit(action: Action, submission: &Submission, caller: &Caller, owns: bool) -> Result<(), Problem> {
    caller.demand(action.operation(), owns)?;
    if action.from().contains(&submission.state) {
        return Ok(());
    }
    let can: Vec<&str> = Action::ALL.iter().filter(|other| other.from().contains(&submission.state)).map(|other| other.name()).collect();
    Err(Problem::new(
        Code::WrongState,
        format!("submission {} is {}, where `{}` cannot be done; what can: {}", submission.key(), submission.state.name(), action.name(), can.join(", ")),
    ))
}
