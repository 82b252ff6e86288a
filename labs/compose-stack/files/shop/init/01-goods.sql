create table goods (name text primary key, price numeric(8, 2) not null);
insert into goods values ('kettle', 34.50), ('teapot', 21.00), ('strainer', 4.20);

create table orders (
  id integer generated always as identity primary key,
  what text not null references goods,
  placed timestamptz not null default now()
);
