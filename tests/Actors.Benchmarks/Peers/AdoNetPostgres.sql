-- The tables and queries that Microsoft.Orleans.Persistence.AdoNet 10.4 looks for, for PostgreSQL 15 or newer.
-- A unique index on the whole identity, NULL included, keeps two activations from both inserting the first row.
create table OrleansQuery (QueryKey varchar(64) primary key, QueryText varchar(8000) not null);

create table OrleansStorage (
    GrainIdHash integer not null, GrainIdN0 bigint not null, GrainIdN1 bigint not null, GrainTypeHash integer not null,
    GrainTypeString varchar(512) not null, GrainIdExtensionString varchar(512), ServiceId varchar(150) not null,
    PayloadBinary bytea, ModifiedOn timestamptz not null, Version integer not null);

create unique index OrleansStorage_Identity on OrleansStorage
    (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId) nulls not distinct;

-- Answers the new version, or the expected one if another activation has written: the provider takes that for a conflict.
create function StoreGrainState(
    id_hash integer, n0 bigint, n1 bigint, type_hash integer, type_name varchar, extension varchar, service varchar,
    expected integer, payload bytea) returns integer language plpgsql as $$
declare
    stored integer;
begin
    if expected is null then
        insert into OrleansStorage values (id_hash, n0, n1, type_hash, type_name, extension, service, payload, now(), 1)
        on conflict do nothing returning Version into stored;
    else
        update OrleansStorage set PayloadBinary = payload, ModifiedOn = now(), Version = Version + 1
        where GrainIdHash = id_hash and GrainTypeHash = type_hash and GrainIdN0 = n0 and GrainIdN1 = n1 and GrainTypeString = type_name
            and GrainIdExtensionString is not distinct from extension and ServiceId = service and Version = expected
        returning Version into stored;
    end if;
    return coalesce(stored, expected);
end $$;

insert into OrleansQuery values
('WriteToStorageKey',
'select StoreGrainState(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId,
    @GrainStateVersion, @PayloadBinary) as NewGrainStateVersion'),
('ReadFromStorageKey',
'select PayloadBinary, Version from OrleansStorage
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
    and GrainTypeString = @GrainTypeString and GrainIdExtensionString is not distinct from @GrainIdExtensionString and ServiceId = @ServiceId'),
('ClearStorageKey',
'with cleared as (
    update OrleansStorage set PayloadBinary = null, ModifiedOn = now(), Version = Version + 1
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
        and GrainTypeString = @GrainTypeString and GrainIdExtensionString is not distinct from @GrainIdExtensionString
        and ServiceId = @ServiceId and Version = @GrainStateVersion
    returning Version)
select coalesce((select Version from cleared), @GrainStateVersion) as NewGrainStateVersion');
