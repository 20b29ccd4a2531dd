-- Whether the addresses that records lead to answer. Nothing of it is part of the journal: it can be found out again. Rows of addresses that
-- no record has any more are deleted, and all whenever something is erased. Times are milliseconds since 1970.
create table address_check (
    address       text primary key,
    checked       integer not null,           -- when it was asked last
    answered      integer,                    -- when it answered last
    failing_since integer,                    -- the first failure after that
    failures      integer not null default 0, -- days on which it failed since
    status        integer,                    -- of the last answer
    error         text,                       -- where there was none
    moved         text,                       -- where it says that it is for good
    due           integer not null            -- when it is to be asked again
) strict;
