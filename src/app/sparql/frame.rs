//! What the server and a worker say to one another over a pipe: a kind, the number of bytes that follow, the bytes.

use std::io::{self, Read, Write};

/// The bytes of one frame: an answer, with room for what is around it.
const FRAME_BYTES_MAX: usize = crate::views::graph::answer::ANSWER_BYTES_MAX + 4_096;

/// What a frame says. Closed: both ends are the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the worker: quads that came, as N-Quads.
    Add,
    /// To the worker: quads that went, as N-Quads.
    Remove,
    /// Both ways: everything until here has been read.
    Ready,
    /// To the worker: a question in JSON.
    Ask,
    /// From the worker: solutions or a truth value, in the form that was asked for.
    Table,
    /// From the worker: triples, in the form that was asked for.
    Graph,
    /// From the worker: a code and why there is no answer.
    Refusal,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Add, Self::Remove, Self::Ready, Self::Ask, Self::Table, Self::Graph, Self::Refusal];
}

/// # Errors
/// When the other end is gone.
pub fn write(to: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&[kind as u8])?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)
}

/// The next frame; `None` where the other end closed the pipe between frames.
///
/// # Errors
/// When the pipe breaks within a frame, or what comes is no frame.
pub fn read(from: &mut impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut kind = [0];
    if from.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let kind = Kind::ALL.into_iter().find(|known| *known as u8 == kind[0]).ok_or(io::ErrorKind::InvalidData)?;
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if length > FRAME_BYTES_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(Some((kind, bytes)))
}
