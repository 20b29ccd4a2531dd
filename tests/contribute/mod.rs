//! Contributing and reviewing through the engine: what everybody can propose, what curators decide, and that nothing shows before.

pub mod app;
mod consent;
mod drafts;
mod held;
mod machine;
mod mass_assignment;
mod ownership;
pub mod page;
mod proposing;
mod repeating;
mod reviewing;
mod secrecy;
mod terms;
