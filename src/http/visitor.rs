//! Who sent a request: the bearer token in its head, and the network it came from.

use std::net::IpAddr;

use actix_web::{HttpRequest, http::header};

use super::{House, problem::Problem};
use crate::{
    app::actor::{Caller, Visitor},
    error::Code,
};

const SCHEME: &str = "Bearer ";

/// What a proxy adds to: who connected to it comes last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Where a request comes from. What stands before the proxy's own addition anybody could have written.
pub fn network(request: &HttpRequest, house: &House) -> Option<IpAddr> {
    let forwarded = || request.headers().get_all(FORWARDED_FOR).last()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
    let peer = request.peer_addr().map(|address| address.ip());
    if house.is_behind_proxy { forwarded().or(peer) } else { peer }
}

/// Finds out who asks.
///
/// # Errors
/// When what is shown is not, or no longer, good: a caller who believes to be somebody must not be answered as a stranger.
pub async fn identify(request: &HttpRequest, house: &House) -> Result<Visitor, Problem> {
    let network = network(request, house);
    let mut shown = request.headers().get_all(header::AUTHORIZATION);
    let Some(value) = shown.next() else { return Ok(Visitor { caller: Caller::Anonymous, network }) };
    let (Some(token), None) = (value.to_str().ok().and_then(bearer), shown.next()) else {
        return Err(Problem::new(Code::Unauthenticated, "the Authorization header is not `Bearer` and a token"));
    };
    match house.engine.directory().identify(token).await {
        Ok(Caller::Expired) => Err(Problem::new(Code::Unauthenticated, "the token is not good, has run out or was revoked; refresh it or sign in again")),
        Ok(caller) => Ok(Visitor { caller, network }),
        Err(problem) => Err(Problem::new(problem.code, problem.message)),
    }
}

/// The token in an `Authorization` value.
pub fn bearer(value: &str) -> Option<&str> {
    value.split_at_checked(SCHEME.len()).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME)).map(|(_, token)| token.trim())
}
