//! What answers could be at best: the bytes of the program's own answers, kept ready in memory and sent by a bare actix-web with as many
//! workers, which understands nothing and looks nothing up.

use crate::machine::cores;
use crate::process::Server;
use actix_web::web::{Bytes, Data, Path as Place, post};
use actix_web::{App, HttpResponse, HttpServer};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The argument that makes this program that server.
pub const ROLE: &str = "fixed";

/// The answers to one question, sent in turn.
struct Answers {
    bodies: Vec<Bytes>,
    sent: AtomicUsize,
}

/// Starts it in a process of its own, on a folder with a file of answers for each question, one a line.
pub fn start(folder: &Path) -> Server {
    Server::start(Command::new(std::env::current_exe().expect("this program")).arg(ROLE).arg(folder))
}

/// Serves until the process is ended.
pub fn serve(folder: &Path) {
    let answers: HashMap<String, Answers> = fs::read_dir(folder).expect("a folder").map(|file| read(&file.expect("a file").path())).collect();
    let answers = Data::new(answers);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().app_data(answers.clone()).route("/{question}", post().to(answer))).workers(cores());
        let server = server.bind("127.0.0.1:0").expect("a free port");
        println!("http://{}", server.addrs()[0]);
        server.run().await.expect("it is served");
    });
}

fn read(file: &Path) -> (String, Answers) {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(file).expect("text");
    (name, Answers { bodies: text.lines().map(|line| Bytes::from(line.to_owned())).collect(), sent: AtomicUsize::new(0) })
}

/// Takes the request's body, as every server has to before the connection can be used again.
async fn answer(question: Place<String>, _request: Bytes, answers: Data<HashMap<String, Answers>>) -> HttpResponse {
    let answers = &answers[question.as_str()];
    let body = answers.bodies[answers.sent.fetch_add(1, Ordering::Relaxed) % answers.bodies.len()].clone();
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(body)
}
