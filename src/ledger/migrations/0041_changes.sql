-- The public change log: of each event that readers see, a commitment to what it changed and nothing else, chained over these events alone.
-- Kept beside the journal, because what an erased event changed cannot be computed any more.
create table change (
    revision   integer primary key, -- the sequence of the event
    commitment blob not null,   -- SHA-256(salt, patch)
    digest     blob not null    -- SHA-256(digest before, revision, time, kind, commitment)
) strict;

create trigger change_is_never_deleted before delete on change
begin
    select raise(abort, 'the change log only grows');
end;

create trigger change_is_never_changed before update on change
begin
    select raise(abort, 'the change log only grows');
end;
