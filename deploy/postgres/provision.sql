-- Creates the database, the three roles and the extensions of one service; can be repeated safely.
-- Reads SERVICE, OWNER_PASSWORD, APP_PASSWORD and WORKER_PASSWORD from the environment, so that no
-- password is on a command line. provision.sh runs it as the administrator of the server.
\set ON_ERROR_STOP on
\getenv service SERVICE
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv worker_password WORKER_PASSWORD
\set owner :service _owner
\set app :service _app
\set worker :service _worker

-- The owner migrates; the app answers requests, with row-level security; the worker does background work.
select format('create role %I', role)
from unnest(array[:'owner', :'app', :'worker']) as role
where not exists (select from pg_roles where rolname = role) \gexec

alter role :"owner" login password :'owner_password';
alter role :"app" login password :'app_password';
alter role :"worker" login password :'worker_password';

-- Only a member of a role may create a database for it.
grant :"owner" to current_user;
select format('create database %I owner %I encoding ''UTF8'' template template0', :'service', :'owner')
where not exists (select from pg_database where datname = :'service') \gexec
revoke all on database :"service" from public;
grant connect on database :"service" to :"owner", :"app", :"worker";

-- A role can change its own settings, so SQL that ran as the app role may have. These two a pooler cannot send.
alter role :"app" reset all;
alter role :"app" in database :"service" reset all;
alter role :"app" set idle_in_transaction_session_timeout = '30s';
alter role :"app" set jit = off;

\connect :"service"
create extension if not exists pg_trgm schema public;
create extension if not exists btree_gist schema public;
alter schema public owner to :"owner";
revoke create on schema public from public;
grant usage on schema public to :"app", :"worker";

-- Counters of reading tell what row-level security hides; large objects have no owner that could be limited. Only a
-- superuser closes functions of PostgreSQL itself. The worker role reads all rows, and looks for open transactions.
select format('revoke execute on function %s from public', oid::regprocedure),
       format('grant execute on function %s to %I, pg_monitor', oid::regprocedure, :'worker')
from pg_proc
where pronamespace = 'pg_catalog'::regnamespace
  and proname ~ '^(pg_stat_get_|lo_|loread|lowrite)'
  and has_function_privilege('public', oid, 'execute')
  and (select rolsuper from pg_roles where rolname = current_user) \gexec
