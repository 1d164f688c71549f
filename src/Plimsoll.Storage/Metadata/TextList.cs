namespace Plimsoll.Storage.Metadata;

/// <summary>A list of words in one column, separated by spaces; neither path globs nor permissions hold one.</summary>
internal static class TextList
{
    public static string? Join(IReadOnlyList<string>? words) => words is null ? null : string.Join(' ', words);

    public static IReadOnlyList<string>? Split(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
