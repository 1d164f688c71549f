namespace Plimsoll.Server.Configuration;

/// <summary>A setting that cannot be used.</summary>
/// <param name="key">The setting, such as <c>registry.maxBlobSize</c>.</param>
/// <param name="value">The value that it has.</param>
/// <param name="expected">What is allowed.</param>
public sealed class OptionsException(string key, string? value, string expected) : Exception($"{key}: '{value}' cannot be used; {expected}")
{
    /// <summary>The setting.</summary>
    public string Key { get; } = key;

    /// <summary>The same, with the place where the value was written.</summary>
    public OptionsException At(string source) => new(Key, value, $"{expected} ({source})");
}
