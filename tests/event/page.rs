//! The page where people register, and the how-to pages.

use super::House;
use crate::contribute::{app::{App, ann, curator}, page::follow_in};

#[test]
fn an_event_s_page_leads_to_registering() {
    let house = House::new();
    let key = house.event("Shown", 10, ", capacity: 2");
    let page = house.app.http.get(&format!("/events/{key}"), &[]).text();
    assert!(page.contains(", 12:00 (UTC)"), "{page}");
    assert!(page.contains("/attend?event=") && page.contains(&format!("/data/event/{key}.ics")), "{page}");
    let form = house.app.http.get(&format!("/attend?event={key}"), &[]);
    assert_eq!(form.header("cache-control"), Some("private, no-store"));
    let text = form.text();
    assert!(text.contains("2 places are free.") && text.contains("/account/sign-in?next=/attend") && !text.contains("<textarea"), "{text}");
    assert_eq!(house.app.http.get("/attend", &[]).status, 400);
    assert_eq!(house.app.http.get("/attend/attendees.csv?event=x", &[]).status, 303, "only for who is signed in");
}

#[test]
fn the_page_about_guides_can_be_followed() {
    assert!(follow_in(&App::new(), "publish-a-guide.md") >= 4);
}

#[test]
fn the_page_about_events_can_be_followed() {
    let app = App::new();
    for who in [ann(), curator()] {
        app.enrol(who.caller.actor().unwrap(), true);
    }
    assert!(follow_in(&app, "hold-an-event.md") >= 6);
}
