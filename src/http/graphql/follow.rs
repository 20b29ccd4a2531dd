//! Subscriptions: a document is judged and lowered like every other, and its plan is walked anew for each change.
//!
//! How the answers travel is the business of `websocket` and `event_stream`.

use super::coerce::Coerced;
use super::engine::{Engine, Refused, response};
use super::plan::{Kind, Plan};
use super::reader::{Before, read};
use super::resolve::{Arguments, Item, Scene, languages, types_among};
use super::trees::Tree;
use crate::app::Problem;
use crate::app::actor::Visitor;
use crate::app::changes::{Change, Watch, since};
use crate::error::Code;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Subscriptions under way at once.
pub const SUBSCRIPTIONS_MAX: usize = 2_000;
/// Subscriptions under way for one network address.
pub const SUBSCRIPTIONS_PER_NETWORK_MAX: usize = 200;

/// What is sent over a connection that takes several answers.
pub enum Answers {
    /// Of a query or mutation.
    Once(Option<Vec<u8>>),
    Following(Box<Followed>),
}

impl Answers {
    /// The next response; `None` at the end.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        match self {
            Self::Once(answer) => answer.take(),
            Self::Following(followed) => followed.next().await,
        }
    }
}

/// A subscription under way.
pub struct Followed {
    plan: Arc<Plan>,
    variables: Coerced,
    scene: Arc<Scene>,
    watch: Watch,
    cost: u64,
    _place: Place,
}

impl Followed {
    pub(super) async fn start(engine: &Engine, plan: Arc<Plan>, variables: Coerced, cost: u64, visitor: Arc<Visitor>) -> Result<Self, Refused> {
        let place = engine.places.take(visitor.network)?;
        let scene = engine.scene(visitor);
        let arguments: Arguments = match plan.root.of_object().iter().find(|step| matches!(step.kind, Kind::Field(_))) {
            Some(step) => step.arguments.fill(&variables)?.into_owned(),
            None => return Err(Problem::new(Code::BadDocument, "the subscription has no field to follow").into()),
        };
        let scene = Arc::new(languages(&scene, &arguments)?);
        let all: Vec<_> = scene.state.snapshot.ontology().types.iter().map(|ty| ty.id).collect();
        let types = types_among(&scene, &all, &arguments)?;
        let filter = arguments.get("filter").filter(|filter| !filter.is_null()).cloned().unwrap_or_else(|| Json::Object(Arguments::new()));
        let since = since(arguments.get("since").and_then(Json::as_i64))?;
        let directory = Arc::clone(&scene.directory);
        let started = tokio::task::spawn_blocking(move || Watch::start(directory, types, filter, since));
        let watch = started.await.map_err(|_| Problem::new(Code::Internal, "following broke"))??;
        Ok(Self { plan, variables, scene, watch, cost, _place: place })
    }

    /// The response to the next change; `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        let (change, state) = match self.watch.next().await {
            Ok(next) => next?,
            Err(problem) => {
                tracing::warn!(%problem, "a subscription ends");
                return None;
            }
        };
        let scene = Arc::new(Scene { state, ..Scene::clone(&self.scene) });
        Some(response(read(&self.plan, &scene, &Item::Happened(tree(&change)), &self.variables, &Before::default()), self.cost))
    }
}

fn tree(change: &Change) -> Tree {
    Tree::object([
        ("happened", Tree::text(change.happened.name())),
        ("id", Tree::text(&change.iri)),
        ("node", change.record.map_or(Tree::Null, Tree::Record)),
        ("revision", Tree::number(change.revision)),
    ])
}

/// Places for subscriptions, so that none of those who follow can crowd out the others.
#[derive(Default)]
pub struct Places {
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// A place taken, until it is dropped.
struct Place {
    taken: Arc<Mutex<Taken>>,
    network: Option<IpAddr>,
}

impl Places {
    fn take(&self, network: Option<IpAddr>) -> Result<Place, Problem> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= SUBSCRIPTIONS_MAX {
            return Err(Problem::new(Code::Busy, format!("{SUBSCRIPTIONS_MAX} subscriptions are under way; no more are taken for now")));
        }
        if let Some(network) = network {
            let own = taken.by_network.entry(network).or_default();
            if *own >= SUBSCRIPTIONS_PER_NETWORK_MAX {
                return Err(Problem::new(Code::TooManyRequests, format!("{SUBSCRIPTIONS_PER_NETWORK_MAX} subscriptions are under way from this network; end one first")));
            }
            *own += 1;
        }
        taken.all += 1;
        Ok(Place { taken: Arc::clone(&self.taken), network })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(network) = self.network
            && let Some(own) = taken.by_network.get_mut(&network)
        {
            *own -= 1;
            if *own == 0 {
                taken.by_network.remove(&network);
            }
        }
    }
}
