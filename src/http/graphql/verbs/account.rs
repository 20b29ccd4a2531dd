//! Accounts: registering, signing in, what is kept about oneself, keys for programs, and what administrators do.

use super::super::api::Enumeration;
use super::{Act, Doing, Root, Shape};
use crate::app::Problem;
use crate::app::erase::erase_account_by;
use crate::app::account::manage::Change;
use crate::app::account::oneself::{Oneself, Wishes};
use crate::app::account::register::Registration;
use crate::app::account::session::{SignedIn, Tokens};
use crate::app::account::{Desk, Once};
use crate::app::actor::{Operation, Role, Standing};
use crate::http::graphql::trees::{self, Tree};
use crate::ledger::Account;
use jiff::Timestamp;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub(super) type Arguments = &'static [(&'static str, &'static str, &'static str)];

pub(super) const KEY: (&str, &str, &str) = ("idempotencyKey", "String", "Makes repeating this harmless: the same key with the same request has no second effect, and the same answer, for a day.");
pub const PROOF: (&str, &str, &str) = ("proof", "String", "A solved `proofOfWork`, as the altcha widget gives it. Without one, what is contributed is held until a curator has looked at it.");
pub const TRAP: (&str, &str, &str) = ("website", "String", "Not for people: leave it out.");
const PASSWORD: (&str, &str, &str) = ("password", "String!", "The present password.");
const CODE: (&str, &str, &str) = ("code", "String!", "A code of the second factor, or a recovery code.");
const ACCOUNT: (&str, &str, &str) = ("account", "ID!", "Which account.");

pub(super) const fn mutation(name: &'static str, operation: Operation, arguments: Arguments, ty: &'static str, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root: Root::Mutation, name, operation, arguments, ty, words, run }
}

const fn query(name: &'static str, operation: Operation, arguments: Arguments, ty: &'static str, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root: Root::Query, name, operation, arguments, ty, words, run }
}

