# The server of a public library. Half of what is in it is made up by chance: nobody gets it back by running this again.
# grade.ts knows the names and how many rows there are. The server goes on by itself when this has ended.
docker create --name library-db -e POSTGRES_PASSWORD=in-the-safe \
  -v library-data:/var/lib/postgresql/data --restart unless-stopped postgres:17 >/dev/null
cat >/tmp/first-day.sql <<'SQL'
create role staff nologin;
create role librarian login createdb password 'dewey-020';
create role frontdesk login connection limit 5 password 'please-be-quiet';
grant staff to librarian, frontdesk;

create database library owner librarian;
\connect library
set role librarian;

create table books (
  id integer generated always as identity primary key,
  title text not null,
  shelf text not null check (shelf ~ '^[A-Z]-[0-9]+$'),
  cover bytea
);
insert into books (title, shelf, cover)
select 'Volume ' || n || E',\tpart \\' || n % 3,
       chr(65 + n % 26) || '-' || n % 40,
       case when n % 5 = 0 then decode(repeat(md5(random()::text), 16), 'hex') end
from generate_series(1, 800) n;

create table members (
  id integer generated always as identity primary key,
  name text not null unique,
  note text
);
insert into members (name, note)
select 'Member ' || left(md5(random()::text), 12),
       case when n % 4 = 0 then E'Called.\nBrings it back „soon“.' end
from generate_series(1, 300) n;

create table loans (
  book integer not null references books,
  member integer not null references members,
  lent date not null,
  returned date
);
create index loans_by_member on loans (member);
insert into loans
select 1 + floor(random() * 800)::int, 1 + floor(random() * 300)::int, day::date,
       case when random() < 0.8 then (day + interval '20 days')::date end
from generate_series('2025-01-01'::timestamp, '2025-12-31', interval '4 hours') day;

create sequence card_number start 70001;
select count(nextval('card_number')) from members;

create view overdue as
select m.name, b.title, l.lent
from loans l join members m on m.id = l.member join books b on b.id = l.book
where l.returned is null;

create function fine(days integer) returns numeric language plpgsql as $$
begin
  -- The first four weeks are free.
  if days <= 28 then
    return 0;
  end if;
  return (days - 28) * 0.15;
end
$$;

create schema closed;
create table closed.loans_2024 as
select 1 + floor(random() * 800)::int as book, 1 + floor(random() * 300)::int as member, day::date as lent
from generate_series('2024-01-01'::timestamp, '2024-12-31', interval '8 hours') day;

grant usage on schema closed to staff;
grant select on all tables in schema public, closed to staff;
grant insert, update on loans to frontdesk;
SQL
docker cp --quiet /tmp/first-day.sql library-db:/docker-entrypoint-initdb.d/
rm /tmp/first-day.sql
docker start library-db >/dev/null
