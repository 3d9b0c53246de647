create table lease (
  id integer primary key check (id = 1),
  epoch integer not null,
  host text not null,
  pid integer not null,
  started integer not null,
  instance text not null,
  since integer not null,
  renewed integer not null
);

create table settings (
  name text primary key,
  value text not null
) without rowid;

create table runs (
  seq integer primary key autoincrement,
  id text not null unique,
  commit_id text not null,
  cause text not null,
  begun integer not null,
  ended integer,
  outcome text,
  summary text not null default '',
  plan_hash text not null default '',
  policy_id text not null default '',
  calls text not null default '{}'
);

create table run_steps (
  run_id text not null,
  ordinal integer not null,
  kind text not null,
  name text not null,
  target text not null,
  operation text not null,
  cause text not null,
  wave integer not null,
  hash text not null,
  why text not null,
  changes text not null,
  state text not null,
  detail text not null default '',
  backup text,
  begun integer,
  ended integer,
  log text not null default '[]',
  primary key (run_id, ordinal)
) without rowid;
create index run_steps_of_resource on run_steps (kind, name, target);

create table intents (
  id integer primary key autoincrement,
  run_id text not null,
  kind text not null,
  name text not null,
  target text not null,
  operation text not null,
  step_hash text not null,
  plan_hash text not null,
  commit_id text not null,
  epoch integer not null,
  natural_key text,
  live_id text,
  begun integer not null,
  deadline integer not null,
  ended integer,
  outcome text,
  detail text
);
create index intents_open on intents (id) where ended is null;

create table verified (
  kind text not null,
  name text not null,
  target text not null,
  commit_id text not null,
  at integer not null,
  manifest text not null,
  secrets text not null,
  written text not null,
  live_id text not null default '',
  primary key (kind, name, target)
) without rowid;

create table adopted (
  kind text not null,
  name text not null,
  target text not null,
  live_id text not null,
  who text not null,
  at integer not null,
  primary key (kind, name, target)
) without rowid;

create table parked (
  kind text not null,
  name text not null,
  target text not null,
  step_hash text not null,
  reason text not null,
  attempts integer not null,
  since integer not null,
  retry_at integer,
  primary key (kind, name, target)
) without rowid;

create table applied (
  seq integer primary key autoincrement,
  commit_id text not null,
  at integer not null
);

create table policies (
  seq integer primary key autoincrement,
  commit_id text not null,
  text text not null,
  who text not null,
  at integer not null
);

create table approvals (
  id text primary key,
  step_hash text not null,
  kind text not null,
  name text not null,
  target text not null,
  operation text not null,
  why text not null,
  backup text,
  plan_hash text not null,
  needed integer not null,
  since integer not null,
  state text not null,
  decided_by text,
  decided_at integer,
  comment text
) without rowid;
create unique index approvals_open on approvals (step_hash) where state <> 'gone';

create table grants (
  step_hash text not null,
  who text not null,
  verified integer not null,
  source text not null,
  plan_hash text not null,
  at integer not null,
  comment text,
  primary key (step_hash, who)
) without rowid;

create table proposals (
  id text primary key,
  branch text not null,
  title text not null,
  why text not null,
  author text not null,
  client text,
  base_commit text not null,
  commit_id text not null,
  state text not null,
  plan_hash text,
  created integer not null,
  updated integer not null
) without rowid;

create table proposal_notes (
  seq integer primary key autoincrement,
  proposal text not null,
  kind text not null,
  who text not null,
  text text not null,
  plan_hash text,
  at integer not null
);
create index proposal_notes_of on proposal_notes (proposal, seq);

create table tokens (
  name text primary key,
  role text not null,
  hash text not null unique,
  created integer not null,
  revoked integer
) without rowid;

create table audit (
  seq integer primary key,
  id text not null,
  at integer not null,
  who text not null,
  role text not null,
  client text not null,
  action text not null,
  subject text not null,
  is_write integer not null,
  outcome text not null,
  detail text not null,
  hash text not null
);
create index audit_by_id on audit (id);
