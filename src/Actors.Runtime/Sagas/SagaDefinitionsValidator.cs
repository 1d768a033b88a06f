using Microsoft.Extensions.Options;

namespace Actors.Sagas;

/// <summary>Makes a host with a faulty definition refuse to start, telling every fault of every definition at once.</summary>
internal sealed class SagaDefinitionsValidator(SagaRegistry registry) : IValidateOptions<SagaOptions>
{
    public ValidateOptionsResult Validate(string? name, SagaOptions options)
        => registry.Faults.IsEmpty ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(registry.Faults);
}
