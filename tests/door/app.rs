//! A server on a free port of the loopback interface, and a client that sends exactly the bytes it is given.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, LazyLock, mpsc},
    thread,
    time::Duration,
};

use serde_json::Value;
use tokio::sync::oneshot;
use whatworks::{
    app::{Directory, import::import, sparql::{QUERY_SECONDS_MAX, Sparql, budget::Budget}},
    http::{House, Server, graphql::engine::Engine},
    ledger::Ledger,
    ontology::Ontology,
};

/// Longer than every limit of the server, so that a test sees the limit and not this.
const ANSWER_SECONDS_MAX: u64 = 30;

/// An engine over the repository's own ontology and seed data, its ledger in `folder`.
pub async fn engine(folder: &Path) -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ontology = Arc::new(Ontology::load(&root.join("ontology")).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}")));
    let url = format!("sqlite:{}", folder.join("ledger.db").display());
    let ledger = Ledger::open(&url).await.expect("a ledger");
    import(&ontology, &ledger, vec![root.join("seed-data")], "seed").await.expect("the seed data is sound");
    ledger.close().await.expect("a clean close");
    let directory = Directory::open(ontology, &url, None, |_| ()).await.expect("a directory");
    Engine::new(Arc::new(directory)).expect("the schema is sound")
}

/// Workers for SPARQL are processes of the program, not of these tests.
pub fn sparql(house: &House, seconds: u64, budget: Budget) -> Sparql {
    Sparql::with(Arc::clone(house.engine.directory()), env!("CARGO_BIN_EXE_whatworks").into(), Duration::from_secs(seconds), budget)
}

pub struct TestApp {
    pub address: SocketAddr,
    pub directory: Arc<Directory>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl TestApp {
    pub fn start() -> Self {
        Self::over(|| async {
            let folder = tempfile::tempdir().expect("a folder");
            (Arc::new(engine(folder.path()).await), folder)
        })
    }

    /// A server over an engine, which is made on the server's own thread; what comes with it goes with it.
    pub fn over<Made: Future<Output = (Arc<Engine>, Kept)>, Kept>(make: impl FnOnce() -> Made + Send + 'static) -> Self {
        Self::over_house(make, |_| ())
    }

    /// The same, in a house with something changed.
    pub fn over_house<Made: Future<Output = (Arc<Engine>, Kept)>, Kept>(make: impl FnOnce() -> Made + Send + 'static, change: fn(&mut House)) -> Self {
        let (told, started) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let (engine, _kept) = make().await;
                let directory = Arc::clone(engine.directory());
                let mut house = House::new(engine).expect("metrics");
                // Many tests ask from the same address at once.
                house.sparql = sparql(&house, QUERY_SECONDS_MAX, Budget::new(10_000.0, 64));
                change(&mut house);
                let house = Arc::new(house);
                house.readiness.ready();
                let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
                let server = Server::start(listener, house, 2).expect("a server");
                told.send((server.address, directory)).expect("somebody waits");
                let _ = stopped.await;
                server.stop().await.expect("a clean stop");
            });
        });
        let (address, directory) = started.recv().expect("a server");
        Self { address, directory, stop: Some(stop), thread: Some(thread) }
    }

    /// One server for all the tests that leave no trace on it.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<TestApp> = LazyLock::new(TestApp::start);
        &SHARED
    }

    /// Asks the server to stop without waiting for it.
    pub fn begin_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server takes connections");
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX))).expect("a timeout");
        stream
    }

    /// Sends one request with these headers and no others but `Host`, `Connection` and `Content-Length`.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = self.connect();
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !matches!(method, "GET" | "HEAD" | "OPTIONS") {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        // A refusal may come, and the connection close, before everything is sent.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        Answer::read(&mut stream, method).unwrap_or_else(|| panic!("no answer to {method} {}", &target[..target.len().min(200)]))
    }

    pub fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", target, headers, b"")
    }

    /// Posts JSON as programs do.
    pub fn post(&self, body: &[u8], headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![("Content-Type", "application/json"), ("Accept", "application/graphql-response+json")];
        all.retain(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        all.extend_from_slice(headers);
        self.send("POST", "/graphql", &all, body)
    }

    pub fn query(&self, document: &str) -> Answer {
        self.post(serde_json::json!({ "query": document }).to_string().as_bytes(), &[])
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.begin_to_stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one answer; `None` where the connection ends before it is whole.
    pub fn read(stream: &mut TcpStream, to: &str) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 16_384];
        loop {
            if let Some(answer) = Self::parse(&bytes, to) {
                return Some(answer);
            }
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => return None,
                Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            }
        }
    }

    /// Every answer of this server announces its length.
    fn parse(bytes: &[u8], to: &str) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> =
            lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        let answer = Self { status, headers, body: bytes[end + 4..].to_vec() };
        let announced = if to == "HEAD" || matches!(status, 204 | 304) { 0 } else { answer.header("content-length")?.parse().ok()? };
        (answer.body.len() >= announced).then_some(answer)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    /// The code of the first GraphQL error or of a problem.
    pub fn code(&self) -> Option<String> {
        let json: Value = serde_json::from_slice(&self.body).ok()?;
        json.pointer("/errors/0/extensions/code").or_else(|| json.get("code")).and_then(Value::as_str).map(str::to_owned)
    }
}
