//! What goes away is told wherever it is used: the schema, OpenAPI, the ontology, pages, and the answers to requests that name it. All of it
//! from what an ontology says, here of a garden.

use std::fs;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use whatworks::app::{Directory, import::import};
use whatworks::http::graphql::engine::Engine;
use whatworks::ledger::Ledger;
use whatworks::ontology::{Deprecation, Ontology, deprecation::Instead};

use crate::door::app::{Answer, TestApp};
use crate::reading::app::path;
use crate::tables::run;

const ONTOLOGY: &str = "tests/ontologies/garden/ontology";
const SEED: &str = "tests/ontologies/garden/seed-data";

static GARDEN: LazyLock<TestApp> = LazyLock::new(|| {
    let make = || async {
        let folder = tempfile::tempdir().unwrap();
        let ontology = Arc::new(Ontology::load(&path(ONTOLOGY)).unwrap_or_else(|problems| panic!("{problems:?}")));
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let ledger = Ledger::open(&url).await.unwrap();
        import(&ontology, &ledger, vec![path(SEED)], "seed").await.unwrap();
        ledger.close().await.unwrap();
        let directory = Directory::open(ontology, &url, None, |_| ()).await.unwrap();
        (Arc::new(Engine::new(Arc::new(directory)).unwrap()), folder)
    };
    TestApp::over_house(make, |house| {
        let instead = Instead { name: "/gaps".to_owned(), iri: None };
        house.going_away("/timeline", Deprecation::parse("2026-12-01", "2027-06-02", Some(instead)).unwrap());
    })
});

/// Days of the garden: what Deprecation and Sunset say of them.
const DAYS: [(&str, &str, &str); 6] = [
    ("sowing", "@1796083200", "Tue, 01 Jun 2027 00:00:00 GMT"),
    ("heavy", "@1796083200", "Tue, 15 Jun 2027 00:00:00 GMT"),
    ("herb", "@1798070400", "Thu, 01 Jul 2027 00:00:00 GMT"),
    ("rainy", "@1796083200", "Sun, 01 Aug 2027 00:00:00 GMT"),
    ("neighbours", "@1799971200", "Wed, 01 Sep 2027 00:00:00 GMT"),
    ("timeline", "@1796083200", "Wed, 02 Jun 2027 00:00:00 GMT"),
];

