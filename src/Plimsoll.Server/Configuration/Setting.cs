namespace Plimsoll.Server.Configuration;

/// <summary>What one source says about one key.</summary>
/// <param name="Key">The key as the source spells it.</param>
/// <param name="Values">Its value, or several where the source has a list.</param>
/// <param name="Source">Where it was written, such as <c>plimsoll.yaml line 3</c>.</param>
public sealed record Setting(string Key, IReadOnlyList<string> Values, string Source)
{
    /// <summary>How this source spells a key; the file spells it as this project does.</summary>
    public Func<string, string> Spell { get; init; } = key => key;
}
