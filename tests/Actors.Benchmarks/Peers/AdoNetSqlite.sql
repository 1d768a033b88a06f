-- The tables and queries that Microsoft.Orleans.Persistence.AdoNet 10.4 looks for, for SQLite 3.35 or newer.

create table OrleansQuery (QueryKey text primary key, QueryText text not null);

create table OrleansStorage (
    GrainIdHash integer not null, GrainIdN0 integer not null, GrainIdN1 integer not null, GrainTypeHash integer not null,
    GrainTypeString text not null, GrainIdExtensionString text, ServiceId text not null,
    PayloadBinary blob, ModifiedOn text not null, Version integer not null);

-- In SQLite two NULLs are different, so the index takes none for an empty text.
create unique index OrleansStorage_Identity on OrleansStorage
    (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, ifnull(GrainIdExtensionString, ''), ServiceId);

-- One writing statement, so one flush. The second one answers the new version, or the expected one after a conflict.
insert into OrleansQuery values
('WriteToStorageKey',
'insert into OrleansStorage
select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary,
    datetime(''now''), 1
where @GrainStateVersion is null or exists (
    select 1 from OrleansStorage
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
        and GrainTypeString = @GrainTypeString and ifnull(GrainIdExtensionString, '''') = ifnull(@GrainIdExtensionString, '''')
        and ServiceId = @ServiceId)
on conflict (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, ifnull(GrainIdExtensionString, ''''), ServiceId)
do update set PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = Version + 1
where Version = @GrainStateVersion;
select case changes() when 1 then ifnull(@GrainStateVersion, 0) + 1 else @GrainStateVersion end as NewGrainStateVersion'),
('ReadFromStorageKey',
'select PayloadBinary, Version from OrleansStorage
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
    and GrainTypeString = @GrainTypeString and ifnull(GrainIdExtensionString, '''') = ifnull(@GrainIdExtensionString, '''')
    and ServiceId = @ServiceId'),
('ClearStorageKey',
'update OrleansStorage set PayloadBinary = null, ModifiedOn = datetime(''now''), Version = Version + 1
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
    and GrainTypeString = @GrainTypeString and ifnull(GrainIdExtensionString, '''') = ifnull(@GrainIdExtensionString, '''')
    and ServiceId = @ServiceId and Version = @GrainStateVersion;
select @GrainStateVersion + changes() as NewGrainStateVersion');
