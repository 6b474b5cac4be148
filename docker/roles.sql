-- Runs once, when the database is made. psql reads the passwords itself: they are in no argument and no environment.
REVOKE ALL ON DATABASE spirula FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

\set password `cat /run/secrets/scheduler.password`
CREATE ROLE scheduler LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE spirula TO scheduler;
CREATE SCHEMA scheduler AUTHORIZATION scheduler;

\set password `cat /run/secrets/snapshot.password`
CREATE ROLE snapshot LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE spirula TO snapshot;
CREATE SCHEMA snapshot AUTHORIZATION snapshot;

\set password `cat /run/secrets/transfer.password`
CREATE ROLE transfer LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE spirula TO transfer;
CREATE SCHEMA transfer AUTHORIZATION transfer;

\set password `cat /run/secrets/restore.password`
CREATE ROLE restore LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE spirula TO restore;
CREATE SCHEMA restore AUTHORIZATION restore;
