-- Accounts and what belongs to them. Nothing here is ever part of the journal or of a view; events know people by `account.id` alone.
-- Secrets are kept as hashes; what has to be read again is sealed with a key that is not in this file. Times are milliseconds since 1970.
create table account (
    id         text primary key,           -- ULID
    email      text not null unique,       -- normalised
    password   text,                       -- argon2id in PHC form; null until there is one
    name       text not null,
    credited   integer not null,           -- consents to be named as a contributor
    notified   integer not null,           -- wants mail about what became of contributions
    role       text not null,
    proved     integer not null,           -- registered with a proof of work
    known      integer not null,           -- something of theirs was accepted
    verified   integer not null,
    suspended  integer not null,
    epoch      integer not null,           -- tokens of an earlier epoch are good no more
    factor     blob,                       -- sealed secret of one-time codes
    prepared   blob,                       -- sealed secret of one-time codes, not yet confirmed
    step       integer not null default 0, -- the last time step whose code was used
    created    integer not null
) strict;

-- A sign-in and everything refreshed from it.
create table session (
    id      text primary key,              -- ULID
    account text not null references account (id) on delete cascade,
    factor  integer not null,              -- whether a second factor was shown
    created integer not null,
    expires integer not null
) strict;
create index session_of_account on session (account);

-- Of each session one token is good; the spent ones are kept to notice that somebody shows one again.
create table refresh (
    hash    blob primary key,
    session text not null references session (id) on delete cascade,
    spent   integer not null
) strict;
create index refresh_of_session on refresh (session);

-- Links that work once.
create table link (
    hash    blob primary key,
    account text not null references account (id) on delete cascade,
    purpose text not null,
    detail  text,                          -- what using it brings about, where that is not in `purpose`
    expires integer not null
) strict;
create index link_of_account on link (account);

-- Codes for whoever has lost their second factor; each works once.
create table recovery (
    hash    blob primary key,
    account text not null references account (id) on delete cascade
) strict;
create index recovery_of_account on recovery (account);

-- Keys for programs.
create table key (
    id      text primary key,              -- ULID
    account text not null references account (id) on delete cascade,
    hash    blob not null,
    name    text not null,
    scopes  text not null,                 -- names of operations, separated by spaces
    created integer not null,
    expires integer not null
) strict;
create index key_of_account on key (account);

-- Proofs of work that were used.
create table proof (
    challenge blob primary key,
    expires   integer not null
) strict;

-- How far ahead of its allowance each counted bucket is.
create table attempt (
    bucket blob primary key,               -- a hash: the file names no address and no network
    clear  integer not null                -- when the whole allowance is there again
) strict;

-- Answers given under an idempotency key.
create table answer (
    repeat  blob primary key,              -- BLAKE3 of who asked and the key
    request blob not null,                 -- digest of what was asked
    account text,                          -- whom it belongs to
    sealed  blob not null,
    expires integer not null
) strict;
create index answer_of_account on answer (account);

-- Mail about an account itself: its text is sealed because it may hold a link, and it may go to another address than the account's.
alter table notice add column sealed blob;
