//! A power cut: the file system is shut down without writing its log, so only what was flushed to the device is left.

use std::path::Path;

use super::writer::Writer;
use super::{Dice, Mount, Outcome, Told, check, count, report, run};

/// `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH`. Python, because a call into the kernel needs `unsafe` in Rust.
const CUT: &str = "import fcntl, os, struct, sys\nfcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

#[test]
fn whatever_was_acknowledged_before_a_power_cut_is_there_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    let image = directory.path().join("disk.img");
    let disk = directory.path().join("disk");
    if let Err(why) = made(&image, &disk) {
        report(&format!("power cuts: SKIPPED, they need root, loop devices, mkfs.ext4 and python3 ({why})"));
        return;
    }
    let cuts = count(10, 500);
    let seed = 5;
    let mut dice = Dice(seed);
    let mut told = Told::default();
    for cut in 0..cuts {
        let outcome = cut_power(&image, &disk, "ledger.db", &cut.to_string(), 1 + dice.below(200), true, &mut told).unwrap();
        assert!(outcome.lost == 0 && outcome.doubled == 0 && outcome.damaged == 0, "seed {seed}, cut {cut}: {outcome:?}");
    }
    report(&format!("power cuts: {cuts} tried, {cuts} held; {} events acknowledged, 0 lost (seed {seed})", told.acknowledged.len()));

    let (mut acknowledged, mut lost) = (0, 0);
    for cut in 0..cuts {
        let mut told = Told::default();
        let outcome = cut_power(&image, &disk, &format!("control-{cut}.db"), &cut.to_string(), 1 + dice.below(200), false, &mut told);
        acknowledged += told.acknowledged.len();
        // A ledger that cannot even be opened has lost everything.
        lost += outcome.map_or(told.acknowledged.len(), |outcome| outcome.lost);
    }
    report(&format!("power cuts without flushing (control, must lose): {lost} of {acknowledged} acknowledged events lost in {cuts} cuts"));
    assert!(lost > 0, "the control lost nothing, so the test above shows nothing");
}

/// Makes a file system and tries the tools once.
fn made(image: &Path, disk: &Path) -> Result<(), String> {
    let file = std::fs::File::create(image).map_err(|error| error.to_string())?;
    file.set_len(256 << 20).map_err(|error| error.to_string())?;
    run("mkfs.ext4", &["-q", "-F", &image.to_string_lossy()])?;
    let _mount = Mount::new(disk, &["-o", "loop", &image.to_string_lossy()])?;
    run("python3", &["-c", CUT, &disk.to_string_lossy()])
}

fn cut_power(image: &Path, disk: &Path, file: &str, life: &str, answers: usize, durable: bool, told: &mut Told) -> Result<Outcome, Box<dyn std::error::Error>> {
    let path = disk.join(file);
    let arguments = ["-o", "loop", &image.to_string_lossy()];
    {
        let _mount = Mount::new(disk, &arguments)?;
        let mut writer = Writer::start(&path, life, durable);
        writer.hear(answers, told);
        run("python3", &["-c", CUT, &disk.to_string_lossy()])?;
        writer.kill(told);
    }
    let _mount = Mount::new(disk, &arguments)?;
    check(&path, told)
}
