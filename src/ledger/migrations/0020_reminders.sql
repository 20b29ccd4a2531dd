-- Who wants a mail before a call closes, and of which end they were told.
create table reminder (
    call    text not null,                 -- the IRI of the call
    account text not null references account (id) on delete cascade,
    wanted  integer not null,              -- 0 for whoever only keeps a draft
    told    integer,                       -- the end of which they were told, in milliseconds since 1970
    primary key (call, account)
) strict;
