namespace Actors.Storage.Postgres;

/// <summary>
/// <c>actors.check_fence(name, token)</c>, for the user's own transaction in this database. It locks the lock's row in share
/// mode, so that the next grant, an update of that row, waits until the transaction ends; and it raises unless the token is
/// that of a present grant. Several transactions may share the row. It is the one place where this library knows what a state
/// looks like, as no code of ours runs in the user's transaction.
/// </summary>
internal static class FenceFunction
{
    /// <summary>The SQLSTATE of a token that is not current.</summary>
    internal const string StaleToken = "AC001";

    // Volatile, so that under "read committed" it sees the newest row however long the transaction has run; under a stricter
    // level a row that has changed since its snapshot is an error of its own (40001). Security definer, so that callers need no
    // right on the table but only usage of the schema. A lock has its grants in "holders"; "holder" is how older rows have it.
    internal const string Create =
        $"""
        create function actors.check_fence(name text, token bigint) returns void
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $function$
        declare
            lock_state jsonb;
        begin
            select r.state::jsonb into lock_state from actors.record r
            where r.kind = 'lock' and r.key = check_fence.name for share;
            if not exists (
                select from jsonb_array_elements(coalesce(lock_state -> 'holders', '[]') || jsonb_build_array(lock_state -> 'holder')) as held
                where (held ->> 'token')::bigint = check_fence.token)
            then
                raise exception 'The token % of lock "%" is not that of a present grant: %. Roll back and stop the work that it stands for.',
                    check_fence.token, check_fence.name, coalesce('the last one is ' || (lock_state ->> 'lastToken'), 'this database has no such lock')
                using errcode = '{StaleToken}', hint = 'Acquire the lock again for a new token.';
            end if;
        end
        $function$;
        """;
}