fn links(answer: &Answer) -> String {
    answer.headers.iter().filter(|(name, _)| name == "link").map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether an answer tells of what goes away under this name; nothing where the name is empty.
fn tells(answer: &Answer, name: &str, asked: &str) {
    let told = (answer.header("deprecation"), answer.header("sunset"));
    let wanted = DAYS.iter().find(|(own, ..)| *own == name).map(|(_, since, sunset)| (*since, *sunset)).unzip();
    assert_eq!(told, wanted, "{asked}: {} {}", answer.status, answer.text());
    assert_eq!(links(answer).contains("</developers#going-away>; rel=\"deprecation sunset\""), !name.is_empty(), "{asked}: {}", links(answer));
}

#[test]
fn answers_of_rest_tell_what_the_request_named_that_goes_away() {
    for (target, name, successor) in [
        ("/api/v1/plants", "", ""),
        // It has the field among others, and did not name it.
        ("/api/v1/plants/mint", "", ""),
        ("/api/v1/plants?sown.gte=2026-01-01&order=-sown&facets=season", "", ""),
        ("/api/v1/plants?sowing=x", "sowing", ""),
        ("/api/v1/plants?sowing.startsWith=after", "sowing", ""),
        ("/api/v1/plants?order=-sowing", "sowing", ""),
        ("/api/v1/plants?facets=sowing", "sowing", ""),
        ("/api/v1/plants?neighbourOf.exists=true", "neighbours", ""),
        ("/api/v1/plants?neighbours.some.sowing.exists=true", "sowing", ""),
        ("/api/v1/plants?season=rainy", "rainy", ""),
        ("/api/v1/plants?season=spring", "", ""),
        ("/api/v1/plants?soils=heavy", "heavy", ""),
        ("/api/v1/plants?soils=https://garden.example/vocab/soils/heavy", "heavy", ""),
        ("/api/v1/plants?soils=clay,loam", "", ""),
        ("/api/v1/herbs", "herb", "/api/v1/plants"),
        ("/api/v1/herbs/thyme", "herb", "/api/v1/plants"),
        ("/api/v1/herbs/thyme/history", "herb", "/api/v1/plants"),
        ("/api/v1/records?types=HERB", "herb", ""),
        ("/api/v1/growings", "", ""),
    ] {
        // The second time it was kept.
        for _ in 0..2 {
            let answer = GARDEN.get(target, &[]);
            assert_eq!(answer.status, 200, "{target}: {}", answer.text());
            tells(&answer, name, target);
            assert_eq!(links(&answer).contains("successor-version"), !successor.is_empty(), "{target}");
            assert!(links(&answer).contains(&format!("<{successor}>; rel=\"successor-version\"")) || successor.is_empty(), "{target}: {}", links(&answer));
        }
        let known = GARDEN.get(target, &[]).header("etag").map(str::to_owned);
        if let Some(tag) = known {
            let again = GARDEN.get(target, &[("If-None-Match", &tag)]);
            assert_eq!(again.status, 304, "{target}");
            tells(&again, name, target);
        }
    }
}

#[test]
fn answers_of_graphql_tell_what_the_document_or_its_variables_named() {
    for (document, variables, name) in [
        ("{ plants { nodes { name sown season } } }", json!({}), ""),
        ("{ plants { nodes { name sowing } } }", json!({}), "sowing"),
        ("query { plants { nodes { ...some } } } fragment some on Plant { neighbours { name } }", json!({}), "neighbours"),
        ("{ growings { nodes { name ... on Plant { sowing } } } }", json!({}), "sowing"),
        ("{ herbs { totalCount } }", json!({}), "herb"),
        ("{ plants(filter: {season: {in: [RAINY]}}) { totalCount } }", json!({}), "rainy"),
        ("{ plants(filter: {or: [{not: {sowing: {exists: true}}}]}) { totalCount } }", json!({}), "sowing"),
        ("query($f: PlantFilter) { plants(filter: $f) { totalCount } }", json!({ "f": { "sowing": { "exists": true } } }), "sowing"),
        ("query($f: PlantFilter) { plants(filter: $f) { totalCount } }", json!({ "f": { "sown": { "exists": true } } }), ""),
        ("query($f: PlantFilter) { plants(filter: $f) { totalCount } }", json!({ "f": { "sowing": null } }), ""),
        ("query($s: [ID!]) { plants(filter: {soils: {in: $s}}) { totalCount } }", json!({ "s": ["https://garden.example/vocab/soils/heavy"] }), "heavy"),
        ("query($on: Boolean!) { plants { nodes { sowing @include(if: $on) name } } }", json!({ "on": false }), ""),
        ("query($on: Boolean!) { plants { nodes { sowing @include(if: $on) name } } }", json!({ "on": true }), "sowing"),
        ("{ plants { facets(fields: [SOWING]) { field } } }", json!({}), "sowing"),
        // Of several things the earliest days.
        ("{ herbs { totalCount } plants { nodes { neighbours { name } sowing } } }", json!({}), "sowing"),
    ] {
        let body = json!({ "query": document, "variables": variables }).to_string();
        for _ in 0..2 {
            let answer = GARDEN.post(body.as_bytes(), &[]);
            assert!(answer.status == 200 && answer.json().get("errors").is_none(), "{document}: {}", answer.text());
            tells(&answer, name, document);
        }
    }
    tells(&GARDEN.get("/graphql?query={herbs{totalCount}}", &[]), "herb", "GET");
}

#[test]
fn documents_and_addresses_that_go_away_say_so() {
    for (target, name, successor) in [
        ("/data/plant/mint.ttl", "", ""),
        ("/data/herb/thyme.ttl", "herb", ""),
        ("/data/herb/thyme.json", "herb", ""),
        ("/vocab/soils/heavy.ttl", "heavy", "/vocab/soils/clay"),
        ("/vocab/soils/loam.ttl", "", ""),
        ("/vocab/seasons/rainy.jsonld", "rainy", "/vocab/seasons/spring"),
        ("/timeline", "timeline", "/gaps"),
        ("/developers", "", ""),
    ] {
        let answer = GARDEN.get(target, &[]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        tells(&answer, name, target);
        assert!(successor.is_empty() || links(&answer).contains(&format!("<{successor}>; rel=\"successor-version\"")), "{target}: {}", links(&answer));
    }
    let shared = TestApp::shared();
    for target in ["/api/v1/tools", "/data/tool/block-party.ttl", "/timeline"] {
        tells(&shared.get(target, &[]), "", target);
    }
    assert!(shared.get("/api/v1/tools", &[]).header("access-control-expose-headers").is_some_and(|names| names.contains("Deprecation") && names.contains("Sunset")));
}

#[test]
fn the_schema_marks_what_goes_away() {
    let sdl = GARDEN.get("/graphql/schema.graphql", &[]).text();
    let reason = "@deprecated(reason: \"Goes on 2027-06-01 (said on 2026-12-01); use `sown` instead.\")";
    for line in [
        format!("sowing: String {reason}"),
        format!("sowing: TextFilter {reason}"),
        format!("SOWING {reason}"),
        "neighbours: [Plant!]! @deprecated(reason: \"Goes on 2027-09-01 (said on 2027-01-15).\")".to_owned(),
        "RAINY @deprecated(reason: \"Goes on 2027-08-01 (said on 2026-12-01); use `spring` instead.\")".to_owned(),
        "HERB @deprecated(reason: \"Goes on 2027-07-01 (said on 2026-12-24); use `Plant` instead.\")".to_owned(),
    ] {
        assert!(sdl.contains(&line), "{line}\n{sdl}");
    }
    let described = |ty: &str| {
        let answer = GARDEN.query(&format!("{{ __type(name: \"{ty}\") {{ fields(includeDeprecated: true) {{ name isDeprecated }} enumValues(includeDeprecated: true) {{ name isDeprecated }} }} }}")).json();
        let members = ["fields", "enumValues"].iter().filter_map(|kind| answer["data"]["__type"][kind].as_array()).flatten();
        members.map(|member| (member["name"].as_str().unwrap().to_owned(), member["isDeprecated"].as_bool().unwrap())).collect::<std::collections::BTreeMap<_, _>>()
    };
    for (ty, going, staying) in [
        ("Query", &["herb", "herbs"][..], &["plant", "plants", "growings", "records", "soils"][..]),
        ("Mutation", &["submitHerb", "proposeHerb"], &["submitPlant", "withdraw"]),
        ("Plant", &["sowing", "neighbours", "neighbourOf"], &["sown", "name", "soils"]),
        ("RecordType", &["HERB"], &["PLANT"]),
        ("Season", &["RAINY"], &["SPRING"]),
        ("PlantOrderField", &["SOWING"], &["SOWN"]),
        ("PlantFacet", &["SOWING"], &["SEASON"]),
    ] {
        let members = described(ty);
        assert!(going.iter().all(|name| members.get(*name) == Some(&true)) && staying.iter().all(|name| members.get(*name) == Some(&false)), "{ty}: {members:?}");
    }
    // Tools that show a schema leave these out unless asked.
    let fields = |all: bool| {
        let answer = GARDEN.query(&format!("{{ __type(name: \"Plant\") {{ fields(includeDeprecated: {all}) {{ name isDeprecated deprecationReason }} }} }}")).json();
        answer["data"]["__type"]["fields"].as_array().unwrap().clone()
    };
    assert!(!fields(false).iter().any(|field| field["name"] == "sowing"));
    assert!(fields(true).iter().any(|field| field["name"] == "sowing" && field["isDeprecated"] == true));
}

#[test]
fn openapi_marks_what_goes_away() {
    let described = GARDEN.get("/openapi.json", &[]).json();
    let marked = |pointer: &str| described.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).get("deprecated").cloned();
    for (pointer, is_marked) in [
        ("/paths/~1api~1v1~1herbs/get", true),
        ("/paths/~1api~1v1~1herbs~1{id}/get", true),
        ("/paths/~1api~1v1~1submit-herb/post", true),
        ("/paths/~1api~1v1~1plants/get", false),
        ("/components/schemas/Plant/properties/sowing", true),
        ("/components/schemas/PlantInput/properties/sowing", true),
        ("/components/schemas/Plant/properties/sown", false),
        ("/components/parameters/sowing", true),
        ("/components/parameters/sown", false),
    ] {
        assert_eq!(marked(pointer), is_marked.then_some(Value::Bool(true)), "{pointer}");
    }
    assert!(described["components"]["schemas"]["Plant"]["properties"]["sowing"]["description"].as_str().unwrap().ends_with("use `sown` instead."));
}

#[test]
fn the_ontology_and_the_pages_say_what_goes_away() {
    let turtle = GARDEN.get("/ns", &[("Accept", "application/n-triples")]).text();
    for (subject, said) in [("Herb", "2027-07-01"), ("sowing", "2027-06-01"), ("neighbour", "2027-09-01")] {
        for (predicate, object) in [("<http://www.w3.org/2002/07/owl#deprecated>", "\"true\"".to_owned()), ("<https://whatworks.example/ns#sunset>", format!("\"{said}\""))] {
            assert!(turtle.contains(&format!("<https://whatworks.example/ns#{subject}> {predicate} {object}")), "{subject} {predicate}: {turtle}");
        }
    }
    assert!(turtle.contains("<https://whatworks.example/ns#Herb> <http://purl.org/dc/terms/isReplacedBy> <https://whatworks.example/ns#Plant>"));
    assert!(turtle.contains("<https://whatworks.example/ns#sowing> <http://purl.org/dc/terms/isReplacedBy> <https://whatworks.example/ns#sown>"));
    assert!(!turtle.contains("<https://whatworks.example/ns#sown> <http://www.w3.org/2002/07/owl#deprecated>"));

    let page = GARDEN.get("/developers", &[]).text();
    let list = page.split("id=\"going-away\"").nth(1).unwrap();
    for what in ["Herb", "Plant.sowing", "Plant.neighbours", "soils/heavy", "seasons/rainy"] {
        assert!(list.contains(&format!("<code>{what}</code>")), "{what}: {list}");
    }
    assert!(!list.contains("loam") && TestApp::shared().get("/developers", &[]).text().contains("Nothing at the moment."));

    // A form asks nobody for it, keeps it where it is, and says what to use.
    let form = GARDEN.get("/contribute/plants", &[]).text();
    assert!(form.contains("name=\"sown\"") && !form.contains("name=\"sowing\""), "{form}");
    let form = GARDEN.get("/plants/mint/edit", &[]).text();
    assert!(form.contains("name=\"sowing\"") && form.contains("It goes away on 2027-06-01. Use “Sown” instead."), "{form}");
    assert!(GARDEN.get("/contribute/herbs", &[]).text().contains("It goes away on 2027-07-01. Use “Plant” instead."));
}

#[test]
fn whoever_uses_it_has_six_months_and_is_told_what_to_use() {
    let folder = tempfile::tempdir().unwrap();
    let ontology = folder.path().join("ontology");
    let plant = fs::read_to_string(path(ONTOLOGY).join("plant.ttl")).unwrap();
    let soils = fs::read_to_string(path(ONTOLOGY).join("vocabularies/soils.ttl")).unwrap();
    fs::create_dir_all(ontology.join("vocabularies")).unwrap();
    for name in ["directory.ttl", "growing.ttl", "herb.ttl", "concept.ttl", "vocabularies/seasons.ttl"] {
        fs::copy(path(ONTOLOGY).join(name), ontology.join(name)).unwrap();
    }
    let checked = |plant: &str, soils: &str| {
        fs::write(ontology.join("plant.ttl"), plant).unwrap();
        fs::write(ontology.join("vocabularies/soils.ttl"), soils).unwrap();
        let (code, told, errors) = run(folder.path(), &["check", "--ontology", ontology.to_str().unwrap(), path(SEED).to_str().unwrap()]);
        (code, format!("{told}{errors}"))
    };
    assert_eq!(checked(&plant, &soils).0, 0);
    for (from, to, words) in [
        ("ww:sunset \"2027-06-01\"^^xsd:date ; dct", "ww:sunset \"2027-05-31\"^^xsd:date ; dct", "2027-06-01 at the earliest"),
        ("owl:deprecated true ; ww:deprecatedOn \"2026-12-01\"^^xsd:date ; ", "owl:deprecated true ; ", "says so with owl:deprecated true, ww:deprecatedOn and ww:sunset"),
        ("owl:deprecated true ; ww:deprecatedOn \"2026-12-01\"^^xsd:date ; ", "ww:deprecatedOn \"2026-12-01\"^^xsd:date ; ", "says so with owl:deprecated true"),
        ("dct:isReplacedBy ww:Plant-sown", "dct:isReplacedBy ww:Plant-soon", "nothing of the same kind"),
        ("dct:isReplacedBy ww:Plant-sown", "dct:isReplacedBy ww:HerbShape", "nothing of the same kind"),
        ("sh:maxCount 1 ; ww:facet true ; ww:sortable true ; sh:order 6", "sh:minCount 1 ; sh:maxCount 1 ; ww:facet true ; ww:sortable true ; sh:order 6", "no longer asked of anybody"),
    ] {
        assert!(plant.contains(from), "{from}");
        let (code, told) = checked(&plant.replace(from, to), &soils);
        assert!(code == 1 && told.contains("plant.ttl:") && told.contains(words), "{to}: {told}");
    }
    for (from, to, words) in [("2027-06-15", "2027-05-15", "2027-06-01 at the earliest"), ("<vocab/soils/clay> .\n\n# Off", "<vocab/soils/chalk> .\n\n# Off", "nothing of the same kind")] {
        assert!(soils.contains(from), "{from}");
        let (code, told) = checked(&plant, &soils.replacen(from, to, 1));
        assert!(code == 1 && told.contains("soils.ttl:") && told.contains(words), "{to}: {told}");
    }
}
