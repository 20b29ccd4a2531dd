-- The path of the site that a mail leads on to; empty where it leads nowhere.
alter table notice add column page text not null default '';
