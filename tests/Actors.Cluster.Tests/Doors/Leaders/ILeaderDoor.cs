namespace Actors.Cluster.Tests.Doors.Leaders;

/// <summary>What every door does with roles.</summary>
public interface ILeaderDoor
{
    Task<Answer<Standing>> CampaignAsync(string role, string candidate, double ttlSeconds = 30, string? value = null);

    Task<Answer<bool>> ResignAsync(string role, string candidate);

    /// <summary>Resigns in favour of another candidate; says who was elected.</summary>
    Task<Answer<string?>> HandOffAsync(string role, string candidate, string to);

    Task<Answer<bool>> ProclaimAsync(string role, string candidate, long term, string? value);

    Task<Answer<bool>> SetSeatsAsync(string role, int seats);

    Task<RoleSeen> DescribeAsync(string role);

    /// <summary>The role when its version is another than the one seen; waits for that for five seconds.</summary>
    Task<RoleSeen> NextAsync(string role, long seenVersion);
}
