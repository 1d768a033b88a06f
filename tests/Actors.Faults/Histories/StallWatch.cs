using Actors.Tests.Support.Histories;

namespace Actors.Faults.Histories;

/// <summary>Writes down when its process did not run: frozen, or kept from the processor.</summary>
internal static class StallWatch
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(20);

    internal static void Start(HistoryLog log)
    {
        var seen = HistoryClock.Now;

        // The first line says that this process is watched.
        log.Note(HistoryActions.Stall, "", since: seen);
        new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();

        void Watch()
        {
            while (true)
            {
                Thread.Sleep(Look);
                var now = HistoryClock.Now;
                if (now > HistoryClock.After(seen, Noticed)) log.Note(HistoryActions.Stall, "", since: seen);
                seen = now;
            }
        }
    }
}