pub const SHAPES: &[Shape] = &[
    query("viewer", Operation::ViewSelf, &[], "Viewer", "What is kept about whoever asks.", |act| Box::pin(viewer(act))),
    query(
        "accounts",
        Operation::ManageAccounts,
        &[("first", "Int", "How many; 25 unless given, less than 100."), ("after", "String", "A cursor: only accounts made later.")],
        "AccountPage",
        "Accounts, oldest first.",
        |act| Box::pin(accounts(act)),
    ),
    query("proofOfWork", Operation::Read, &[], "ProofOfWork", "A challenge for a machine, which takes it a moment and costs a person nothing.", |act| Box::pin(proof_of_work(act))),
    mutation(
        "register",
        Operation::Register,
        &[
            ("email", "String!", "Where a link is sent that confirms the address."),
            ("password", "String!", "12 to 128 characters of any kind."),
            ("name", "String", "The name to be shown, where there is consent to that."),
            ("credited", "Boolean", "Whether to be named as a contributor; not unless said."),
            ("notified", "Boolean", "Whether to be told by mail what becomes of contributions; yes unless said."),
            PROOF,
            TRAP,
            KEY,
        ],
        "Boolean",
        "Makes an account. The answer is the same where the address has one; then the mail says so.",
        |act| Box::pin(register(act)),
    ),
    mutation("confirmEmail", Operation::Confirm, &[("token", "String!", "From the mail."), KEY], "Boolean", "Confirms the address of a new account, or a new address.", |act| Box::pin(confirm_email(act))),
    mutation(
        "signIn",
        Operation::SignIn,
        &[("email", "String!", "The address of the account."), ("password", "String!", "Its password."), ("code", "String", "A code of the second factor, or a recovery code, where there is one."), KEY],
        "SignedIn",
        "Begins a session.",
        |act| Box::pin(sign_in(act)),
    ),
    mutation("refresh", Operation::SignIn, &[("refreshToken", "String!", "The last one; it is spent by this. Showing a spent one ends the session."), KEY], "SignedIn", "New tokens for a session.", |act| Box::pin(refresh(act))),
    mutation("signOut", Operation::SignIn, &[("refreshToken", "String!", "The last one."), KEY], "Boolean", "Ends a session.", |act| Box::pin(sign_out(act))),
    mutation("signOutEverywhere", Operation::ChangeSelf, &[KEY], "Boolean", "Ends every session; access tokens are good no more from this moment.", |act| Box::pin(sign_out_everywhere(act))),
    mutation(
        "requestPasswordReset",
        Operation::Confirm,
        &[("email", "String!", "The address of the account."), KEY],
        "Boolean",
        "Mails a link with which a new password can be set. The answer is the same where there is no account.",
        |act| Box::pin(request_reset(act)),
    ),
    mutation(
        "resetPassword",
        Operation::Confirm,
        &[("token", "String!", "From the mail."), ("password", "String!", "The new password: 12 to 128 characters of any kind."), KEY],
        "Boolean",
        "Sets a new password and ends every session.",
        |act| Box::pin(reset_password(act)),
    ),
    mutation(
        "changePassword",
        Operation::ChangeSelf,
        &[PASSWORD, ("newPassword", "String!", "12 to 128 characters of any kind."), KEY],
        "SignedIn",
        "Sets another password, ends every session and begins a new one.",
        |act| Box::pin(change_password(act)),
    ),
    mutation("changeEmail", Operation::ChangeSelf, &[PASSWORD, ("email", "String!", "The new address; a link is sent there that confirms it."), KEY], "Boolean", "Changes the e-mail address.", |act| Box::pin(change_email(act))),
    mutation("prepareSecondFactor", Operation::ChangeSelf, &[PASSWORD, KEY], "SecondFactor", "A secret for an authenticator app; it counts once a code of it was shown.", |act| Box::pin(prepare_factor(act))),
    mutation(
        "confirmSecondFactor",
        Operation::ChangeSelf,
        &[("code", "String!", "The code that the app shows."), KEY],
        "SecondFactorConfirmed",
        "Sets up the prepared second factor, and begins a session in which it counts. Roles above contributor are in force only in such a session.",
        |act| Box::pin(confirm_factor(act)),
    ),
    mutation("removeSecondFactor", Operation::ChangeSelf, &[PASSWORD, CODE, KEY], "Boolean", "Removes the second factor and ends every session.", |act| Box::pin(remove_factor(act))),
    mutation("renewRecoveryCodes", Operation::ChangeSelf, &[CODE, KEY], "[String!]", "New recovery codes; the old ones are good no more.", |act| Box::pin(renew_recovery(act))),
    mutation(
        "createKey",
        Operation::ManageKeys,
        &[("name", "String!", "To tell it from others."), ("scopes", "[String!]!", "The operations that it is for."), ("days", "Int", "How long it is good; 90 unless given, at most 366."), KEY],
        "NewKey",
        "A key for a program that acts in one's name. It is shown once.",
        |act| Box::pin(create_key(act)),
    ),
    mutation("revokeKey", Operation::ManageKeys, &[("key", "ID!", "Which key."), KEY], "Boolean", "Makes a key useless from this moment.", |act| Box::pin(revoke_key(act))),
    mutation(
        "updateAccount",
        Operation::ChangeSelf,
        &[("name", "String", "The name to be shown."), ("credited", "Boolean", "Whether to be named as a contributor."), ("notified", "Boolean", "Whether to be told by mail what becomes of contributions."), KEY],
        "Viewer",
        "Changes what is said about oneself; what is left out stays.",
        |act| Box::pin(update_account(act)),
    ),
    mutation(
        "eraseAccount",
        Operation::EraseSelf,
        &[PASSWORD],
        "Boolean",
        "Erases the account and everything kept with it. What was contributed to public records stays, without a name.",
        |act| Box::pin(erase_account(act)),
    ),
    mutation("setRole", Operation::ManageAccounts, &[ACCOUNT, ("role", "AccountRole!", "The role."), KEY], "Boolean", "Gives an account a role.", |act| Box::pin(set_role(act))),
    mutation(
        "suspendAccount",
        Operation::ManageAccounts,
        &[ACCOUNT, ("reason", "String!", "Its owner is told."), KEY],
        "Boolean",
        "Ends every session of an account, and lets it contribute no more.",
        |act| Box::pin(suspend(act)),
    ),
    mutation("reinstateAccount", Operation::ManageAccounts, &[ACCOUNT, KEY], "Boolean", "Lets a suspended account contribute again.", |act| Box::pin(reinstate(act))),
];

