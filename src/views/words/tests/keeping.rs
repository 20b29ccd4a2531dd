//! Changes, points in time, and the index on disk.

use std::fs;

use super::*;

#[test]
fn a_change_replaces_what_was_known_and_older_readers_do_not_see_it() {
    let mut words = Words::in_memory(&fields()).unwrap();
    let before = words.apply(&[], &[record(1, "Alpha"), record(2, "Beta")], 1).unwrap();
    let after = words.apply(&[2], &[record(1, "Gamma")], 2).unwrap();
    assert_eq!((found(&before, "alpha"), found(&before, "beta"), found(&before, "gamma")), (vec![1], vec![2], vec![]));
    assert_eq!((found(&after, "alpha"), found(&after, "beta"), found(&after, "gamma")), (vec![], vec![], vec![1]));
    assert_eq!((before.records(), after.records(), words.sequence()), (2, 1, 2));
    assert!(after.suggest("alp", None, 5).unwrap().found.is_empty());
}

#[test]
fn filling_afresh_forgets_what_was_there() {
    let directory = tempfile::tempdir().unwrap();
    let mut words = Words::open(directory.path(), &fields()).unwrap();
    let before = words.apply(&[], &[record(1, "Alpha"), record(2, "Beta")], 1).unwrap();
    let after = words.fill([record(1, "Gamma"), record(3, "Delta")], 9).unwrap();
    assert_eq!((found(&before, "alpha"), before.records()), (vec![1], 2));
    assert_eq!((after.records(), found(&after, "alpha"), found(&after, "beta"), found(&after, "gamma")), (2, vec![], vec![], vec![1]));
    drop((words, before, after));
    let words = Words::open(directory.path(), &fields()).unwrap();
    assert_eq!((words.sequence(), words.reader().records()), (9, 2));
}

#[test]
fn a_record_given_twice_in_one_change_is_there_once() {
    let mut words = Words::in_memory(&fields()).unwrap();
    words.apply(&[], &[record(9, "Zero")], 1).unwrap();
    let reader = words.apply(&[1], &[record(1, "Alpha"), record(2, "Beta")], 2).unwrap();
    assert_eq!(reader.records(), 3);
}

#[test]
fn the_index_on_disk_remembers_where_it_stands() {
    let directory = tempfile::tempdir().unwrap();
    let mut words = Words::open(directory.path(), &fields()).unwrap();
    assert_eq!(words.sequence(), 0);
    words.apply(&[], &[record(1, "Alpha")], 41).unwrap();
    words.apply(&[], &[record(2, "Beta")], 42).unwrap();
    drop(words);
    let words = Words::open(directory.path(), &fields()).unwrap();
    assert_eq!(words.sequence(), 42);
    assert_eq!(found(&words.reader(), "alpha"), [1]);
}

#[test]
fn an_index_of_other_fields_starts_afresh_and_leaves_other_files_alone() {
    let directory = tempfile::tempdir().unwrap();
    Words::open(directory.path(), &fields()).unwrap().apply(&[], &[record(1, "Alpha")], 42).unwrap();
    fs::write(directory.path().join("letter.txt"), "dear").unwrap();
    let mut other = fields();
    other[2].boost = 2.0;
    let mut words = Words::open(directory.path(), &other).unwrap();
    assert_eq!((words.sequence(), words.reader().records()), (0, 0));
    let reader = words.apply(&[], &[record(1, "Beta")], 1).unwrap();
    assert_eq!((found(&reader, "alpha"), found(&reader, "beta")), (vec![], vec![1]));
    assert!(directory.path().join("letter.txt").exists());
}

#[test]
fn a_damaged_index_starts_afresh() {
    let damages: [fn(&std::path::Path); 4] = [
        |file| {
            let mut bytes = fs::read(file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xFF;
            fs::write(file, bytes).unwrap();
        },
        |file| fs::write(file, b"").unwrap(),
        |file| fs::remove_file(file).unwrap(),
        |file| fs::write(file, fs::read(file).unwrap().split_last().unwrap().1).unwrap(),
    ];
    for ending in ["term", "idx", "pos", "fast", "json"] {
        for (number, damage) in damages.iter().enumerate() {
            let directory = tempfile::tempdir().unwrap();
            Words::open(directory.path(), &fields()).unwrap().apply(&[], &[record(1, "Alpha and omega"), record(2, "Beta")], 42).unwrap();
            let file = fs::read_dir(directory.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .find(|path| path.to_str().unwrap().ends_with(ending) && !path.ends_with(".managed.json"))
                .unwrap();
            damage(&file);
            let mut words = Words::open(directory.path(), &fields()).unwrap();
            let fresh = (words.sequence(), words.reader().records()) == (0, 0);
            let whole = words.sequence() == 42 && found(&words.reader(), "omega") == [1];
            assert!(fresh || (whole && ending == "json"), "{ending} damaged in way {number}");
            words.apply(&[], &[record(1, "Alpha")], 43).unwrap();
            drop(words);
            assert_eq!(found(&Words::open(directory.path(), &fields()).unwrap().reader(), "alpha"), [1]);
        }
    }
}

#[test]
fn an_index_in_use_is_not_taken_away() {
    let directory = tempfile::tempdir().unwrap();
    let mut words = Words::open(directory.path(), &fields()).unwrap();
    words.apply(&[], &[record(1, "Alpha")], 1).unwrap();
    assert!(Words::open(directory.path(), &fields()).is_err());
    let reader = words.apply(&[], &[record(2, "Beta")], 2).unwrap();
    assert_eq!(found(&reader, "alpha"), [1]);
}

#[test]
fn many_changes_one_by_one_give_what_one_change_gives() {
    let documents: Vec<_> = (0..60).map(|id| record(id, &format!("Guide number {id} to pile-ons")).says("All about media")).collect();
    let mut words = Words::in_memory(&fields()).unwrap();
    for (document, sequence) in documents.iter().zip(1..) {
        words.apply(&[], std::slice::from_ref(document), sequence).unwrap();
    }
    let (one_by_one, at_once) = (words.reader(), index(&documents));
    for query in ["guide", "pileon", "number 7", "media", "giude"] {
        assert_eq!(found_set(&one_by_one, query), found_set(&at_once, query), "{query}");
    }
}
