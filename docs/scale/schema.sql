-- The market in PostgreSQL: what an indexer of Floe's events keeps. One row for each event, nothing aggregated.
-- Money in base units; addresses and object IDs as normalised text.

create table listings (
  model text primary key,
  author text not null,
  payout text not null,
  price numeric(20, 0) not null,
  coin text not null,
  active boolean not null,
  head integer not null,
  listed_at timestamptz not null
);
create index listings_by_author on listings (author);

-- By month in production: create table calls_2026_11 partition of calls for values from (...) to (...).
create table calls (
  digest text not null,
  -- Place among the events of its transaction.
  event integer not null,
  model text not null,
  version integer not null,
  payer text not null,
  spender text not null,
  payout text not null,
  price numeric(20, 0) not null,
  coin text not null,
  at timestamptz not null,
  -- Written by the judge: 0 genuine, 1 self, 2 linked, 3 unknown. Until it has looked, nothing is called genuine.
  verdict smallint not null default 3 check (verdict between 0 and 3),
  primary key (at, digest, event)
) partition by range (at);
create table calls_rest partition of calls default;
create index calls_by_model on calls (model, at);
create index calls_by_payer on calls (payer, at);
-- The windows read genuine calls only: a tenth of the pages where most of a market is not.
create index calls_genuine on calls (at, model, payer) include (price, coin) where verdict = 0;

-- What the judge reads besides the calls: coins that moved outside of calls, from the balance changes of transactions.
create table transfers (
  digest text not null,
  sender text not null,
  recipient text not null,
  coin text not null,
  amount numeric(39, 0) not null,
  at timestamptz not null,
  primary key (at, digest, sender, recipient, coin)
);
create index transfers_by_sender on transfers (sender, at);
create index transfers_by_recipient on transfers (recipient, at);
