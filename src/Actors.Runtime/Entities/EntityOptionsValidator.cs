using Actors.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Entities;

/// <summary>Checks the settings, and the registered classes with them, so that all faults are told at once.</summary>
internal sealed class EntityOptionsValidator(IEnumerable<EntityRegistration> registrations) : IValidateOptions<EntityOptions>
{
    public ValidateOptionsResult Validate(string? name, EntityOptions options)
    {
        var check = new SettingsCheck("Actors:Entities")
            .Range(nameof(options.RequestRetention), options.RequestRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        foreach (var (type, own) in options.Types)
        {
            if (own.Ttl is { } ttl) check.Range($"{nameof(options.Types)}:{type}:{nameof(own.Ttl)}", ttl, EntityLimits.TtlMin, EntityLimits.TtlMax);
        }

        List<string> wrong = [.. check.Result().Failures ?? [], .. EntityRegistry.Check(registrations, options)];
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
