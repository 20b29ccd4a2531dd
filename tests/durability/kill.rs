use std::time::Duration;

use super::writer::Writer;
use super::{Dice, LIVES_PER_LEDGER, Told, check, count, report};

const READY_WITHIN: Duration = Duration::from_secs(5);

#[test]
fn whatever_was_acknowledged_before_a_kill_is_there_exactly_once() {
    let directory = tempfile::tempdir().unwrap();
    let kills = count(50, 3_000);
    let seed = 11;
    let mut dice = Dice(seed);
    let mut told = Told::default();
    let (mut acknowledged, mut erased, mut slowest) = (0, 0, Duration::ZERO);
    for life in 0..kills {
        let path = directory.path().join(format!("ledger-{}.db", life / LIVES_PER_LEDGER));
        if life % LIVES_PER_LEDGER == 0 {
            told = Told::default();
        }
        let before = (told.acknowledged.len(), told.erased.len());
        // Some die while they open the ledger.
        let answers = if dice.below(10) == 0 { 0 } else { dice.below(60) };
        let mut writer = Writer::start(&path, &life.to_string(), true);
        writer.hear(answers, &mut told);
        writer.kill(true, &mut told);
        let outcome = check(&path, &told).unwrap();
        assert!(outcome.lost == 0 && outcome.doubled == 0 && outcome.damaged == 0, "seed {seed}, kill {life}: {outcome:?}");
        assert_eq!(told.wrong, Vec::<String>::new(), "seed {seed}, kill {life}");
        acknowledged += told.acknowledged.len() - before.0;
        erased += told.erased.len() - before.1;
        slowest = slowest.max(outcome.recovery);
    }
    assert!(slowest < READY_WITHIN);
    report(&format!(
        "kill -9: {kills} tried, {kills} held; {acknowledged} events acknowledged, 0 lost, 0 doubled; {erased} erased; \
         ready again in {slowest:.0?} at worst (seed {seed})"
    ));
}