pub const OBJECTS: &[trees::Shape] = &[
    ("ProofOfWork", "A challenge of altcha, version 2.", &[("challenge", "String!", "For the widget's `challenge`, as JSON."), ("expires", "DateTime!", "Until when a solution is taken, once.")]),
    (
        "SignedIn",
        "What somebody who signs in holds.",
        &[
            ("secondFactorNeeded", "Boolean!", "The password is right, and a code is needed as well: sign in again with both."),
            ("account", "ID", "The opaque identifier of the account."),
            ("accessToken", "String", "For `Authorization: Bearer …`."),
            ("accessTokenExpires", "DateTime", "When it is good no more; refresh before."),
            ("refreshToken", "String", "For `refresh`, once."),
            ("refreshTokenExpires", "DateTime", "When the session ends."),
        ],
    ),
    ("SecondFactor", "A second factor that is not confirmed yet.", &[("secret", "String!", "To be typed into an authenticator app."), ("uri", "String!", "The same, to be shown as a picture.")]),
    (
        "SecondFactorConfirmed",
        "A second factor that was just set up.",
        &[("recoveryCodes", "[String!]!", "Each replaces a code once. They are not shown again."), ("signedIn", "SignedIn!", "A session in which the second factor counts.")],
    ),
    ("NewKey", "A key that was just made.", &[("id", "ID!", "Which key."), ("key", "String!", "The key itself, for `Authorization: Bearer …`. It is not shown again."), ("expires", "DateTime!", "When it is good no more.")]),
    (
        "Viewer",
        "What is kept about whoever asks.",
        &[
            ("id", "ID!", "The opaque identifier of the account."),
            ("email", "String!", "Where mail is sent. Never shown to others."),
            ("name", "String!", "The name to be shown."),
            ("credited", "Boolean!", "Whether to be named as a contributor."),
            ("notified", "Boolean!", "Whether to be told by mail what becomes of contributions."),
            ("role", "AccountRole!", "The role that was given."),
            ("standing", "Standing!", "What counts in this session: a role above contributor needs a second factor."),
            ("verified", "Boolean!", "Whether the address is confirmed."),
            ("suspended", "Boolean!", "Whether the account is suspended."),
            ("secondFactor", "Boolean!", "Whether there is a second factor."),
            ("recoveryCodesLeft", "Int!", "How many recovery codes are not used."),
            ("orcid", "ID", "The ORCID iD that is linked with it."),
            ("created", "DateTime!", "When the account was made."),
            ("sessions", "[ViewerSession!]!", "Where one is signed in."),
            ("keys", "[ViewerKey!]!", "Keys for programs."),
        ],
    ),
    (
        "ViewerSession",
        "A session.",
        &[("id", "ID!", "Which session."), ("created", "DateTime!", "When it began."), ("expires", "DateTime!", "When it ends."), ("secondFactor", "Boolean!", "Whether a second factor was shown.")],
    ),
    (
        "ViewerKey",
        "A key for a program.",
        &[
            ("id", "ID!", "Which key."),
            ("name", "String!", "To tell it from others."),
            ("scopes", "[String!]!", "The operations that it is for."),
            ("created", "DateTime!", "When it was made."),
            ("expires", "DateTime!", "When it is good no more."),
        ],
    ),
    ("AccountPage", "A page of accounts.", &[("nodes", "[ManagedAccount!]!", "The accounts."), ("hasNextPage", "Boolean!", "Whether there are more."), ("endCursor", "String", "For `after`.")]),
    (
        "ManagedAccount",
        "An account, as administrators see it.",
        &[
            ("id", "ID!", "The opaque identifier."),
            ("email", "String!", "Where mail is sent."),
            ("name", "String!", "The name to be shown."),
            ("role", "AccountRole!", "The role."),
            ("verified", "Boolean!", "Whether the address is confirmed."),
            ("suspended", "Boolean!", "Whether it is suspended."),
            ("secondFactor", "Boolean!", "Whether there is a second factor."),
            ("created", "DateTime!", "When it was made."),
        ],
    ),
];

