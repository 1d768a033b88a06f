using System.Globalization;

namespace Actors.Storage.Sqlite;

/// <summary>The tables, as a list of steps; meta's <c>schema</c> says how many of them the file has.</summary>
internal static class SqliteSchema
{
    // Tags are in the row, to be read with it, and in a table of their own, to be found by: an index on a JSON column there
    // is not, and a scan of a whole kind would not do. Triggers keep the two the same; a write that keeps tags fires none.
    private static readonly string[] Steps =
    [
        """
        create table record (id integer primary key, kind text not null, key text not null, slot integer not null,
            version integer not null, state text not null, status text not null, tags text not null, due_at integer,
            updated_at integer not null);
        create unique index record_key on record (kind, key);
        create index record_due on record (due_at, slot) where due_at is not null;
        create index record_status on record (kind, status, key);
        create table record_tag (tag text not null, kind text not null, key text not null, primary key (tag, kind, key)) without rowid;
        create trigger record_tag_insert after insert on record when new.tags <> '[]' begin
            insert or ignore into record_tag select value, new.kind, new.key from json_each(new.tags);
        end;
        create trigger record_tag_update after update of tags on record when old.tags <> new.tags begin
            delete from record_tag where kind = old.kind and key = old.key and tag in (select value from json_each(old.tags));
            insert or ignore into record_tag select value, new.kind, new.key from json_each(new.tags);
        end;
        create trigger record_tag_delete after delete on record when old.tags <> '[]' begin
            delete from record_tag where kind = old.kind and key = old.key and tag in (select value from json_each(old.tags));
        end;
        create table event (position integer primary key autoincrement, kind text not null, key text not null,
            version integer not null, type text not null, data text not null, at integer not null);
        create table receipt (id blob primary key, body_hash blob not null, reply text not null, expires_at integer not null);
        create index receipt_expiry on receipt (expires_at);
        create table slot_floor (kind text not null, slot integer not null, floor integer not null, primary key (kind, slot)) without rowid;
        insert into meta values ('feed_floor', '0');
        """,
    ];

    internal static int Latest => Steps.Length;

    internal static bool Migrate(SqliteSession session, string path, SlotRange slots) => session.Transaction(() =>
    {
        var encoding = (string)session.Scalar("pragma encoding")!;
        if (encoding != "UTF-8") throw new StorageSetupException($"The file '{path}' has the encoding {encoding}; only UTF-8 keeps keys in their order. Use another file.");
        session.Once("create table if not exists meta (key text primary key, value text not null) without rowid");
        var found = int.Parse(Meta(session, "schema") ?? "0", CultureInfo.InvariantCulture);
        if (found > Latest)
        {
            throw new StorageSetupException(
                $"The file '{path}' has schema version {found}, newer than the {Latest} that this program knows. Run the newer program, or restore an older file.");
        }

        foreach (var step in Steps.Skip(found)) session.Once(step);
        SetMeta(session, "schema", Latest.ToString(CultureInfo.InvariantCulture));
        Pin(session, path, "slot_hash", Slots.HashVersion.ToString(CultureInfo.InvariantCulture));
        Pin(session, path, "slots", slots.ToString());
        return true;
    });

    internal static string? Meta(SqliteSession session, string key) => (string?)session.Scalar("select value from meta where key = $1", key);

    internal static void SetMeta(SqliteSession session, string key, string value)
        => session.Execute("insert into meta values ($1, $2) on conflict (key) do update set value = excluded.value", key, value);

    private static void Pin(SqliteSession session, string path, string key, string value)
    {
        var found = Meta(session, key);
        if (found is null) SetMeta(session, key, value);
        else if (found != value)
        {
            throw new StorageSetupException(
                $"The file '{path}' was set up with {key} {found} and cannot be used with {value}: its rows would be looked for elsewhere. "
                + "Configure the databases in the order and number they were set up with.");
        }
    }
}
