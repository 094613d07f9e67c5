-- 谁能看哪些表 / Who reads which tables.
--
--   psql "$DATABASE" -v schema=wdt -f access.sql -f personal.sql
--
-- 由表的属主（同步用的数据库用户）执行，可重复执行；要建角色，所以要有 CREATEROLE。
-- Run by the owner of the tables, the loader's user, as often as you like. It needs CREATEROLE.
--
--   select wdt_access.team('analysts');                      整个团队只读 / a team reads all of it
--   select wdt_access.team('finance', false);                看不到个人信息列 / all but personal columns
--   select wdt_access.team('buyers', false, '{stock_specs,purchase_orders}');   只有这几张表 / these only
--   select wdt_access.leave('buyers');                       收回 / takes it all back
--   grant analysts to li_lei;                                把人放进团队 / puts a person into a team
--   grant wdt_administrator to han_meimei;                   管理员：以上都能做，不必是属主 / may do all this
\set ON_ERROR_STOP on
\if :{?schema}
\else
  \set schema wdt
\endif
begin;

create schema if not exists :"schema";
create schema if not exists wdt_access;

create table if not exists wdt_access.personal (
  table_name text, column_name text, primary key (table_name, column_name)
);
create table if not exists wdt_access.teams (
  team name primary key,
  source name not null,
  personal boolean not null,
  tables text[]
);
comment on table wdt_access.personal is '个人信息列 / columns with personal data';
comment on table wdt_access.teams is '团队能看什么；tables 为空是全部 / what teams read; tables null: all';

create table if not exists wdt_access.source (name name not null);
truncate wdt_access.source;
insert into wdt_access.source values (:'schema');

-- 收回一个团队的全部权限 / Takes everything back from a team.
create or replace function wdt_access._close(team name, source name) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('revoke all on schema %I from %I', source, team);
  execute format('revoke all on all tables in schema %I from %I', source, team);
  execute format('alter default privileges in schema %I revoke all on tables from %I', source, team);
end $$;

-- 一个团队在一张表上的权限；不含个人信息时逐列授权 / What a team gets of a table.
create or replace function wdt_access._open_table(team name, source name, named name, personal boolean)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  columns text;
begin
  select string_agg(quote_ident(a.attname), ', ') into columns
  from pg_attribute a
  where a.attrelid = format('%I.%I', source, named)::regclass and a.attnum > 0 and not a.attisdropped
    and not exists (
      select from wdt_access.personal p
      where p.table_name in (named, '*') and p.column_name = a.attname
    );
  if personal then
    execute format('grant select on %I.%I to %I', source, named, team);
  elsif columns is not null then
    execute format('grant select (%s) on %I.%I to %I', columns, source, named, team);
  end if;
end $$;

-- 让现有的表和列与各团队的规定一致；有了新表、新列后再执行 / Brings tables and columns in line.
create or replace function wdt_access.apply() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  open record;
  named name;
begin
  for open in select * from wdt_access.teams where tables is distinct from '{}' loop
    perform wdt_access._close(open.team, open.source);
    execute format('grant usage on schema %I to %I', open.source, open.team);
    if open.personal and open.tables is null then -- 以后的表也在内 / tables to come among them
      execute format('alter default privileges in schema %I grant select on tables to %I',
                     open.source, open.team);
    end if;
    for named in
      select tablename from pg_tables
      where schemaname = open.source and (open.tables is null or tablename = any (open.tables))
    loop
      perform wdt_access._open_table(open.team, open.source, named, open.personal);
    end loop;
  end loop;
end $$;

create or replace function wdt_access.team(
  team name, personal boolean default true, tables text[] default null
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from wdt_access.teams t where t.team = team.team) then
    -- 已有的角色不能当团队，否则管理员能拿到它的权限 / An administrator would get the rights of a
    -- role that is there already.
    if exists (select from pg_roles where rolname = team) then
      raise exception '角色 % 已存在，团队请另取名 / role % exists; give the team another name', team, team;
    end if;
    execute format('create role %I nologin', team);
  end if;
  insert into wdt_access.teams
  select team, s.name, personal, tables from wdt_access.source s
  on conflict on constraint teams_pkey do update
    set source = excluded.source, personal = excluded.personal, tables = excluded.tables;
  execute format('grant %I to wdt_administrator with admin option', team);
  perform wdt_access.apply();
end $$;

create or replace function wdt_access.leave(team name) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform wdt_access._close(t.team, t.source) from wdt_access.teams t where t.team = leave.team;
  update wdt_access.teams t set tables = '{}' where t.team = leave.team;
end $$;

do $$
begin
  if not exists (select from pg_roles where rolname = 'wdt_administrator') then
    create role wdt_administrator nologin;
  end if;
end $$;

revoke all on schema wdt_access from public;
revoke all on all functions in schema wdt_access from public;
grant usage on schema wdt_access to wdt_administrator;
grant select on all tables in schema wdt_access to wdt_administrator;
grant execute on function wdt_access.team, wdt_access.leave, wdt_access.apply to wdt_administrator;

-- 只有超级用户能建事件触发器；有了它，新列立刻按规定授权，不必再执行 / Only a superuser may create
-- an event trigger; with it new tables and columns are granted at once, without apply().
create or replace function wdt_access._on_ddl() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from pg_event_trigger_ddl_commands() c
    where c.schema_name in (select source from wdt_access.teams)
  ) then
    perform wdt_access.apply();
  end if;
exception when others then -- 授权不成，不能让写入失败 / loading must not fail of this
  raise warning 'wdt_access.apply(): %', sqlerrm;
end $$;

do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    drop event trigger if exists wdt_access;
    create event trigger wdt_access on ddl_command_end
      when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'ALTER TABLE')
      execute function wdt_access._on_ddl();
  end if;
end $$;

commit;
