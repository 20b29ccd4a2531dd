//! Coming to events.

use super::super::api::Enumeration;
use super::{Act, Root, Shape};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::attend::{Attendance, Attendee, attendances, attendees, attendees_table, register, withdraw};
use crate::http::graphql::trees::{self, Tree};

const EVENT: (&str, &str, &str) = ("event", "ID!", "Which event: an IRI or a key.");

pub const SHAPES: &[Shape] = &[
    Shape {
        root: Root::Query,
        name: "attendances",
        operation: Operation::ComeToEvent,
        arguments: &[],
        ty: "[Attendance!]!",
        words: "What the caller is registered for, newest first.",
        run: |act| Box::pin(own(act)),
    },
    Shape {
        root: Root::Query,
        name: "attendees",
        operation: Operation::ReadAttendees,
        arguments: &[EVENT],
        ty: "[Attendee!]!",
        words: "Who comes to an event and who waits for a place, who came first first: for its owners and for curators.",
        run: |act| Box::pin(all(act)),
    },
    Shape {
        root: Root::Query,
        name: "attendeesTable",
        operation: Operation::ReadAttendees,
        arguments: &[EVENT],
        ty: "String!",
        words: "The same as a table in CSV.",
        run: |act| Box::pin(table(act)),
    },
    Shape {
        root: Root::Mutation,
        name: "registerToAttend",
        operation: Operation::ComeToEvent,
        arguments: &[EVENT, ("needs", "String", "What the caller needs to be able to take part; read by organisers alone, and forgotten a week after the event.")],
        ty: "Attendance!",
        words: "Registers for an event, or for its waiting list when every place is taken. Asked again, it changes the needs and nothing else.",
        run: |act| Box::pin(taken(act)),
    },
    Shape {
        root: Root::Mutation,
        name: "cancelAttendance",
        operation: Operation::ComeToEvent,
        arguments: &[EVENT],
        ty: "Boolean",
        words: "Takes the caller's registration back; who waits longest gets the place.",
        run: |act| Box::pin(gone(act)),
    },
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "Attendance",
        "A registration, as the person sees it.",
        &[
            ("event", "ID!", "The event's IRI."),
            ("name", "String!", "What it is called."),
            ("when", "String!", "When it is, by the clocks of its place."),
            ("state", "AttendanceState!", "Whether there is a place."),
            ("waiting", "Int", "The place in the waiting list, from 1."),
            ("needs", "String", "What the caller needs to be able to take part."),
            ("since", "DateTime!", "When they registered."),
        ],
    ),
    (
        "Attendee",
        "A registration, as organisers see it.",
        &[
            ("name", "String!", "As they wish to be named; empty where they have not said."),
            ("email", "String!", "Where they can be reached."),
            ("state", "AttendanceState!", "Whether they have a place."),
            ("waiting", "Int", "The place in the waiting list, from 1."),
            ("needs", "String", "What they need to be able to take part."),
            ("since", "DateTime!", "When they registered."),
        ],
    ),
];

const PLACE: &str = "PLACE";
const WAITS: &str = "WAITING";

/// The enums of arguments and results.
pub fn enumerations() -> Vec<Enumeration> {
    let values = [(PLACE, "There is a place."), (WAITS, "Every place was taken; the next that comes free goes to who waits longest.")];
    let values = values.map(|(name, words)| (name.to_owned(), words.to_owned())).into();
    vec![Enumeration { name: "AttendanceState".to_owned(), description: "Whether somebody has a place at an event.".to_owned(), values }]
}

fn state(waiting: Option<usize>) -> [(&'static str, Tree); 2] {
    [("state", Tree::text(if waiting.is_some() { WAITS } else { PLACE })), ("waiting", waiting.map_or(Tree::Null, |place| Tree::number(place as u64)))]
}

fn attendance(one: &Attendance) -> Tree {
    let [state, waiting] = state(one.waiting);
    Tree::object([
        ("event", Tree::text(&one.occasion.iri)),
        ("name", Tree::text(&one.occasion.title)),
        ("when", Tree::text(&one.occasion.words())),
        state,
        waiting,
        ("needs", Tree::maybe(one.needs.clone())),
        ("since", Tree::text(&one.since.to_string())),
    ])
}

fn attendee(one: &Attendee) -> Tree {
    let [state, waiting] = state(one.waiting);
    let texts = [("name", Tree::text(&one.name)), ("email", Tree::text(&one.email)), ("needs", Tree::maybe(one.needs.clone())), ("since", Tree::text(&one.since.to_string()))];
    Tree::object(texts.into_iter().chain([state, waiting]))
}

fn event(act: &Act) -> String {
    act.text("event").unwrap_or_default().to_owned()
}

async fn own(act: Act) -> Result<Tree, Problem> {
    Ok(Tree::list(attendances(act.directory(), act.visitor()).await?.iter().map(attendance)))
}

async fn all(act: Act) -> Result<Tree, Problem> {
    Ok(Tree::list(attendees(act.directory(), act.visitor(), &event(&act)).await?.iter().map(attendee)))
}

async fn table(act: Act) -> Result<Tree, Problem> {
    Ok(Tree::text(&attendees_table(act.directory(), act.visitor(), &event(&act)).await?))
}

async fn taken(act: Act) -> Result<Tree, Problem> {
    Ok(attendance(&register(act.directory(), act.visitor(), &event(&act), act.text("needs")).await?))
}

async fn gone(act: Act) -> Result<Tree, Problem> {
    withdraw(act.directory(), act.visitor(), &event(&act)).await?;
    Ok(Tree::flag(true))
}
