//! The IRIs that the ontology language is written in. Only `ontology` and what writes RDF by itself (the views' catalogue
//! records) name them.

macro_rules! vocabulary {
    ($namespace:literal: $($constant:ident = $local:literal),* $(,)?) => {
        $(pub const $constant: oxigraph::model::NamedNodeRef<'static> = oxigraph::model::NamedNodeRef::new_unchecked(concat!($namespace, $local));)*
    };
}

pub const WW: &str = "https://whatworks.example/ns#";
pub const SH: &str = "http://www.w3.org/ns/shacl#";

vocabulary!("https://whatworks.example/ns#":
    ALTERNATIVE_LABEL = "AlternativeLabel", CONCEPT_CLASS = "conceptClass", CURATORS = "Curators", DEPRECATED_ON = "deprecatedOn", ENUMERATION = "enumeration",
    FACET = "facet", FIELD = "field", IDENTIFIER = "identifier", INVERSE_DESCRIPTION = "inverseDescription", INVERSE_LABEL = "inverseLabel", PLURAL_LABEL = "pluralLabel",
    INVERSE_FIELD = "inverseField", INVERSE_LIST = "inverseList", CONCEPT_SHAPE = "ConceptShape", LANGUAGES = "languages", LINK = "link", OBJECT = "object", PART = "part", PERSONAL = "personal", PLURAL = "plural",
    QUALIFIES = "qualifies", RANK = "rank", RECORD_BASE = "recordBase", REVISION = "revision", ROLE = "role",
    SEARCH_WEIGHT = "searchWeight", SEGMENT = "segment", SINGULAR = "singular", SORTABLE = "sortable", STANCE = "stance",
    STRENGTH = "strength", SUBJECT = "subject", SUNSET = "sunset", VERB = "verb", VISIBILITY = "visibility", VOCABULARY_BASE = "vocabularyBase",
    WORD = "word", WORD_FALSE = "wordFalse", WORD_TRUE = "wordTrue",
);
// What events say about themselves, beside the record they concern.
vocabulary!("https://whatworks.example/ns#":
    ABOUT = "about", ACCEPTED_FIELD = "acceptedField", BASE_REVISION = "baseRevision", CONSENT_BASIS = "consentBasis", CONSENT_TO = "consentTo",
    CONSENT_WITHDRAWN = "consentWithdrawn", CURATOR = "curator", OWNER = "owner", OWNER_NO_LONGER = "ownerNoLonger", PROPOSES = "proposes",
    REPORTS = "reports", REQUEST_DIGEST = "requestDigest", SITE_SHOWS = "siteShows",
    CODE = "code", CREDITED_AS = "creditedAs", CREDITED_NAME = "creditedName", ENDS = "ends", HELD_PART = "heldPart", HOLDER = "holder", IMPORT_BATCH = "importBatch", IMPORT_FILE = "importFile",
    IN_CALL = "inCall", IN_QUESTION = "inQuestion", LATE = "late", LICENSED_UNDER = "licensedUnder", OUTCOME = "outcome", RECEIVED = "received", UNNAMED = "unnamed",
    USED_IN = "usedIn", USE_ALLOWED = "useAllowed",
);
vocabulary!("http://www.w3.org/ns/prov#": PROV_WAS_ATTRIBUTED_TO = "wasAttributedTo", PROV_WAS_DERIVED_FROM = "wasDerivedFrom");
vocabulary!("http://www.w3.org/ns/shacl#":
    SH_CLASS = "class", SH_DATATYPE = "datatype", SH_DESCRIPTION = "description",
    SH_IN = "in", SH_IRI = "IRI", SH_MAX_COUNT = "maxCount",
    SH_MAX_INCLUSIVE = "maxInclusive", SH_MAX_LENGTH = "maxLength", SH_MESSAGE = "message", SH_MIN_COUNT = "minCount",
    SH_MIN_INCLUSIVE = "minInclusive", SH_MIN_LENGTH = "minLength", SH_NAME = "name", SH_NODE = "node", SH_NODE_KIND = "nodeKind",
    SH_NODE_SHAPE = "NodeShape", SH_OR = "or", SH_ORDER = "order", SH_PATH = "path", SH_PATTERN = "pattern",
    SH_PROPERTY = "property", SH_PROPERTY_SHAPE = "PropertyShape", SH_TARGET_CLASS = "targetClass", SH_UNIQUE_LANG = "uniqueLang",
);
vocabulary!("http://www.w3.org/2004/02/skos/core#":
    SKOS_BROADER = "broader", SKOS_CONCEPT = "Concept", SKOS_CONCEPT_SCHEME = "ConceptScheme", SKOS_IN_SCHEME = "inScheme", SKOS_PREF_LABEL = "prefLabel",
    SKOS_NARROWER = "narrower", SKOS_TOP_CONCEPT_OF = "topConceptOf", SKOS_NOTATION = "notation",
);
vocabulary!("http://purl.org/dc/terms/":
    DCT_CONTRIBUTOR = "contributor", DCT_CREATOR = "creator", DCT_DESCRIPTION = "description", DCT_IS_REPLACED_BY = "isReplacedBy", DCT_ISSUED = "issued",
    DCT_LICENSE = "license", DCT_MODIFIED = "modified", DCT_PUBLISHER = "publisher", DCT_SOURCE = "source", DCT_TITLE = "title",
);
vocabulary!("http://www.w3.org/2002/07/owl#": OWL_DEPRECATED = "deprecated");
vocabulary!("http://www.w3.org/ns/dcat#": DCAT_CATALOG = "Catalog", DCAT_CATALOG_RECORD = "CatalogRecord");
vocabulary!("http://xmlns.com/foaf/0.1/": FOAF_PRIMARY_TOPIC = "primaryTopic");
vocabulary!("http://datashapes.org/dash#": DASH_SINGLE_LINE = "singleLine");
vocabulary!("http://www.w3.org/2000/01/rdf-schema#": RDFS_CLASS = "Class", RDFS_COMMENT = "comment", RDFS_LABEL = "label", RDFS_SUB_CLASS_OF = "subClassOf");

/// Prefixes that people know.
pub const PREFIXES: &[(&str, &str)] = &[
    ("cito", "http://purl.org/spar/cito/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("sd", "http://www.w3.org/ns/sparql-service-description#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
