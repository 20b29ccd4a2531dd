-- Addresses that want to be told of published changes. What is told is made anew of what is published whenever it is sent, so nothing of it
-- stands here: an erasure has nothing to look for. Times are milliseconds since 1970.
create table hook (
    id            text primary key,           -- ULID
    account       text not null references account (id) on delete cascade,
    url           text not null,
    asked         text not null,              -- types, filter and kinds of change, for whoever asks
    secret        blob not null,              -- sealed
    former        blob,                       -- sealed: the secret before, and until when it signs as well
    former_until  integer not null default 0,
    state         text not null,              -- active, paused, disabled
    seen          integer not null,           -- the revision up to which was told
    attempts      integer not null default 0, -- how often the next message was tried
    failing_since integer,
    next_attempt  integer not null default 0,
    created       integer not null
) strict;
create index hook_of_account on hook (account);
create index hook_by_due on hook (state, next_attempt);

-- What came of each message: one row for each, whatever the number of attempts.
create table delivery (
    hook      text not null references hook (id) on delete cascade,
    message   text not null,                  -- `webhook-id`
    revision  integer not null,               -- 0 for a message that only tries the address
    attempts  integer not null,
    status    integer,                        -- of the last answer
    error     text,                           -- where there was none
    tried     integer not null,
    delivered integer,
    primary key (hook, message)
) strict;
create index delivery_by_time on delivery (hook, tried);
