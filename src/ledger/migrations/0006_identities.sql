-- Who somebody is elsewhere: with whom an account can be signed in by a provider of identities.
create table identity (
    issuer  text not null,
    subject text not null,
    account text not null unique references account (id) on delete cascade,
    primary key (issuer, subject)
) strict;
