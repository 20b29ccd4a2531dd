-- Searches whose news somebody wants by mail.
create table search (
    id       text primary key,             -- ULID
    account  text not null references account (id) on delete cascade,
    name     text not null,
    asked    text not null,                -- types, filter and words, for whoever asks
    interval integer not null,             -- milliseconds between two mails at least
    seen     integer not null,             -- the revision up to which was told
    told     integer not null,             -- when
    due      integer not null,             -- when it is to be looked at again
    unique (account, name)
) strict;
create index search_by_due on search (due);
