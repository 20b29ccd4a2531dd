-- The journal. Rows are added and never changed; the one thing that may be taken away is what an event says (salt, payload, repeat).
create table event (
    sequence   integer primary key check (sequence > 0),
    id         blob not null,       -- ULID, 16 bytes; carries the time
    kind       text not null,       -- stored name of the kind
    erases     integer references event (sequence),
    commitment blob not null,       -- BLAKE3(salt, payload)
    chain      blob not null,       -- BLAKE3(previous chain, sequence, id, kind, erases, commitment)
    repeat     blob unique,         -- BLAKE3(actor, idempotency key), when there is a key
    salt       blob,
    payload    text,                -- last, so that reading the other columns leaves its pages alone
    check ((salt is null) = (payload is null))
) strict;

create trigger event_is_never_deleted before delete on event
begin
    select raise(abort, 'the ledger only grows: events are erased, not deleted');
end;

create trigger event_is_only_ever_erased before update on event
when new.sequence is not old.sequence or new.id is not old.id or new.kind is not old.kind or new.erases is not old.erases
    or new.commitment is not old.commitment or new.chain is not old.chain
    or new.repeat is not null or new.salt is not null or new.payload is not null
begin
    select raise(abort, 'the ledger only grows: events are erased, not changed');
end;
