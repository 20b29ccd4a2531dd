-- What people were told, for the pages: a row for each mail that tells of something, whether the mail is sent or not. Mails with secrets in them
-- are not here.
create table news (
    id      blob primary key,          -- ULID, 16 bytes, of the mail; says when
    account text not null references account (id) on delete cascade,
    subject text not null,
    text    text not null,
    page    text not null,             -- where on this site to go on; empty where there is nothing to do
    seen    integer not null default 0 -- whether the account has looked at it
) strict;
create index news_of_account on news (account, id);
