//! A power cut: the file system is shut down without writing its log, so only what was flushed to the device is left.
//!
//! On Linux 6.18 an fsync that is under way while ext4 is shut down may be answered with success (a bare loop of `write` and `fsync`
//! shows it in about one cut of five). So every other cut stops the writer first and then counts every answer; the rest strike
//! in mid-write and count the answers heard before.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::writer::Writer;
use super::{Dice, LIVES_PER_LEDGER, Mount, Outcome, Told, check, count, report, run};

/// Waits for a line, stops a process if one is named, then calls `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH`. Python,
/// because a call into the kernel needs `unsafe` in Rust.
const CUT: &str = "
import fcntl, os, signal, struct, sys
disk, process = os.open(sys.argv[1], os.O_RDONLY), sys.argv[2]
print('ready', flush=True)
sys.stdin.readline()
def state(thread):
    with open(f'/proc/{process}/task/{thread}/stat') as stat:
        return stat.read().rpartition(') ')[2][0]
if process != '-':
    os.kill(int(process), signal.SIGSTOP)
    while any(state(thread) != 'T' for thread in os.listdir(f'/proc/{process}/task')):
        os.sched_yield()
fcntl.ioctl(disk, 0x8004587D, struct.pack('I', 2))
";

#[test]
fn whatever_was_acknowledged_before_a_power_cut_is_there_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    let disk = match Disk::new(directory.path()) {
        Ok(disk) => disk,
        Err(why) => {
            report(&format!("power cuts: SKIPPED, they need root, loop devices, mkfs.ext4 and python3 ({why})"));
            return;
        }
    };
    let cuts = count(10, 500);
    let seed = 5;
    let mut dice = Dice(seed);
    let mut told = Told::default();
    let mut acknowledged = 0;
    for cut in 0..cuts {
        if cut % LIVES_PER_LEDGER == 0 {
            told = Told::default();
        }
        let before = told.acknowledged.len();
        let outcome = disk.cut(&format!("ledger-{}.db", cut / LIVES_PER_LEDGER), cut, 1 + dice.below(200), true, &mut told).unwrap();
        assert!(outcome.lost == 0 && outcome.doubled == 0 && outcome.damaged == 0, "seed {seed}, cut {cut}: {outcome:?}");
        assert_eq!(told.wrong, Vec::<String>::new(), "seed {seed}, cut {cut}");
        acknowledged += told.acknowledged.len() - before;
    }
    report(&format!("power cuts: {cuts} tried, {cuts} held; {acknowledged} events acknowledged, 0 lost (seed {seed})"));

    let (mut acknowledged, mut lost) = (0, 0);
    for cut in 0..cuts {
        let mut told = Told::default();
        let outcome = disk.cut(&format!("control-{cut}.db"), cut, 1 + dice.below(200), false, &mut told);
        acknowledged += told.acknowledged.len();
        // A ledger that cannot even be opened has lost everything.
        lost += outcome.map_or(told.acknowledged.len(), |outcome| outcome.lost);
    }
    report(&format!("power cuts without flushing (control, must lose): {lost} of {acknowledged} acknowledged events lost in {cuts} cuts"));
    assert!(lost > 0, "the control lost nothing, so the test above shows nothing");
}

/// An ext4 file system in a file.
struct Disk {
    image: String,
    place: std::path::PathBuf,
}

impl Disk {
    /// Makes it, and tries once whether its power can be cut.
    fn new(directory: &Path) -> Result<Self, String> {
        let image = directory.join("disk.img");
        let file = std::fs::File::create(&image).map_err(|error| error.to_string())?;
        file.set_len(256 << 20).map_err(|error| error.to_string())?;
        let disk = Self { image: image.to_string_lossy().into_owned(), place: directory.join("disk") };
        run("mkfs.ext4", &["-q", "-F", &disk.image])?;
        let mount = disk.mount()?;
        Switch::new(&disk.place, None).map_err(|error| error.to_string())?.cut()?;
        drop(mount);
        Ok(disk)
    }

    fn mount(&self) -> Result<Mount<'_>, String> {
        Mount::new(&self.place, &["-o", "loop", &self.image])
    }

    fn cut(&self, file: &str, cut: usize, answers: usize, durable: bool, told: &mut Told) -> Result<Outcome, Box<dyn std::error::Error>> {
        let path = self.place.join(file);
        let stopped = cut.is_multiple_of(2);
        {
            let _mount = self.mount()?;
            let mut writer = Writer::start(&path, &cut.to_string(), durable);
            let switch = Switch::new(&self.place, stopped.then_some(writer.id()))?;
            writer.hear(answers, told);
            switch.cut()?;
            writer.kill(stopped, told);
        }
        let _mount = self.mount()?;
        check(&path, told)
    }
}

/// Stands ready, so that no time passes between the last answer and the cut.
struct Switch(Child);

impl Switch {
    fn new(disk: &Path, stops: Option<u32>) -> std::io::Result<Self> {
        let process = stops.map_or_else(|| "-".to_owned(), |id| id.to_string());
        let mut child = Command::new("python3")
            .args(["-c", CUT, &disk.to_string_lossy(), &process])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut String::new())?;
        }
        Ok(Self(child))
    }

    fn cut(mut self) -> Result<(), String> {
        if let Some(mut line) = self.0.stdin.take() {
            // When it has already failed, its own words below say why.
            line.write_all(b"\n").ok();
        }
        let output = self.0.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(format!("cutting power: {}", String::from_utf8_lossy(&output.stderr).trim())) }
    }
}
