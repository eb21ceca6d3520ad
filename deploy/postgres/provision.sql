-- One service's database, three roles and extensions; harmless when repeated.
-- Reads SERVICE, OWNER_PASSWORD, APP_PASSWORD and WORKER_PASSWORD from the environment, so that no
-- password stands on a command line. Run by provision.sh as the server's administrator.
\set ON_ERROR_STOP on
\getenv service SERVICE
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv worker_password WORKER_PASSWORD
\set owner :service _owner
\set app :service _app
\set worker :service _worker

-- The owner migrates, the app answers requests behind row-level security, the worker follows feeds.
select format('create role %I', role)
from unnest(array[:'owner', :'app', :'worker']) as role
where not exists (select from pg_roles where rolname = role) \gexec

alter role :"owner" login password :'owner_password';
alter role :"app" login password :'app_password';
alter role :"worker" login password :'worker_password';

-- Only a member of a role may give it a database.
grant :"owner" to current_user;
select format('create database %I owner %I encoding ''UTF8'' template template0', :'service', :'owner')
where not exists (select from pg_database where datname = :'service') \gexec
revoke all on database :"service" from public;
grant connect on database :"service" to :"owner", :"app", :"worker";

\connect :"service"
create extension if not exists pg_trgm schema public;
create extension if not exists btree_gist schema public;
alter schema public owner to :"owner";
revoke create on schema public from public;
grant usage on schema public to :"app", :"worker";
