//! Answers that are kept while they hold: until something is published, and as long as there is room.

use actix_web::HttpResponseBuilder;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpResponse, web::Bytes};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::{compress, going};
use crate::ontology::Deprecation;

/// Room for answers, with what they are packed to.
pub const KEPT_BYTES_MAX: u64 = 64 * 1_024 * 1_024;
/// What one answer takes beside its bytes, roughly.
const ENTRY_BYTES: u64 = 256;
/// A guess at the size of one answer; more of them find room, or fewer.
const ANSWER_BYTES_USUAL: u64 = 4 * 1_024;

/// The whole body of an answer, packed when somebody first takes it so.
pub struct Body {
    plain: Bytes,
    packed: OnceLock<Option<Bytes>>,
    /// What the request named that goes away.
    notices: Vec<Arc<Deprecation>>,
}

impl Body {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { plain: bytes.into(), packed: OnceLock::new(), notices: Vec::new() }
    }

    /// The same body, sent with word of what goes away.
    #[must_use]
    pub fn telling(self, notices: Vec<Arc<Deprecation>>) -> Self {
        Self { notices, ..self }
    }

    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// Packed, when the client takes it so and it pays.
    pub fn packed_for(&self, asked: &HeaderMap) -> Option<&Bytes> {
        if compress::takes_gzip(asked) { self.packed.get_or_init(|| compress::gzip(&self.plain).map(Bytes::from)).as_ref() } else { None }
    }

    pub fn send(&self, mut response: HttpResponseBuilder, asked: &HeaderMap) -> HttpResponse {
        going::tell(&mut response, self.notices.iter().map(AsRef::as_ref), None);
        match self.packed_for(asked) {
            Some(packed) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.clone()),
            None => response.body(self.plain.clone()),
        }
    }
}

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 32], Arc<Body>> for Weight {
    fn weight(&self, _: &[u8; 32], body: &Arc<Body>) -> u64 {
        // Answers pack to less than half.
        body.plain.len() as u64 * 3 / 2 + ENTRY_BYTES
    }
}

/// Kept answers, by what identifies request and state.
pub struct Kept {
    bodies: Cache<[u8; 32], Arc<Body>, Weight>,
    /// Of the newest answer asked for.
    revision: AtomicU64,
}

impl Default for Kept {
    fn default() -> Self {
        let usual = usize::try_from(KEPT_BYTES_MAX / ANSWER_BYTES_USUAL).unwrap_or(usize::MAX);
        Self { bodies: Cache::with_weighter(usual, KEPT_BYTES_MAX, Weight), revision: AtomicU64::default() }
    }
}

impl Kept {
    /// The answer at this revision, unless the client says that it wants none that is kept.
    pub fn get(&self, revision: u64, key: &[u8; 32], asked: &HeaderMap) -> Option<Arc<Body>> {
        self.reach(revision);
        if asked.get(header::CACHE_CONTROL).is_some_and(|value| memchr::memmem::find(value.as_bytes(), b"no-cache").is_some()) { None } else { self.bodies.get(key) }
    }

    pub fn keep(&self, revision: u64, key: [u8; 32], body: &Arc<Body>) {
        self.reach(revision);
        if self.revision.load(Ordering::Acquire) == revision {
            self.bodies.insert(key, Arc::clone(body));
        }
    }

    /// What was said before is dropped and does not wait for others to need its room: it may have been erased.
    fn reach(&self, revision: u64) {
        if self.revision.fetch_max(revision, Ordering::AcqRel) < revision {
            self.bodies.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    const KEY: [u8; 32] = [1; 32];

    fn plain(kept: &Kept, revision: u64, asked: &HeaderMap) -> Option<Bytes> {
        kept.get(revision, &KEY, asked).map(|body| body.plain.clone())
    }

    #[test]
    fn an_answer_is_kept_until_something_is_published_and_not_given_to_who_wants_none() {
        let (kept, any) = (Kept::default(), HeaderMap::new());
        let anew = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("max-age=0, no-cache"))]);
        kept.keep(7, KEY, &Arc::new(Body::new(b"seven".to_vec())));
        assert_eq!(plain(&kept, 7, &any).as_deref(), Some(b"seven".as_slice()));
        assert_eq!(plain(&kept, 7, &anew), None);
        assert_eq!(plain(&kept, 8, &any), None);
        assert_eq!(plain(&kept, 7, &any), None, "it may have been erased");
        kept.keep(7, KEY, &Arc::new(Body::new(b"late".to_vec())));
        assert_eq!(plain(&kept, 8, &any), None);
    }

    #[test]
    fn there_is_room_for_so_many_bytes_and_no_more() {
        let kept = Kept::default();
        for number in 0..200_u64 {
            let mut key = KEY;
            key[..8].copy_from_slice(&number.to_le_bytes());
            kept.keep(1, key, &Arc::new(Body::new(vec![0; 1_024 * 1_024])));
        }
        assert!(kept.bodies.weight() <= KEPT_BYTES_MAX && kept.bodies.len() > 10, "{} answers", kept.bodies.len());
    }
}
