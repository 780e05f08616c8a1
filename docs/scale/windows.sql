-- The measures of src/lib/market over the tables of schema.sql. $1: now, $2: days of the window, $3: coin of money
-- measures. Each answers what the function of the same name in TypeScript answers; a test compares them.

-- name: totals
-- Calls and money of the window by verdict.
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin)
select verdict, count(*) as calls, coalesce(sum(price) filter (where calls.coin = ask.coin), 0) as amount
from calls, ask
where at > now - make_interval(days => days) and at <= now
group by verdict
order by verdict;

-- name: alive_share
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin)
select
  (select count(distinct model) from calls join listings using (model), ask
   where verdict = 0 and calls.price > 0 and at > now - make_interval(days => days) and at <= now) as part,
  (select count(*) from listings) as whole
from ask;

-- name: earning_share
-- At least three genuine payers and any income.
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
earners as (
  select model from calls join listings using (model), ask
  where verdict = 0 and calls.price > 0 and calls.coin = ask.coin
    and at > now - make_interval(days => days) and at <= now
  group by model
  having count(distinct payer) >= 3 and sum(calls.price) >= 1
)
select (select count(*) from earners) as part, (select count(*) from listings) as whole;

-- name: genuine_payers
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
seen as (
  select payer,
    bool_or(at > now - make_interval(days => days)) as recently,
    bool_or(at <= now - make_interval(days => days)) as before,
    bool_or(at <= now - make_interval(days => days) and at > now - make_interval(days => 2 * days)) as previously
  from calls, ask
  where verdict = 0 and price > 0 and at <= now
  group by payer
)
select
  count(*) filter (where recently) as active,
  count(*) filter (where recently and not before) as fresh,
  count(*) filter (where recently and before) as returning,
  count(*) filter (where previously and not recently) as lapsed
from seen;

-- name: repeat_rate
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
days_of as (
  select payer, count(distinct (at at time zone 'UTC')::date) as days
  from calls, ask
  where verdict = 0 and price > 0 and at > now - make_interval(days => ask.days) and at <= now
  group by payer
)
select count(*) filter (where days >= 2) as part, count(*) as whole from days_of;

-- name: concentration
-- Of genuine income by author, authors without any counted too.
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
income as (
  select author, coalesce(sum(calls.price), 0) as amount
  from listings cross join ask
  left join calls on calls.model = listings.model and verdict = 0 and calls.coin = ask.coin
    and at > now - make_interval(days => days) and at <= now
  group by author
),
ranked as (
  select amount, row_number() over (order by amount) as place, row_number() over (order by amount desc) as top
  from income
),
whole as (select count(*) as authors, sum(amount) as total from income)
select
  count(*) filter (where amount > 0) as earners,
  max(total) as total,
  (2 * sum(place * amount) - (max(authors) + 1) * max(total)) / nullif(max(authors) * max(total), 0) as gini,
  sum(amount) filter (where top <= 1) / nullif(max(total), 0) as top1,
  sum(amount) filter (where top <= 10) / nullif(max(total), 0) as top10,
  max(total) * max(total) / nullif(sum(amount * amount), 0) as effective_earners
from ranked, whole;

-- name: price_reality
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
genuine as (
  select calls.* from calls, ask
  where verdict = 0 and at > now - make_interval(days => days) and at <= now
)
select
  (select percentile_disc(0.5) within group (order by price) from genuine, ask
   where price > 0 and genuine.coin = ask.coin) as median_paid,
  (select percentile_disc(0.5) within group (order by price) from listings, ask
   where active and price > 0 and listings.coin = ask.coin) as median_listed,
  (select count(*) from genuine where price = 0) as free,
  (select count(*) from genuine) as whole;

-- name: income_by_day
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
series as (
  select generate_series((now at time zone 'UTC')::date - days + 1, (now at time zone 'UTC')::date, '1 day')::date
    as day
  from ask
)
select day,
  count(verdict) filter (where verdict = 0) as genuine_calls,
  count(verdict) filter (where verdict in (1, 2)) as excluded_calls,
  count(verdict) filter (where verdict = 3) as unknown_calls,
  coalesce(sum(price) filter (where verdict = 0 and calls.coin = ask.coin), 0) as genuine,
  coalesce(sum(price) filter (where verdict in (1, 2) and calls.coin = ask.coin), 0) as excluded,
  coalesce(sum(price) filter (where verdict = 3 and calls.coin = ask.coin), 0) as unknown
from ask cross join series
left join calls on (at at time zone 'UTC')::date = day and at <= now
group by day
order by day;

-- name: weekly_cohorts
-- Payers by the week of their first genuine paid call, eight weeks back, and how many paid again k weeks later.
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
paid as (
  select distinct payer, date_trunc('week', at at time zone 'UTC')::date as week
  from calls, ask
  where verdict = 0 and price > 0 and at <= now
),
first as (select payer, min(week) as start from paid group by payer)
select start, (week - start) / 7 as k, count(*) as payers
from paid join first using (payer), ask
where start > date_trunc('week', now at time zone 'UTC')::date - 56
group by start, k
order by start, k;

-- name: trending
with ask as (select $1::timestamptz as now, $2::int as days, $3::text as coin),
days_of as (
  select distinct model, payer, (at at time zone 'UTC')::date as day
  from calls, ask
  where verdict = 0 and price > 0 and at > now - interval '14 days' and at <= now
)
select model, sum(power(0.5, ((now at time zone 'UTC')::date - day) / 3.0)) as score
from days_of, ask
group by model
order by score desc, model;
