//! Documents that depend on what they say and nothing else: tagged by their bytes, packed where it pays, and not sent again to who has
//! them.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, EntityTag, IfNoneMatch},
};

use super::{compress, revised::REVISION};

/// What is known of a document beside its bytes.
pub struct Fresh<'a> {
    pub revision: u64,
    pub media_type: &'a str,
}

impl Fresh<'_> {
    /// The document, or word that the client has it; `adorn` adds headers to either.
    pub fn answer(&self, request: &HttpRequest, body: Vec<u8>, adorn: impl FnOnce(&mut HttpResponseBuilder)) -> HttpResponse {
        let packed = if compress::takes_gzip(request.headers()) { compress::gzip(&body) } else { None };
        let tag = EntityTag::new_strong(format!("{}{}", &blake3::hash(&body).to_hex()[..32], if packed.is_some() { "-gzip" } else { "" }));
        let known = match header::Header::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|own| own.weak_eq(&tag)),
            Err(_) => false,
        };
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((REVISION, self.revision.to_string()))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Accept, Accept-Encoding"))
            .insert_header(header::ETag(tag));
        adorn(&mut response);
        if known {
            return response.finish();
        }
        response.content_type(self.media_type);
        match packed {
            Some(packed) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed),
            None => response.body(body),
        }
    }
}
