//! Contributing and reviewing through the engine: what everybody can propose, what curators decide, and that nothing shows before.

mod app;
mod drafts;
mod machine;
mod proposing;
mod repeating;
mod reviewing;
mod secrecy;
mod speed;
