use std::io::Write as _;

use whatworks::ledger::{Ledger, LedgerError};

use super::writer::draft;
use super::{Mount, count, report};

const TURNS_MAX: usize = 100_000;

#[test]
fn a_full_disk_stops_writes_only_while_it_is_full() {
    let directory = tempfile::tempdir().unwrap();
    let disk = directory.path().join("disk");
    let mount = match Mount::new(&disk, &["-t", "tmpfs", "-o", "size=16m", "tmpfs"]) {
        Ok(mount) => mount,
        Err(why) => {
            report(&format!("full disk: SKIPPED, it needs root to mount a small tmpfs ({why})"));
            return;
        }
    };
    let rounds = count(3, 20);
    let filler = disk.join("filler");
    let mut refused = 0;
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let ledger = Ledger::open(&format!("sqlite:{}", disk.join("ledger.db").display())).await.unwrap();
        let mut kept = 0;
        for round in 0..rounds {
            let mut file = std::fs::File::create(&filler).unwrap();
            while file.write_all(&[7; 4096]).is_ok() {}
            // The write-ahead log may still have room of its own.
            let full = 'full: {
                for turn in 0..TURNS_MAX {
                    match ledger.append(vec![draft(&format!("{round}-{turn}"), 2_000)]).await {
                        Ok(events) => kept = events[0].sequence,
                        Err(error) => break 'full error,
                    }
                }
                panic!("the disk was never full");
            };
            assert!(matches!(full, LedgerError::DiskFull), "{full}");
            refused += 1;
            assert_eq!(ledger.head().await.unwrap().sequence, kept, "reads go on, and nothing of the refused call was kept");
            assert!(ledger.read(0, 10).await.is_ok());
            // Emptied, not only removed: another test's process, between fork and exec, may hold the file for a blink.
            file.set_len(0).unwrap();
            let events = ledger.append(vec![draft(&format!("{round}-freed"), 2_000)]).await.unwrap();
            assert_eq!(events[0].sequence, kept + 1, "writing resumes by itself");
            kept += 1;
        }
        assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
        ledger.close().await.unwrap();
    });
    drop(mount);
    report(&format!("full disk: {rounds} tried, {rounds} held; {refused} writes refused, all readable meanwhile, resumed without a restart"));
}
