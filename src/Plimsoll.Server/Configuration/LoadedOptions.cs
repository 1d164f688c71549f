namespace Plimsoll.Server.Configuration;

/// <summary>Options together with where each of them comes from.</summary>
/// <param name="Options">The values that hold.</param>
/// <param name="Sources">By key: where the value was written; keys at their default are not in it.</param>
public sealed record LoadedOptions(ServerOptions Options, IReadOnlyDictionary<string, string> Sources);
