using System.Text;
using static Actors.Faults.Api;

namespace Actors.Faults.Robustness;

/// <summary>The short run of the robustness suite; <see cref="RobustnessCommand"/> runs longer ones.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public async Task Nothing_is_violated_while_everything_that_can_happen_to_a_cluster_happens_once()
    {
        Sandbox.Require();
        var said = new StringBuilder();
        var code = await Sandbox.RunAsync([RobustnessCommand.Name], Say, Cancel);
        Assert.True(code == 0, $"The run ended with {code}:\n{said}");

        void Say(string line)
        {
            lock (said) said.AppendLine(line);
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }
}
