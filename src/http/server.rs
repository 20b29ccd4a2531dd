//! Starting and stopping the server, and the limits it keeps.
//!
//! Worker threads have the standard library's stack of 2 MiB, which actix-web offers no way to change. What runs on them is bounded
//! instead: `graphql::guard` admits no nesting that needs more than a small part of it, and a test holds it to a quarter.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::{App, HttpServer, dev::ServerHandle, web::Data};
use tokio::task::JoinHandle;

use super::{House, configure};

/// Connections held open at once by each worker; more wait in the system's queue.
const CONNECTIONS_PER_WORKER_MAX: usize = 4_096;
/// Connections that may wait to be accepted.
const BACKLOG_CONNECTIONS: u32 = 1_024;
/// From opening a connection to the end of its first head. actix-http does not time the heads after it, which is no worse than a
/// connection kept busy with whole requests: both are bounded by the number of connections.
const HEAD_SECONDS_MAX: u64 = 5;
/// An idle connection is kept this long for the next request.
const KEEP_ALIVE_SECONDS: u64 = 30;
/// A client that has been told to go may take this long to close.
const DISCONNECT_SECONDS_MAX: u64 = 2;
/// Requests under way when the process is told to stop may take this long.
const SHUTDOWN_SECONDS_MAX: u64 = 10;
/// Between "not ready" and closing the door, so that whoever sends requests here notices.
const DRAIN_MS: u64 = 200;

/// A server that is answering.
pub struct Server {
    pub address: SocketAddr,
    house: Data<House>,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Answers on a listener that is bound already; inside a Tokio runtime.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn start(listener: TcpListener, house: Arc<House>, workers: usize) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let house = Data::from(house);
        let shared = house.clone();
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).configure(configure))
            .workers(workers)
            .backlog(BACKLOG_CONNECTIONS)
            .max_connections(CONNECTIONS_PER_WORKER_MAX)
            .keep_alive(Duration::from_secs(KEEP_ALIVE_SECONDS))
            .client_request_timeout(Duration::from_secs(HEAD_SECONDS_MAX))
            .client_disconnect_timeout(Duration::from_secs(DISCONNECT_SECONDS_MAX))
            .shutdown_timeout(SHUTDOWN_SECONDS_MAX)
            .disable_signals()
            .listen(listener)?
            .run();
        let handle = server.handle();
        Ok(Self { address, house, handle, task: tokio::spawn(server) })
    }

    /// Says that it is not ready, lets requests under way finish, and returns once all is closed.
    ///
    /// # Errors
    /// When the server had failed before.
    pub async fn stop(self) -> io::Result<()> {
        self.house.readiness.stopping();
        tokio::time::sleep(Duration::from_millis(DRAIN_MS)).await;
        self.handle.stop(true).await;
        self.task.await.map_err(io::Error::other)?
    }
}

/// Answers until SIGTERM or SIGINT; `ready` is told the address once requests are answered.
///
/// # Errors
/// When the address cannot be bound or the server fails.
pub async fn serve(listen: SocketAddr, house: Arc<House>, workers: usize, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut server = Server::start(TcpListener::bind(listen)?, house, workers)?;
    server.house.readiness.ready();
    ready(server.address);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        ended = &mut server.task => return ended.map_err(io::Error::other)?,
    }
    server.stop().await
}