/// The enums of arguments and results.
pub fn enumerations() -> Vec<Enumeration> {
    let made = |name: &str, description: &str, values: Vec<(&str, &str)>| Enumeration { name: name.to_owned(), description: description.to_owned(), values: values.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect() };
    let roles = vec![("CONTRIBUTOR", "Proposes."), ("CURATOR", "Decides what is published."), ("ADMINISTRATOR", "Gives roles, suspends and reinstates accounts.")];
    let mut standings = vec![("SUSPENDED", "Sees what is kept about them, and no more."), ("UNVERIFIED", "Has not confirmed their address yet.")];
    standings.extend(roles.iter().copied());
    vec![
        made("AccountRole", "What an account may do beyond its own contributions. Each includes the ones before.", roles),
        made("Standing", "What counts when permissions are asked for.", standings),
    ]
}

impl Act {
    pub(super) fn desk(&self) -> &Desk {
        self.directory().desk()
    }

    pub(super) fn given(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.arguments.get(name).and_then(Json::as_bool)
    }

    /// This request under its idempotency key.
    pub(super) fn once(&self, verb: &str) -> Result<Option<Once>, Problem> {
        let rest: BTreeMap<&str, &Json> = self.arguments.iter().filter(|(name, _)| *name != KEY.0).map(|(name, value)| (name.as_str(), value)).collect();
        let request: Vec<String> = rest.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let parts: Vec<&[u8]> = std::iter::once(verb).chain(request.iter().map(String::as_str)).map(str::as_bytes).collect();
        Once::new(self.desk(), self.visitor(), self.text(KEY.0), &parts)
    }
}

fn moment(seconds: i64) -> Tree {
    Tree::maybe(Timestamp::from_second(seconds).ok().map(|time| time.to_string()))
}

fn capitals(name: &str) -> Tree {
    Tree::text(name.to_uppercase())
}

fn of_tokens(tokens: &Tokens) -> Tree {
    Tree::object([
        ("secondFactorNeeded", Tree::flag(false)),
        ("account", Tree::text(&tokens.account)),
        ("accessToken", Tree::text(&tokens.access)),
        ("accessTokenExpires", moment(tokens.access_expires)),
        ("refreshToken", Tree::text(&tokens.refresh)),
        ("refreshTokenExpires", moment(tokens.refresh_expires)),
    ])
}

async fn proof_of_work(act: Act) -> Result<Tree, Problem> {
    let challenge = act.desk().challenge()?;
    Ok(Tree::object([("challenge", Tree::text(challenge.json)), ("expires", moment(challenge.expires))]))
}

async fn register(act: Act) -> Result<Tree, Problem> {
    let registration = Registration {
        email: act.given("email").to_owned(),
        password: act.given("password").to_owned(),
        name: act.given("name").to_owned(),
        credited: act.flag("credited").unwrap_or(false),
        notified: act.flag("notified").unwrap_or(true),
        proof: act.text(PROOF.0).map(str::to_owned),
        trap: act.text(TRAP.0).map(str::to_owned),
    };
    act.desk().register(act.visitor(), &registration, act.once("register")?).await.map(Tree::flag)
}

async fn confirm_email(act: Act) -> Result<Tree, Problem> {
    act.desk().confirm_email(act.visitor(), act.given("token"), act.once("confirmEmail")?).await.map(Tree::flag)
}

