-- Who wants to come to what. Never part of the journal or of a view. Times are milliseconds since 1970.
create table registration (
    id       text primary key,             -- ULID; who came first waits first
    event    text not null,                -- IRI of the record
    account  text not null references account (id) on delete cascade,
    waiting  integer not null,             -- whether it is still without a place
    needs    blob,                         -- sealed: what somebody needs to be able to take part
    created  integer not null,
    stamp    text not null,                -- digest of what they were told last of when and where
    reminded integer not null,             -- whether they were reminded
    forget   integer not null,             -- when the needs are to be forgotten
    expires  integer not null,             -- when all of it is
    unique (event, account)
) strict;
create index registration_of_account on registration (account);
