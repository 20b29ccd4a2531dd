//! Every action in every state by every kind of caller: the allowed ones happen, the others change nothing.

use super::app::{App, account, ann, bob, curator, key, partner, stranger};
use serde_json::json;
use std::sync::Arc;
use whatworks::app::actor::{Account, Caller, Role, Visitor};
use whatworks::app::contribute::machine::Action;
use whatworks::ontology::names::enum_value;
use whatworks::views::queue::State;

/// What brings a new submission into a state.
const WAYS: [(State, &[Action]); 8] = [
    (State::Submitted, &[]),
    (State::InReview, &[Action::Take]),
    (State::ChangesRequested, &[Action::Return]),
    (State::Published, &[Action::Accept]),
    (State::Rejected, &[Action::Reject]),
    (State::Withdrawn, &[Action::Retract]),
    (State::Quarantined, &[Action::Quarantine]),
    (State::Appealed, &[Action::Quarantine, Action::Appeal]),
];

/// Every kind of caller, and whether the submission is theirs.
fn callers() -> Vec<(Arc<Visitor>, bool)> {
    let of = |id: &str, verified: bool, suspended: bool| Arc::new(Visitor { caller: Caller::Account(Account { id: id.to_owned(), role: Role::Contributor, verified, suspended }), network: None });
    let expired = Arc::new(Visitor { caller: Caller::Expired, network: None });
    vec![
        (ann(), true),
        (bob(), false),
        (curator(), false),
        (account("root", Role::Administrator), false),
        (stranger(), false),
        (expired, false),
        (partner(), false),
        (of("bob", false, false), false),
        (of("bob", true, true), false),
        // Whose submission it is, but not in good standing any more.
        (of("ann", false, false), true),
        (of("ann", true, true), true),
    ]
}

fn act(action: Action, submission: &str) -> String {
    match action {
        Action::Amend => format!("mutation {{ amendTool(submission: \"{submission}\", set: {{url: \"https://a.example/\"}}) {{ state }} }}"),
        Action::Retract => format!("mutation {{ retract(submission: \"{submission}\") {{ state }} }}"),
        Action::Appeal => format!("mutation {{ appeal(submission: \"{submission}\", text: \"look again\") {{ state }} }}"),
        Action::Comment => format!("mutation {{ comment(submission: \"{submission}\", text: \"a word\") {{ state }} }}"),
        decision => format!("mutation {{ review(submission: \"{submission}\", decision: {}, reason: \"because\") {{ state }} }}", enum_value(decision.name())),
    }
}

#[test]
fn every_action_in_every_state_by_every_caller_is_as_the_tables_say() {
    let app = App::new();
    let (mut tried, mut happened) = (0, 0);
    for (state, way) in WAYS {
        for action in Action::ALL.iter().copied() {
            let mut submission = String::new();
            for (who, owns) in callers() {
                // A new one whenever the last attempt has changed it.
                if submission.is_empty() {
                    submission = key(&app.tool(&ann(), &format!("Tool {tried}"))).to_owned();
                    for step in way {
                        let by = if matches!(step, Action::Retract | Action::Appeal) { ann() } else { curator() };
                        app.data(&by, &act(*step, &submission));
                    }
                    assert_eq!(app.state_of(&submission), enum_value(state.name()));
                }
                let before = app.events().len();
                let may = who.caller.demand(action.operation(), owns);
                let answer = app.ask_with(&who, &act(action, &submission), json!({}));
                let place = format!("{} a {} submission by {:?}: {answer}", action.name(), state.name(), who.caller.standing(owns));
                tried += 1;
                match may {
                    Ok(()) if action.from().contains(&state) => {
                        happened += 1;
                        assert_eq!(answer.get("errors"), None, "{place}");
                        assert_eq!(app.state_of(&submission), enum_value(action.to(state).name()), "{place}");
                        submission.clear();
                    }
                    allowed => {
                        let code = allowed.map_or_else(|problem| problem.code.row().code, |()| "WRONG_STATE");
                        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{place}");
                        assert_eq!((app.events().len(), app.state_of(&submission)), (before, enum_value(state.name())), "{place}");
                    }
                }
            }
        }
    }
    assert_eq!(tried, 8 * Action::ALL.len() * callers().len());
    // Comments in every state by three; what curators decide by two; what authors do by one.
    let pairs = |curating: bool| Action::ALL.iter().filter(|action| (action.operation() == whatworks::app::actor::Operation::Review) == curating).map(|action| action.from().len()).sum::<usize>();
    let authors = pairs(false) - State::ALL.len();
    assert_eq!(happened, State::ALL.len() * 3 + pairs(true) * 2 + authors);
}

#[test]
fn what_the_table_offers_is_what_can_be_done() {
    let app = App::new();
    for (state, way) in WAYS {
        let submission = key(&app.tool(&ann(), &format!("In {}", state.name()))).to_owned();
        for step in way {
            let by = if matches!(step, Action::Retract | Action::Appeal) { ann() } else { curator() };
            app.data(&by, &act(*step, &submission));
        }
        for (who, owns) in [(ann(), true), (curator(), false)] {
            let offered = app.done(&who, &format!("{{ submission(id: \"{submission}\") {{ actions }} }}"))["actions"].clone();
            let expected: Vec<String> = Action::ALL.iter().filter(|action| action.from().contains(&state) && who.caller.demand(action.operation(), owns).is_ok()).map(|action| enum_value(action.name())).collect();
            assert_eq!(offered, json!(expected), "{}", state.name());
        }
    }
}