async fn sign_in(act: Act) -> Result<Tree, Problem> {
    act.desk().sign_in(act.visitor(), act.given("email"), act.given("password"), act.text("code"), act.once("signIn")?).await.map(|signed| signed_in(&signed))
}

pub(super) fn signed_in(signed: &SignedIn) -> Tree {
    match signed {
        SignedIn::Whole(tokens) => of_tokens(tokens),
        SignedIn::FactorNeeded => Tree::object([("secondFactorNeeded", Tree::flag(true))]),
    }
}

async fn refresh(act: Act) -> Result<Tree, Problem> {
    act.desk().refresh(act.visitor(), act.given("refreshToken"), act.once("refresh")?).await.map(|tokens| of_tokens(&tokens))
}

async fn sign_out(act: Act) -> Result<Tree, Problem> {
    act.desk().sign_out(act.visitor(), act.given("refreshToken"), act.once("signOut")?).await.map(Tree::flag)
}

async fn sign_out_everywhere(act: Act) -> Result<Tree, Problem> {
    act.desk().sign_out_everywhere(act.visitor(), act.once("signOutEverywhere")?).await.map(Tree::flag)
}

async fn request_reset(act: Act) -> Result<Tree, Problem> {
    act.desk().request_reset(act.visitor(), act.given("email"), act.once("requestPasswordReset")?).await.map(Tree::flag)
}

async fn reset_password(act: Act) -> Result<Tree, Problem> {
    act.desk().reset_password(act.visitor(), act.given("token"), act.given("password"), act.once("resetPassword")?).await.map(Tree::flag)
}

async fn change_password(act: Act) -> Result<Tree, Problem> {
    let tokens = act.desk().change_password(act.visitor(), act.given("password"), act.given("newPassword"), act.once("changePassword")?).await?;
    Ok(of_tokens(&tokens))
}

async fn change_email(act: Act) -> Result<Tree, Problem> {
    act.desk().change_email(act.visitor(), act.given("password"), act.given("email"), act.once("changeEmail")?).await.map(Tree::flag)
}

async fn prepare_factor(act: Act) -> Result<Tree, Problem> {
    let prepared = act.desk().prepare_factor(act.visitor(), act.given("password"), act.once("prepareSecondFactor")?).await?;
    Ok(Tree::object([("secret", Tree::text(prepared.secret)), ("uri", Tree::text(prepared.uri))]))
}

async fn confirm_factor(act: Act) -> Result<Tree, Problem> {
    let confirmed = act.desk().confirm_factor(act.visitor(), act.given("code"), act.once("confirmSecondFactor")?).await?;
    Ok(Tree::object([("recoveryCodes", Tree::texts(confirmed.recovery_codes)), ("signedIn", of_tokens(&confirmed.tokens))]))
}

async fn remove_factor(act: Act) -> Result<Tree, Problem> {
    act.desk().remove_factor(act.visitor(), act.given("password"), act.given("code"), act.once("removeSecondFactor")?).await.map(Tree::flag)
}

async fn renew_recovery(act: Act) -> Result<Tree, Problem> {
    act.desk().renew_recovery(act.visitor(), act.given("code"), act.once("renewRecoveryCodes")?).await.map(Tree::texts)
}

async fn create_key(act: Act) -> Result<Tree, Problem> {
    let scopes: Vec<String> = act.arguments.get("scopes").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
    let days = act.arguments.get("days").and_then(Json::as_i64);
    let key = act.desk().create_key(act.visitor(), act.given("name"), &scopes, days, act.once("createKey")?).await?;
    Ok(Tree::object([("id", Tree::text(key.id)), ("key", Tree::text(key.secret)), ("expires", moment(key.expires))]))
}

async fn revoke_key(act: Act) -> Result<Tree, Problem> {
    act.desk().revoke_key(act.visitor(), act.given("key"), act.once("revokeKey")?).await.map(Tree::flag)
}

