namespace Plimsoll.Server.Configuration;

/// <summary>Options together with where each of them comes from.</summary>
/// <param name="Options">The values that hold.</param>
/// <param name="Sources">By key: where the value was written; keys at their default are not in it.</param>
public sealed record LoadedOptions(ServerOptions Options, IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>What works and should be written otherwise.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Runs what uses the options; a refusal of one of them says where it was written, so that people find it.</summary>
    public async Task RunAsync(Func<ServerOptions, Task> use)
    {
        try
        {
            await use(Options);
        }
        catch (OptionsException refusal) when (Sources.TryGetValue(refusal.Key, out var source))
        {
            throw refusal.At(source);
        }
    }
}
