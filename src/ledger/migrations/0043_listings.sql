-- How often listings were shown on the site of whoever made a key: by key and day, and nothing about who saw them.
create table listing (
    key   text not null references key (id) on delete cascade,
    day   text not null, -- in universal time
    count integer not null,
    primary key (key, day)
) strict, without rowid;
