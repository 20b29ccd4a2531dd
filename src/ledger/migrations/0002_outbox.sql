-- Mail that waits to be sent. A row is written in the transaction of the events that it tells of.
create table notice (
    id           blob primary key,          -- ULID, 16 bytes; the mail's Message-ID is made of it, so repetitions share it
    account      text not null,             -- whom it is for; the address is looked up when it is sent
    subject      text not null,
    text         text not null,
    html         text not null,
    attempts     integer not null default 0,
    next_attempt integer not null default 0 -- milliseconds since 1970
) strict;
