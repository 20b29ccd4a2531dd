//! Answers packed with gzip where the client takes it and it pays.
//!
//! actix-web's own middleware sends every body of more than a kilobyte through a thread pool and packs small ones too; a read here
//! takes a few microseconds, so that would be most of the work.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header::{self, HeaderMap},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

/// Below this many bytes packing saves less time than it takes.
pub const COMPRESSED_BYTES_MIN: usize = 2_048;

/// Whether `Accept-Encoding` names gzip and does not weigh it with nothing.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        gzip && !parts.any(|part| matches!(part.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Packs quickly rather than tightly; `None` when it does not pay.
pub fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < COMPRESSED_BYTES_MIN {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).ok()
}

/// Packs a file into another, which is there whole or, where packing does not pay, not at all.
pub fn gzip_file(plain: &Path, packed: &Path) -> io::Result<()> {
    let mut file = File::open(plain)?;
    if file.metadata()?.len() < COMPRESSED_BYTES_MIN as u64 {
        return if packed.exists() { fs::remove_file(packed) } else { Ok(()) };
    }
    let unfinished = packed.with_extension("part");
    let mut encoder = GzEncoder::new(File::create(&unfinished)?, Compression::fast());
    io::copy(&mut file, &mut encoder)?;
    encoder.finish()?;
    fs::rename(&unfinished, packed)
}

/// Sends a file that was packed when it was built, unpacked for the rare client that asks for it plain.
pub fn send_packed(mut response: HttpResponseBuilder, headers: &HeaderMap, packed: &'static [u8]) -> HttpResponse {
    response.insert_header((header::VARY, "Accept-Encoding"));
    if takes_gzip(headers) {
        return response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed);
    }
    match unpack(packed) {
        Ok(body) => response.body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

pub fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut body)?;
    Ok(body)
}
