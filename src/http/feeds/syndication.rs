//! Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

use std::fmt::Write as _;

use jiff::{Timestamp, fmt::rfc2822, tz::TimeZone};
use serde_json::{Value as Json, json};

use super::Feed;
use crate::http::page::{escaped, xml};

pub fn atom(feed: &Feed) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>{}</id><title>{}</title><subtitle>{}</subtitle>\
         <updated>{}</updated><link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/><link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\
         <author><name>{}</name><uri>{}</uri></author><rights>{}</rights>",
        xml(&feed.language),
        xml(&feed.id),
        xml(&feed.title),
        xml(&feed.description),
        feed.updated,
        xml(&feed.own),
        xml(&feed.site),
        xml(&feed.title),
        xml(&feed.site),
        xml(&feed.licence),
    );
    for entry in &feed.entries {
        let _ = write!(
            out,
            "\n<entry><id>{}</id><title>{}</title><link rel=\"alternate\" href=\"{}\"/><published>{}</published><updated>{}</updated>",
            xml(&entry.id),
            xml(&entry.title),
            xml(&entry.address),
            entry.published,
            entry.updated
        );
        if let Some(home) = &entry.home {
            let _ = write!(out, "<link rel=\"related\" href=\"{}\"/>", xml(home));
        }
        let _ = write!(out, "<summary>{}</summary></entry>", xml(entry.summary.as_deref().unwrap_or(&entry.title)));
    }
    out.push_str("\n</feed>\n");
    out
}

pub fn rss(feed: &Feed) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>{}</title><link>{}</link>\
         <description>{}</description><language>{}</language><lastBuildDate>{}</lastBuildDate><copyright>{}</copyright>\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>",
        xml(&feed.title),
        xml(&feed.site),
        xml(&feed.description),
        xml(&feed.language),
        mail_time(feed.updated),
        xml(&feed.licence),
        xml(&feed.own),
    );
    for entry in &feed.entries {
        let _ = write!(
            out,
            "\n<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate><description>{}</description></item>",
            xml(&entry.title),
            xml(&entry.address),
            xml(&entry.id),
            mail_time(entry.published),
            // A description is HTML: what is text has to be escaped once more.
            xml(&escaped(entry.summary.as_deref().unwrap_or(&entry.title))),
        );
    }
    out.push_str("\n</channel></rss>\n");
    out
}

/// `Tue, 27 Mar 2018 09:00:00 +0000`
fn mail_time(time: Timestamp) -> String {
    rfc2822::to_string(&time.to_zoned(TimeZone::UTC)).unwrap_or_default()
}

pub fn json(feed: &Feed) -> String {
    let items: Vec<Json> = feed
        .entries
        .iter()
        .map(|entry| {
            let mut item = json!({
                "id": entry.id, "url": entry.address, "title": entry.title, "content_text": entry.summary.as_ref().unwrap_or(&entry.title),
                "date_published": entry.published.to_string(), "date_modified": entry.updated.to_string(),
            });
            if let Some(home) = &entry.home {
                item["external_url"] = json!(home);
            }
            item
        })
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "description": feed.description, "language": feed.language,
        "home_page_url": feed.site, "feed_url": feed.own, "authors": [{ "name": feed.title, "url": feed.site }], "items": items,
    })
    .to_string()
}