async fn update_account(act: Act) -> Result<Tree, Problem> {
    let wishes = Wishes { name: act.text("name").map(str::to_owned), credited: act.flag("credited"), notified: act.flag("notified") };
    act.desk().update_account(act.visitor(), wishes, act.once("updateAccount")?).await?;
    viewer(act).await
}

async fn erase_account(act: Act) -> Result<Tree, Problem> {
    let erased = act.desk().erase_account(act.visitor(), act.given("password")).await?;
    let account = act.visitor().caller.actor().unwrap_or_default();
    erase_account_by(act.directory(), account, account, "the account was erased").await?;
    Ok(Tree::flag(erased))
}

async fn viewer(act: Act) -> Result<Tree, Problem> {
    let Oneself { account, sessions, keys, recovery_codes } = act.desk().oneself(act.visitor()).await?;
    let standing = match act.visitor().caller.standing(false) {
        Standing::Owner => Standing::Contributor,
        standing => standing,
    };
    let sessions = sessions.iter().map(|session| {
        Tree::object([
            ("id", Tree::text(&session.id)),
            ("created", moment(session.created / 1000)),
            ("expires", moment(session.expires / 1000)),
            ("secondFactor", Tree::flag(session.factor)),
        ])
    });
    let keys = keys.iter().map(|key| {
        Tree::object([
            ("id", Tree::text(&key.id)),
            ("name", Tree::text(&key.name)),
            ("scopes", Tree::texts(&key.scopes)),
            ("created", moment(key.created / 1000)),
            ("expires", moment(key.expires / 1000)),
        ])
    });
    let orcid = act.desk().orcid_of(&account.id).await?;
    let own = [
        ("orcid", Tree::maybe(orcid)),
        ("credited", Tree::flag(account.credited)),
        ("notified", Tree::flag(account.notified)),
        ("standing", capitals(standing.name())),
        ("recoveryCodesLeft", Tree::number(recovery_codes.max(0).cast_unsigned())),
        ("sessions", Tree::list(sessions)),
        ("keys", Tree::list(keys)),
    ];
    Ok(Tree::object(of_account(&account).into_iter().chain(own)))
}

/// What administrators see as well.
fn of_account(account: &Account) -> [(&'static str, Tree); 8] {
    [
        ("id", Tree::text(&account.id)),
        ("email", Tree::text(&account.email)),
        ("name", Tree::text(&account.name)),
        ("role", capitals(&account.role)),
        ("verified", Tree::flag(account.verified)),
        ("suspended", Tree::flag(account.suspended)),
        ("secondFactor", Tree::flag(account.factor.is_some())),
        ("created", moment(account.created / 1000)),
    ]
}

async fn accounts(act: Act) -> Result<Tree, Problem> {
    let first = act.arguments.get("first").and_then(Json::as_i64).map(|first| u32::try_from(first).unwrap_or(u32::MAX));
    let (accounts, more) = act.desk().accounts(act.visitor(), first, act.text("after")).await?;
    Ok(Tree::object([
        ("nodes", Tree::list(accounts.iter().map(|account| Tree::object(of_account(account))))),
        ("hasNextPage", Tree::flag(more)),
        ("endCursor", Tree::maybe(accounts.last().map(|account| account.id.as_str()))),
    ]))
}

async fn manage(act: &Act, verb: &str, change: Change) -> Result<Tree, Problem> {
    act.desk().manage(act.visitor(), act.given("account"), change, act.once(verb)?).await.map(Tree::flag)
}

async fn set_role(act: Act) -> Result<Tree, Problem> {
    manage(&act, "setRole", Change::Role(Role::named(act.given("role")).unwrap_or(Role::Contributor))).await
}

async fn suspend(act: Act) -> Result<Tree, Problem> {
    manage(&act, "suspendAccount", Change::Suspend { reason: act.given("reason").to_owned() }).await
}

async fn reinstate(act: Act) -> Result<Tree, Problem> {
    manage(&act, "reinstateAccount", Change::Reinstate).await
}
