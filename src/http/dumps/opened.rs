//! A file that is sent whole or in part, and not to who has it (RFC 9110: validators, `Range`, `If-Range`).

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Take},
    time::{SystemTime, UNIX_EPOCH},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::header::{self, EntityTag, Header, IfModifiedSince, IfNoneMatch, IfRange, Range},
    web::{self, Bytes},
};
use futures_util::stream;

use super::super::{problem::Problem, revised::REVISION};
use crate::error::Code;

/// Read and sent at a time.
const CHUNK_BYTES: usize = 64 * 1_024;

/// What is open stays what it was when another is written under its name.
pub struct Opened {
    pub file: File,
    pub bytes: u64,
    pub changed: SystemTime,
    pub tag: EntityTag,
    pub revision: u64,
    pub media_type: &'static str,
    pub is_packed: bool,
}

/// Which bytes are sent.
enum Part {
    Whole,
    /// The first and the last.
    Of(u64, u64),
    Nothing,
}

impl Opened {
    pub fn answer(self, http: &HttpRequest) -> HttpResponse {
        if self.is_known(http) {
            return self.head(HttpResponse::NotModified()).finish();
        }
        match self.part(http) {
            Part::Whole => self.head(HttpResponse::Ok()).body(SizedStream::new(self.bytes, Box::pin(chunks(self.file.take(self.bytes))))),
            Part::Of(first, last) => {
                let mut response = self.head(HttpResponse::PartialContent());
                response.insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", self.bytes)));
                let (length, mut file) = (last - first + 1, self.file);
                match file.seek(SeekFrom::Start(first)) {
                    Ok(_) => response.body(SizedStream::new(length, Box::pin(chunks(file.take(length))))),
                    Err(_) => Problem::new(Code::Busy, "the dump cannot be read now").answer(http.headers()),
                }
            }
            Part::Nothing => {
                let mut response = Problem::new(Code::RangeNotSatisfiable, format!("the file has {} bytes", self.bytes)).answer(http.headers());
                if let Ok(value) = header::HeaderValue::from_str(&format!("bytes */{}", self.bytes)) {
                    response.headers_mut().insert(header::CONTENT_RANGE, value);
                }
                response
            }
        }
    }

    fn head(&self, mut response: HttpResponseBuilder) -> HttpResponseBuilder {
        response
            .content_type(self.media_type)
            .insert_header((REVISION, self.revision.to_string()))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header(header::ETag(self.tag.clone()))
            .insert_header(header::LastModified(self.changed.into()));
        if self.is_packed {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
        }
        response
    }

    fn is_known(&self, http: &HttpRequest) -> bool {
        if http.headers().contains_key(header::IF_NONE_MATCH) {
            return match IfNoneMatch::parse(http) {
                Ok(IfNoneMatch::Any) => true,
                Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|own| own.weak_eq(&self.tag)),
                Err(_) => false,
            };
        }
        // Headers count in whole seconds.
        let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        IfModifiedSince::parse(http).is_ok_and(|IfModifiedSince(date)| seconds(self.changed) <= seconds(date.into()))
    }

    fn part(&self, http: &HttpRequest) -> Part {
        // A time is too coarse to say that a part belongs to what the client has.
        let differs = http.headers().contains_key(header::IF_RANGE) && !matches!(IfRange::parse(http), Ok(IfRange::EntityTag(tag)) if tag.strong_eq(&self.tag));
        match Range::parse(http) {
            Ok(Range::Bytes(specs)) if !differs && wants_part(http) => match specs.as_slice() {
                [spec] => spec.to_satisfiable_range(self.bytes).map_or(Part::Nothing, |(first, last)| Part::Of(first, last)),
                // Whoever asks for several parts may be sent all.
                _ => Part::Whole,
            },
            _ => Part::Whole,
        }
    }
}

/// Parts are of the plain file: those of a packed one are of no use alone.
pub fn wants_part(http: &HttpRequest) -> bool {
    http.method() == actix_web::http::Method::GET && http.headers().contains_key(header::RANGE)
}

fn chunks(file: Take<File>) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = web::block(move || {
            let mut chunk = vec![0; CHUNK_BYTES];
            let read = file.read(&mut chunk)?;
            chunk.truncate(read);
            Ok::<_, io::Error>((chunk, file))
        });
        match read.await {
            Ok(Ok((chunk, _))) if chunk.is_empty() => None,
            Ok(Ok((chunk, file))) => Some((Ok(Bytes::from(chunk)), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(error) => Some((Err(io::Error::other(error.to_string())), None)),
        }
    })
}
