//! The one list of addresses.

use actix_web::web;

use super::{Policy, Route, account, change_log, dumps, errors, feeds, linked_data, oai, operations, pages, rest, site, sparql, graphql::{door, explorer}};

/// Makes the table of [`ROUTES`]: path, policy, what answers which method, purpose.
macro_rules! routes {
    ($($path:literal $policy:ident [$($method:ident $answer:path),+] $purpose:literal;)*) => {
        /// Every address this server answers.
        pub static ROUTES: &[Route] = &[$(Route {
            path: $path,
            purpose: $purpose,
            policy: Policy::$policy,
            answers: &[$((stringify!($method), || web::to($answer))),+],
        },)*];
    };
}

routes! {
    "/" Page [GET pages::home] "the first page: a question box, what is here, how to take part";
    "/ask" Page [GET pages::ask] "a question in English (`q`), answered with its grounds";
    "/search" Page [GET pages::search] "everything, searched and filtered";
    "/gaps" Page [GET pages::pictures::gaps::page] "the evidence gap map: what is known about what, and what is not";
    "/gaps.{form}" OpenData [GET pages::pictures::gaps::form] "the same to take along: .svg .csv";
    "/timeline" Page [GET pages::pictures::timeline::page] "how much came about in which year";
    "/timeline.{form}" OpenData [GET pages::pictures::timeline::form] "the same to take along: .svg .csv";
    "/places" Page [GET pages::pictures::places::page] "how much there is in each country, on a map";
    "/places.{form}" OpenData [GET pages::pictures::places::form] "the same to take along: .svg .csv";
    "/contribute" Page [GET pages::contribute::page] "what can be added to the directory, and how it goes on";
    "/contribute/{types}" Page [GET pages::contribute::new_page, POST pages::contribute::new] "the form for a new record, made of its shape";
    "/about" Page [GET pages::about] "how claims and their strength work, who runs this, privacy, accessibility";
    "/developers" Page [GET pages::developers] "this list, and how programs use the directory";
    "/llms.txt" OpenData [GET pages::llms] "what is here, for programs that read for people";
    "/graphql" OpenData [GET door::get, POST door::post, OPTIONS door::preflight] "GraphQL over HTTP; in a browser the explorer";
    "/graphql/schema.graphql" OpenData [GET door::schema] "the GraphQL schema";
    "/graphql/explorer/{file}" Operations [GET explorer::file] "files of the explorer";
    "/api/v1" OpenData [GET rest::index] "REST: every address below";
    "/api/v1/{name}" OpenData [GET rest::read, POST rest::act, OPTIONS rest::preflight] "REST: a list, a question, and what is sent to be done";
    "/api/v1/{name}/{key}" OpenData [GET rest::one, OPTIONS rest::preflight] "REST: a record";
    "/api/v1/{name}/{key}/history" OpenData [GET rest::history, OPTIONS rest::preflight] "REST: the history of a record";
    "/openapi.json" OpenData [GET rest::openapi] "REST described in OpenAPI 3.1";
    "/docs" Page [GET rest::swagger_page] "REST, to be tried in a browser";
    "/docs/{file}" Operations [GET rest::swagger_file] "files of that page";
    "/sparql" OpenData [GET sparql::get, POST sparql::post, OPTIONS sparql::preflight] "SPARQL 1.1 queries over what is published; in a browser a page to ask on";
    "/sparql/page/{file}" Operations [GET sparql::file] "files of the page to ask on";
    "/id/{type}/{key}" OpenData [GET linked_data::thing] "a thing that is described here; sends on to what is known of it";
    "/data/{type}/{key}" Document [GET linked_data::document] "what is known of a thing: .ttl .nt .jsonld .rdf .json .html; texts as .epub .pdf .jats.xml .md .datacite.json .datacite.xml .cff, events as .ics";
    "/vocab/{scheme}" Document [GET linked_data::vocabulary] "a vocabulary with all its concepts, in the same forms";
    "/vocab/{scheme}/{code}" Document [GET linked_data::concept] "a concept, in the same forms";
    "/ns" Document [GET linked_data::namespace] "the classes and properties of our own";
    "/context.jsonld" OpenData [GET linked_data::context] "what the names in our JSON-LD mean";
    "/.well-known/void" Document [GET linked_data::data_set] "the directory as a data set (VoID, DCAT)";
    "/feeds/{file}" OpenData [GET feeds::feed] "any list of records as a feed or a calendar: .atom .rss .json .ics";
    "/dumps/" Document [GET dumps::index] "everything published, as files";
    "/dumps/{file}" OpenData [GET dumps::file] "one of them: N-Quads, JSON-LD, tables, checksums";
    "/changes" OpenData [GET change_log::page] "everything that was published, changed or taken back since (`since`), chained: JSON, JSON lines";
    "/changes/head" OpenData [GET change_log::head] "the end of that, signed";
    "/oai" OpenData [GET oai::get, POST oai::post] "for harvesters (OAI-PMH 2.0): what was published, changed or taken away since";
    "/sitemap.xml" OpenData [GET site::index] "the pages of all records, for search engines";
    "/sitemaps/{number}.xml" OpenData [GET site::part] "a part of them";
    "/robots.txt" OpenData [GET site::robots] "what search engines are asked to leave alone";
    "/errors" Page [GET errors::all] "every error code";
    "/errors/{code}" Page [GET errors::one] "what an error code means and what to do";
    "/attend" Page [GET pages::attend::page, POST pages::attend::send] "registers for an event, or takes it back";
    "/attend/attendees.csv" Page [GET pages::attend::table] "who comes to an event, for its organisers";
    "/report" Page [GET pages::report, POST pages::send_report] "tells curators that something is wrong with a record";
    "/embed.js" OpenData [GET pages::embed::script] "listings on other sites: the element";
    "/assets/embed-frame.js" OpenData [GET pages::embed::frame_script] "tells how high a frame is";
    "/assets/embed-{digest}.js" OpenData [GET pages::embed::fixed_script] "the element, this version and no other";
    "/assets/embed.css" OpenData [GET pages::embed::style_sheet] "how a listing in a frame looks";
    "/embed" Page [GET pages::elsewhere::builder] "makes the lines that show a listing on another site";
    "/embed/{types}" Embedded [GET pages::embed::list] "a listing for another site";
    "/embed/{types}/{key}" Embedded [GET pages::embed::single] "a record for another site";
    "/oembed" OpenData [GET pages::elsewhere::oembed] "what to show for an address of ours, by oEmbed";
    "/badge/{type}/{key}" OpenData [GET pages::elsewhere::badge] "a picture for the page of whoever is listed";
    "/account/challenge" OpenData [GET account::challenge] "a proof of work, for the altcha widget";
    "/account" Page [GET pages::account::home] "what is kept about whoever asks, and the ways to change it";
    "/account/sign-in" Page [GET pages::account::sign_in_page, POST pages::account::sign_in] "signs in, with a second factor where there is one";
    "/account/register" Page [GET pages::account::register_page, POST pages::account::register] "makes an account";
    "/account/confirm" Page [GET pages::account::confirm_page, POST pages::account::confirm] "where a mail leads to confirm an address";
    "/account/reset" Page [GET pages::account::reset_page, POST pages::account::reset] "where a mail leads to set a password";
    "/account/forgotten" Page [GET pages::account::forgotten_page, POST pages::account::forgotten] "asks for a new password";
    "/account/unsubscribe" Page [GET pages::account::unsubscribe_page, POST pages::account::unsubscribe] "where a mail leads to get no more of them";
    "/account/orcid" Page [GET pages::account::orcid] "where ORCID sends people back to";
    "/account/orcid/begin" Page [GET pages::account::orcid_begin] "leads to ORCID, to sign in or to link an iD";
    "/account/notifications" Page [GET pages::account::news] "what one was told, by mail or not; looking marks it as seen";
    "/account/submissions" Page [GET pages::account::submissions] "what one contributed, how it stands and what is asked of one";
    "/account/submissions/{key}" Page [GET pages::submission, POST pages::send_submission] "one submission, for its author";
    "/account/submissions/{key}/edit" Page [GET pages::contribute::amend_page, POST pages::contribute::amend] "changes what one proposed";
    "/account/drafts" Page [GET pages::account::drafts, POST pages::account::discard] "what is not sent yet";
    "/{types}/{key}/progress" Page [GET pages::process::progress, POST pages::process::organise] "how a call goes, for those who have a part in it; organisers give parts and extend it";
    "/{types}/{key}/remind" Page [GET pages::process::reminder, POST pages::process::be_reminded] "asks for a mail before a call closes";
    "/receipt" Page [GET pages::process::receipt, POST pages::process::check] "what became of something, for whoever has the receipt of it";
    "/account/{deed}" Page [GET pages::account::deed_page, POST pages::account::deed] "what people do with their own account";
    "/curate" Page [GET pages::curate::queue, POST pages::curate::many] "what waits for a decision";
    "/curate/activity" Page [GET pages::curate::activity] "who did what, last first";
    "/curate/statistics" Page [GET pages::curate::statistics] "how much is done and how much waits";
    "/curate/stale" Page [GET pages::curate::stale] "records that nobody changed for longest";
    "/curate/words" Page [GET pages::curate::candidates] "terms that wait, and phrases that no term has";
    "/curate/links" Page [GET pages::curate::links] "addresses that do not answer, or have moved";
    "/curate/accounts" Page [GET pages::curate::accounts, POST pages::curate::manage] "roles and suspensions, for administrators";
    "/curate/imports" Page [GET pages::curate::imports, POST pages::curate::import] "the imports that were made, and new ones: tried, proposed, taken back";
    "/curate/{key}" Page [GET pages::review_page, POST pages::decide] "one submission, for curators: side by side, field by field";
    "/.well-known/jwks.json" OpenData [GET account::keys] "the keys with which access tokens, receipts and the change log are checked";
    "/assets/page.css" Operations [GET pages::style_sheet] "the style sheet of the pages";
    "/assets/mark.svg" Operations [GET pages::mark] "the sign of the site";
    "/assets/page.js" Operations [GET pages::script] "what pages can do beside, where scripts run";
    "/assets/forms.css" Operations [GET pages::forms_style_sheet] "how forms look";
    "/assets/forms.js" Operations [GET pages::forms_script] "what forms can do beside, where scripts run";
    "/health/live" Operations [GET operations::live] "whether the process answers";
    "/health/ready" Operations [GET operations::ready] "whether it may be sent requests";
    "/metrics" Operations [GET operations::metrics] "measurements in the Prometheus text format";
    "/version" OpenData [GET operations::version] "what is running here";
    "/coding/{submission}" Page [GET pages::process::coding, POST pages::process::code] "what a submission to a call is about, for its coders and editors";
    "/outcome/{submission}" Page [GET pages::process::outcome, POST pages::process::conclude] "what became of a submission to a call, for whoever sent it";
    // Whatever is one word may be a list, so these stand last.
    "/{types}" Page [GET pages::list] "all records of a type: search, filters, orders";
    "/{types}/{key}" Page [GET pages::record] "one record";
    "/{types}/{key}/around" Page [GET pages::pictures::around::page] "what a record is linked with";
    "/{types}/{key}/around.{form}" OpenData [GET pages::pictures::around::form] "the same to take along: .svg .csv .json";
    "/{types}/{key}/history" Page [GET pages::history] "every change of a record";
    "/{types}/{key}/edit" Page [GET pages::contribute::edit_page, POST pages::contribute::edit] "proposes a change of a record";
    "/{types}/{key}/{deed}" Page [GET pages::deed_page, POST pages::deed] "what people do with a record: endorse, own, merge, withdraw, restore";
}
