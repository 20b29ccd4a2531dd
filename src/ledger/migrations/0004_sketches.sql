-- Contributions that their authors have not submitted. Not events: nobody has said anything yet, they are saved often, and when one is
-- discarded nothing of it is to stay.
create table sketch (
    id      blob primary key,   -- ULID, 16 bytes
    author  text not null,      -- opaque identifier
    about   text not null,      -- what kind of contribution, for whoever reads the content
    content text not null,
    saved   integer not null    -- milliseconds since 1970
) strict;

create index sketch_by_author on sketch (author, saved);
