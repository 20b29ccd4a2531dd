//! The rows of a table, one at a time: unpacked, in UTF-8, with the lines on which they begin. Whatever the file, no more of it is in
//! memory than one row.
//!
//! The only file that names `csv`. Line ends become `\n`, also within quotes.

use super::shown;
use crate::app::data::Content;
use crate::ontology::Problem;
use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use flate2::read::MultiGzDecoder;
use memchr::{memchr, memchr_iter};
use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What a table may unpack to.
pub const TABLE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How many times its size a packed table may unpack to: rows of text do to a few times, and what is made to do harm to a thousand times.
pub const UNPACKED_RATIO_MAX: u64 = 100;
/// A row of a table.
pub const ROW_BYTES_MAX: u64 = 1024 * 1024;
/// Columns of a table.
pub const COLUMNS_MAX: usize = 1_000;
/// Rows of a table, which is read as a whole before anything is published.
pub const ROWS_MAX: usize = 1_000_000;

/// A table that is open.
pub struct Sheet {
    file: PathBuf,
    reader: Reader<Tamed<Box<dyn Read>>>,
    meter: Rc<Meter>,
    row: ByteRecord,
    length: u64,
    pub header: Vec<String>,
}

/// A row: where it begins, and its cells, as many as the header has.
#[derive(Clone, Debug)]
pub struct Row {
    pub line: u32,
    pub cells: Vec<String>,
}

impl Sheet {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn open(file: &Path, content: &Content, delimiter: u8) -> Result<Self, Problem> {
        let whole = |message: String| Problem::new(file, 0, message);
        let meter = Rc::new(Meter::default());
        let unreadable = |error: io::Error| whole(format!("cannot be read: {error}"));
        let (reader, length) = content.open(file).map_err(unreadable)?;
        let unpacked = unpacked(reader, &meter).map_err(unreadable)?;
        let reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(Tamed::new(unpacked, Rc::clone(&meter)));
        let mut sheet = Self { file: file.to_owned(), reader, meter, row: ByteRecord::new(), length, header: Vec::new() };
        let Some(header) = sheet.cells()? else { return Err(whole("the table is empty; its first row names the columns".to_owned())) };
        sheet.header = header.cells.into_iter().map(|name| name.trim().to_owned()).collect();
        sheet.judge_header(header.line, delimiter)?;
        Ok(sheet)
    }

    fn judge_header(&self, line: u32, delimiter: u8) -> Result<(), Problem> {
        let refuse = |message: String| Err(Problem::new(&self.file, line, message));
        if self.header.len() > COLUMNS_MAX {
            return refuse(format!("the table has {} columns; at most {COLUMNS_MAX} are read", self.header.len()));
        }
        if let [only] = self.header.as_slice()
            && let Some(other) = [';', '\t', ',', '|'].into_iter().find(|other| u8::try_from(*other) != Ok(delimiter) && only.contains(*other))
        {
            return refuse(format!("the only column is `{}`; when columns are separated by {other:?}, a mapping says so as \"delimiter\"", shown(only)));
        }
        for (at, name) in self.header.iter().enumerate() {
            if name.is_empty() {
                return refuse(format!("column {} has no name", at + 1));
            }
            if let Some(other) = self.header.iter().take(at).position(|other| other == name) {
                return refuse(format!("columns {} and {} are both called `{}`", other + 1, at + 1, shown(name)));
            }
        }
        Ok(())
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// What is wrong with the row; where `true`, what follows cannot be read either.
    pub fn next_row(&mut self) -> Result<Option<Row>, (Problem, bool)> {
        let row = self.cells().map_err(|problem| (problem, self.meter.is_broken()))?;
        match row {
            Some(row) if row.cells.len() != self.header.len() => {
                let message = format!("the row has {} cells and the header {}; is there a comma too many, or a quotation mark missing?", row.cells.len(), self.header.len());
                Err((Problem::new(&self.file, row.line, message), false))
            }
            row => Ok(row),
        }
    }

    /// How many bytes of the file have been read, packed as they are, and how many it has.
    pub fn position(&self) -> (u64, u64) {
        (self.meter.packed.get(), self.length)
    }

    fn cells(&mut self) -> Result<Option<Row>, Problem> {
        self.meter.row.set(0);
        let before = self.line();
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                let message = match error.into_kind() {
                    ErrorKind::Io(error) => error.to_string(),
                    other => format!("not a table: {other:?}"),
                };
                return Err(Problem::new(&self.file, before, message));
            }
        }
        let within: usize = self.row.iter().map(|cell| memchr_iter(b'\n', cell).count()).sum();
        let unclosed = self.meter.ended.get() && self.meter.quotes.get() % 2 == 1 && self.row.iter().next_back().is_some_and(|cell| cell.ends_with(b"\n"));
        let after = u64::from(self.line()).saturating_sub(u64::from(!unclosed));
        let line = u32::try_from(after.saturating_sub(within as u64)).unwrap_or(u32::MAX).max(1);
        let refuse = |column: usize, what: &str| {
            let name = self.header.get(column).map_or_else(String::new, |name| format!(" `{}`", shown(name)));
            Err(Problem::new(&self.file, line, format!("column {}{name}: {what}", column + 1)))
        };
        if unclosed {
            return refuse(self.row.len().saturating_sub(1), "a quotation mark is opened here or in an earlier row and never closed");
        }
        let mut cells = Vec::with_capacity(self.row.len());
        for (column, cell) in self.row.iter().enumerate() {
            let Ok(text) = std::str::from_utf8(cell) else { return refuse(column, "the cell is not UTF-8; save the table as “CSV UTF-8”") };
            if let Some(sign) = text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
                return refuse(column, &format!("the cell has the control character {}, which no text has", sign.escape_unicode()));
            }
            cells.push(text.to_owned());
        }
        Ok(Some(Row { line, cells }))
    }

    /// The line on which reading goes on.
    fn line(&self) -> u32 {
        u32::try_from(self.reader.position().line()).unwrap_or(u32::MAX)
    }
}

