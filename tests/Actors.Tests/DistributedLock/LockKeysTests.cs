using Actors.Locks;

namespace Actors.Tests.DistributedLock;

public sealed class LockKeysTests
{
    private static readonly string[] Names =
    [
        "", "%", "/", "a/b", "a\\b", "a%002fb", "a%002Fb", "a/B", "tab\t", "\0", "ü🔒", "🙂", "\ud800", "\udc00", "{x}y", " ", ".", "..",
        "a", "A", "Ü", "%0025", "%sha256-", "%rw:", "%rw:a", "rw:a", "%sem:", "%sem:a", "sem:a",
        .. from length in new[] { 500, 506, 507, 508, 509, 512, 513, 10_000 } from letter in new[] { 'x', 'y', 'ü' } select new string(letter, length),
    ];

    [Fact]
    public void Different_kinds_and_texts_have_different_keys_and_all_can_be_names_of_locks()
    {
        string[] kinds = [LockKeys.Exclusive, LockKeys.ReaderWriter, LockKeys.Semaphore];
        var keys = (from kind in kinds from name in Names select LockKeys.Of(kind, name)).ToList();
        Assert.Empty(keys.GroupBy(key => key, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(keys, key => Assert.Null(LockName.Refuse(key)));
    }

    [Fact]
    public void What_can_be_a_name_stays_readable()
    {
        Assert.Equal("orders:42", LockKeys.Of(LockKeys.Exclusive, "orders:42"));
        Assert.Equal("%rw:orders:42", LockKeys.Of(LockKeys.ReaderWriter, "orders:42"));
        Assert.Equal("%sem:orders:42", LockKeys.Of(LockKeys.Semaphore, "orders:42"));
    }
}
