//! The binary: hands its arguments to [`whatworks::cli`].

use std::{net::SocketAddr, sync::Arc};

use whatworks::http::{House, graphql::engine::Engine, serve};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::var("PORT").unwrap_or_else(|_| "8080".into()).parse()?;
    let house = House::new(Arc::new(Engine::stand_in()?))?;
    serve(SocketAddr::from(([127, 0, 0, 1], port)), Arc::new(house), 2, |address| {
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), "http://{address}/graphql");
    })
    .await?;
    Ok(())
}