/// The bytes of a table, of a packed one unpacked.
fn unpacked(mut file: Box<dyn Read>, meter: &Rc<Meter>) -> io::Result<Box<dyn Read>> {
    let mut first = Vec::with_capacity(4);
    (&mut file).take(4).read_to_end(&mut first)?;
    let all = Counted { inner: Cursor::new(first.clone()).chain(file), meter: Rc::clone(meter) };
    Ok(match first.as_slice() {
        [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(all)),
        [b'P', b'K', 3, 4] => return Err(io::Error::other("it is a ZIP file or a workbook; save the table as CSV")),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(io::Error::other("it is UTF-16; save the table as “CSV UTF-8”")),
        _ => Box::new(all),
    })
}

/// Counts the bytes of the file itself.
struct Counted<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.packed.set(self.meter.packed.get() + read as u64);
        Ok(read)
    }
}

/// What has passed through.
#[derive(Default)]
struct Meter {
    /// Of the file as it is.
    packed: Cell<u64>,
    /// Unpacked.
    total: Cell<u64>,
    /// Of the row under way; up to one buffer of those after it.
    row: Cell<u64>,
    quotes: Cell<u64>,
    ended: Cell<bool>,
    failed: Cell<bool>,
}

impl Meter {
    fn is_broken(&self) -> bool {
        self.failed.get()
    }
}

/// Keeps to the limits, makes every line end in `\n`, the last one too.
struct Tamed<R> {
    inner: R,
    meter: Rc<Meter>,
    after_return: bool,
    last: u8,
}

impl<R: Read> Tamed<R> {
    fn new(inner: R, meter: Rc<Meter>) -> Self {
        Self { inner, meter, after_return: false, last: b'\n' }
    }

    /// Turns `\r\n` and `\r` into `\n`; answers how many bytes are left.
    fn with_plain_line_ends(&mut self, bytes: &mut [u8]) -> usize {
        if !self.after_return && memchr(b'\r', bytes).is_none() {
            return bytes.len();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            if !(byte == b'\n' && self.after_return) {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.after_return = byte == b'\r';
        }
        kept
    }

    fn refuse<T>(&self, message: String) -> io::Result<T> {
        self.meter.failed.set(true);
        Err(io::Error::other(message))
    }
}

impl<R: Read> Read for Tamed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.failed.get() || buffer.is_empty() {
            return Ok(0);
        }
        if self.meter.row.get() > ROW_BYTES_MAX {
            return self.refuse(format!("the row is longer than {ROW_BYTES_MAX} bytes; is there a quotation mark missing?"));
        }
        if self.meter.total.get() > 2 * ROW_BYTES_MAX && self.meter.total.get() / UNPACKED_RATIO_MAX > self.meter.packed.get() {
            return self.refuse(format!("the table unpacks to more than {UNPACKED_RATIO_MAX} times its size; unpack it first if it is to be trusted"));
        }
        if self.meter.total.get() > TABLE_BYTES_MAX {
            return self.refuse(format!("the table is longer than {TABLE_BYTES_MAX} bytes; divide it"));
        }
        loop {
            let read = match self.inner.read(buffer) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return self.refuse(format!("cannot be read: {error}")),
            };
            if read == 0 {
                self.meter.ended.set(true);
                let missing = self.last != b'\n';
                if missing && let Some(first) = buffer.first_mut() {
                    *first = b'\n';
                    self.last = b'\n';
                }
                return Ok(usize::from(missing));
            }
            let kept = self.with_plain_line_ends(&mut buffer[..read]);
            let Some(last) = buffer[..kept].last() else { continue };
            self.last = *last;
            let add = |counter: &Cell<u64>, more: usize| counter.set(counter.get() + more as u64);
            add(&self.meter.total, read);
            add(&self.meter.row, read);
            add(&self.meter.quotes, memchr_iter(b'"', &buffer[..kept]).count());
            return Ok(kept);
        }
    }
}
