//! `/account/notifications`: what one was told. Looking at it is what marks it as seen.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::super::{
    Layout,
    dossier::moment,
    session::{Outcome, own},
};
use crate::{
    app::news::{news, see},
    http::{House, query::Pairs},
    ledger::News,
};

/// Something that somebody was told.
struct One {
    subject: String,
    paragraphs: Vec<String>,
    when: String,
    page: String,
    seen: bool,
}

#[derive(Template)]
#[template(path = "account/news.html")]
struct Page {
    layout: Layout,
    news: Vec<One>,
    older: Option<String>,
}

/// `GET /account/notifications`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let directory = visit.house.engine.directory();
        let told = news(directory, &session.visitor, None, visit.pairs.get("before")).await?;
        if let Some(last) = told.news.first().filter(|_| told.news.iter().any(|one| !one.seen)) {
            let left = see(directory, &session.visitor, &last.id.to_string()).await?;
            visit.session = Some(super::super::session::Session { news: left, ..session });
        }
        let older = told.news.last().filter(|_| told.has_more).map(|last| format!("/account/notifications{}", Pairs::default().with("before", &last.id.to_string()).text()));
        Outcome::page(&Page { layout: visit.layout(&visit.words.say("news-title"), "account"), news: told.news.iter().map(one).collect(), older })
    })
    .await
}

fn one(news: &News) -> One {
    let time = i64::try_from(news.id.timestamp_ms()).ok().and_then(|time| jiff::Timestamp::from_millisecond(time).ok());
    One {
        subject: news.subject.clone(),
        paragraphs: news.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        when: time.map(moment).unwrap_or_default(),
        page: news.page.clone(),
        seen: news.seen,
    }
}
