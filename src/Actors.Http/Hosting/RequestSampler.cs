using OpenTelemetry.Trace;

namespace Actors.Hosting;

/// <summary>
/// A trace begins with a request over HTTP. What a process does by itself, sweeping and renewing all day, would only bury those; and a
/// grain that is called without a trace begins none.
/// </summary>
internal sealed class RequestSampler : Sampler
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        => new(samplingParameters.Name == Request ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
